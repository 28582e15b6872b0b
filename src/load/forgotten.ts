/**
 * Months whose rows stand in ClickHouse alone (docs/decisions/0033), and the wall before them: nothing is loaded into
 * one, because half a month here would hide the whole one there.
 */
import { EXIT, GgrError, VendorError } from '../contract/errors.ts';
import { type AnyStream, hasCursor } from '../contract/stream.ts';
import type { Window } from '../contract/window.ts';
import { iso } from '../transform/time.ts';
import { count, type Database } from './database.ts';
import { identifier, quote, sql } from './sql.ts';

/** A month of one account and table that went. */
export interface Forgotten extends Window {
  readonly account: string;
  /** The table: pv.bets. */
  readonly relation: string;
  /** 2025-03. */
  readonly month: string;
  readonly rows: number;
  readonly revisions: number;
  readonly digest: string;
  /** Host of the ClickHouse that has it. */
  readonly cluster: string;
}

/** Work was asked for whose rows stand in ClickHouse. */
export class ForgottenError extends GgrError {
  readonly code = 'forgotten';
  readonly exitCode = EXIT.usage;
}

/** Counts what was forgotten and remembered: the store has one process, and what it found out holds until then. */
let turns = 0;
const found = new WeakMap<
  Database,
  { readonly turn: number; readonly months: readonly Forgotten[] }
>();

/** To be called after each commit that changes sync.forgotten. */
export function turnForgotten(): void {
  turns += 1;
}

/** Read once by each connection: a commit pays a look into a map. */
export async function listForgotten(db: Database): Promise<readonly Forgotten[]> {
  const known = found.get(db);
  if (known?.turn === turns) return known.months;
  const turn = turns;
  const months = (await db.many(sql('queries/list-forgotten'))).map((row) => ({
    account: String(row.account),
    relation: String(row.relation),
    month: String(row.month),
    start: count(row.starts_ms),
    end: count(row.ends_ms),
    rows: count(row.rows),
    revisions: count(row.revisions),
    digest: String(row.digest),
    cluster: String(row.cluster),
  }));
  found.set(db, { turn, months });
  return months;
}

export interface Place {
  readonly account: string;
  readonly stream: Pick<AnyStream, 'name' | 'table' | 'eventTime'>;
}

/** The forgotten months of a table that an interval touches; all of them without one. */
export async function forgottenIn(
  db: Database,
  { account, stream }: Place,
  window?: Window,
): Promise<Forgotten[]> {
  const months = await listForgotten(db);
  return months.filter(
    (each) =>
      each.account === account &&
      each.relation === stream.table &&
      (!window || (each.start < window.end && window.start < each.end)),
  );
}

/**
 * Throws ForgottenError where a window touches a forgotten month: it cannot be read again here. Nor can a report that asks
 * for each of the players or games of such bets: it would find none of them.
 */
export async function refuseWindow(
  db: Database,
  place: { readonly account: string; readonly stream: AnyStream },
  window: Window,
): Promise<void> {
  const { account, stream } = place;
  const leansOn = !hasCursor(stream) && stream.seenIn ? [stream.seenIn.bets] : [];
  const found = await Promise.all(
    [stream, ...leansOn].map((each) => forgottenIn(db, { account, stream: each }, window)),
  );
  const [month] = found.flat();
  if (!month) return;
  throw new ForgottenError(
    `${place.account} ${place.stream.name}, ${iso(window.start)} to ${iso(window.end)}: ${month.month} is forgotten here and stands in ClickHouse (${month.cluster}) alone`,
    { hint: remember(month) },
  );
}

/**
 * Part of the transaction of a merge, and after it: throws VendorError where a row came late into a forgotten month.
 * Whatever way it took is seen here, and goes with the transaction.
 */
export async function refuseLate(db: Database, place: Place): Promise<void> {
  for (const month of await forgottenIn(db, place)) {
    const text = sql('queries/find-late', {
      table: place.stream.table,
      event: identifier(place.stream.eventTime),
      account: quote(place.account),
    });
    const late = await db.maybeOne(text, boundsOf(month));
    if (!late) continue;
    throw new VendorError(
      'forgotten',
      `a record of ${month.month} came late, and that month is forgotten here: nothing of this window is loaded`,
      { hint: remember(month) },
    );
  }
}

/** The next step. */
export function remember({ account, month }: Pick<Forgotten, 'account' | 'month'>): string {
  return `\`ggr remember ${account} ${month}\` brings the month back`;
}

/** As parameters of a statement: microseconds, of which windows are whole milliseconds. */
export function boundsOf({ start, end }: Window) {
  return { starts_ms: BigInt(start), ends_ms: BigInt(end) };
}
