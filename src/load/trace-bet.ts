/**
 * One bet down to the vendor's record: its row, the window and the run it came by, every version before,
 * the checks of that window, and what of its key was refused. The key leads to account and event time by the
 * vendor's own table; with them zone maps keep every other query away from the rest of the store.
 */
import { type AnyStream, hasCursor } from '../contract/stream.ts';
import type { Database, StoredRow } from './database.ts';
import { identifier, quote, sql } from './sql.ts';
import { tablesNow } from './versions.ts';

/** A bet as a person names it; of whichever account if none is given. */
export interface BetName {
  readonly source: string;
  readonly betId: string;
  readonly account: string | null;
}

/** Where something of a bet stands. Times are DuckDB's text, UTC. */
export interface Place {
  /** The stream that owns the windows of its table. */
  readonly stream: AnyStream;
  readonly what: 'row' | 'revision' | 'reject';
  readonly account: string;
  readonly windowStart: string;
  readonly eventAt: string;
  readonly run: string;
}

/** What the store knows of a bet, as it stands there. */
export interface Trace {
  readonly bets: readonly StoredRow[];
  /** The row in the vendor's own table; none of a bet that was withdrawn, or only refused. */
  readonly record: StoredRow | undefined;
  readonly window: StoredRow | undefined;
  readonly run: StoredRow | undefined;
  readonly revisions: readonly StoredRow[];
  readonly checks: readonly StoredRow[];
  readonly rejects: readonly StoredRow[];
}

/** Everywhere a bet of a vendor is known: rows first, then its versions, then its refusals; newest first. */
export async function findBet(
  db: Database,
  streams: readonly AnyStream[],
  { betId, account }: BetName,
): Promise<Place[]> {
  const places: Place[] = [];
  for (const { stream, names } of tablesOf(streams)) {
    const fill = {
      table: stream.table,
      key: identifier(stream.key[0] ?? ''),
      event: identifier(stream.eventTime),
      stored_as: quote(stream.table),
      streams: listed(names),
    };
    const rows = await db.many(sql('queries/trace-key', fill), { id: betId, account });
    places.push(...rows.map((row) => placeOf(stream, row)));
  }
  return (['row', 'revision', 'reject'] as const).flatMap((what) =>
    places.filter((place) => place.what === what),
  );
}

export interface Tracing {
  readonly name: BetName;
  readonly place: Place;
  /** Whether refused records are shown as they came, with the player's data in them. */
  readonly showsRaw: boolean;
}

/** What is known of the bet at its first place, and of its key in all tables of the vendor. */
export async function traceBet(
  db: Database,
  streams: readonly AnyStream[],
  { name, place, showsRaw }: Tracing,
): Promise<Trace> {
  const { stream, account, eventAt, windowStart } = place;
  const id = name.betId;
  const bets = streams.filter((each) => each.isBet);
  const key = { id, account };
  const fill = { streams: listed(bets.map((s) => s.name)), raw: showsRaw ? 'raw,' : '' };
  const table = {
    table: stream.table,
    key: identifier(stream.key[0] ?? ''),
    event: identifier(stream.eventTime),
  };
  const at = { ...key, event_at: eventAt };
  const shown = { ...at, source: name.source };
  const window = hasCursor(stream) ? 'queries/trace-walk' : 'queries/trace-window';
  const here = { account, stream: stream.name, at: hasCursor(stream) ? eventAt : windowStart };
  const tables = listed([...new Set(bets.map((s) => s.table))]);
  const isRow = place.what === 'row';
  return {
    bets: isRow ? await db.many(sql('queries/trace-bet'), shown) : [],
    record: isRow ? await db.maybeOne(sql('queries/trace-record', table), at) : undefined,
    window: await db.maybeOne(sql(window), here),
    run: await findRun(db, place.run),
    revisions: await db.many(sql('queries/trace-revisions', { tables }), key),
    checks: await db.many(sql('queries/trace-checks'), here),
    rejects: await db.many(sql('queries/trace-rejects', fill), key),
  };
}

/** Entries and closures of the wallet under one round, whichever accounts they are of. */
export function findEntries(db: Database, round: string): Promise<StoredRow[]> {
  return db.many(sql('queries/trace-entries'), { id: round });
}

/** Rounds of the wallet as analysts see them: one for each player that names it. */
export function findRounds(db: Database, round: string, account: string): Promise<StoredRow[]> {
  const text = sql('queries/trace-round', { rounds: sql('vendors/wallet/bets', tablesNow([])) });
  return db.many(text, { id: round, account });
}

function findRun(db: Database, run: string): Promise<StoredRow | undefined> {
  return db.maybeOne(sql('queries/trace-run'), { run });
}

/** The tables of bets, each with the stream that owns its windows and the names of all that feed it. */
function tablesOf(streams: readonly AnyStream[]) {
  const bets = streams.filter((each) => each.isBet);
  return [...new Set(bets.map(({ table }) => table))].flatMap((table) => {
    const feeding = bets.filter((each) => each.table === table);
    const stream = feeding.find(({ mode }) => mode === 'replace') ?? feeding[0];
    return stream ? [{ stream, names: feeding.map(({ name }) => name) }] : [];
  });
}

function placeOf(stream: AnyStream, row: StoredRow): Place {
  return {
    stream,
    what: row.what as Place['what'],
    account: String(row.account),
    windowStart: String(row.window_start),
    eventAt: String(row.event_at),
    run: String(row.run_id),
  };
}

function listed(names: readonly string[]): string {
  return names.map(quote).join(', ');
}
