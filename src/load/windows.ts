/** The ledger of windows: what is held, what failed, from when on a stream is kept. */
import type { DuckDBValue } from '@duckdb/node-api';
import { contains, subtract } from '../contract/intervals.ts';
import {
  isHeld,
  type LedgerWindow,
  type WindowCounts,
  type WindowState,
} from '../contract/ledger.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { sqlTimestamp } from '../transform/time.ts';
import { noteWindows, writeWindows } from './changes.ts';
import { count, type Database, type StoredRow } from './database.ts';
import { sql } from './sql.ts';
import type { Warehouse } from './warehouse.ts';

/** A row of the ledger with what people want to know of it. */
export interface LedgerEntry extends LedgerWindow {
  readonly attempts: number;
  /** Why the last attempt failed. */
  readonly error: string | null;
  /** Why the vendor does not give all of a window that is held. */
  readonly truncated: string | null;
}

interface StreamKey {
  readonly account: string;
  readonly stream: string;
}
type Touching = StreamKey & { readonly window?: Window };

/** The windows of a stream that touch an interval, oldest first; without one all, and they may be many. */
export async function listWindows(db: Database, of: Touching): Promise<LedgerEntry[]> {
  const key = keyOf({ window: { start: 0, end: Date.UTC(9000) }, ...of });
  return (await db.many(sql('queries/list-windows'), key)).map(asEntry);
}

/** A row of the ledger that touches a window. */
export interface TouchingWindow extends LedgerEntry {
  /** When it was first held whole after its end, as the store writes it. */
  readonly closedAt: string | null;
}

/** What of the ledger touches a window. */
export async function listTouching(
  db: Database,
  place: StreamKey & { readonly window: Window },
): Promise<TouchingWindow[]> {
  const rows = await db.many(sql('queries/list-touching-windows'), keyOf(place));
  return rows.map(asTouching);
}

export function asTouching(row: StoredRow): TouchingWindow {
  return { ...asEntry(row), closedAt: row.closed_at as string | null };
}

export function asEntry(row: StoredRow): LedgerEntry {
  return {
    start: count(row.start_ms),
    end: count(row.end_ms),
    state: row.state as WindowState,
    fetchedAt: nullableCount(row.fetched_ms),
    reach: nullableCount(row.reach_ms),
    received: count(row.received),
    attempts: count(row.attempts),
    error: row.error as string | null,
    truncated: row.truncated as string | null,
  };
}

export interface LoadedWindow extends StreamKey {
  readonly window: Window;
  /** When it was asked for. */
  readonly fetchedAt: EpochMs;
  /** Up to where that reaches by the vendor's clock. */
  readonly reach: EpochMs;
  /** When its rows are committed. */
  readonly committedAt: EpochMs;
  readonly run: string;
  readonly truncated: string | null;
  readonly counts: WindowCounts;
  /** Whether answers of the stream may be kept that could not be mapped: those of the window go. */
  readonly hasPages?: boolean | undefined;
}

/** Enters a window that has no rows, in a transaction of its own. */
export async function enterWindow(warehouse: Warehouse, loaded: LoadedWindow): Promise<void> {
  await warehouse.write(warehouse.db, () => replaceWindow(warehouse.db, loaded));
}

/** Enters a loaded window; part of the transaction of its rows. `touching`: what the ledger has of it now. */
export async function replaceWindow(
  db: Database,
  loaded: LoadedWindow,
  touching?: readonly TouchingWindow[],
): Promise<void> {
  const { account, stream, window, run, counts, committedAt } = loaded;
  const before = touching ?? (await listTouching(db, loaded));
  const attempts = await clearUnheld(db, { account, stream, window, run }, before);
  const inside = before.filter((w) => contains(window, w));
  if (inside.length > 0) await db.run(sql('queries/delete-inside-windows'), keyOf(loaded));
  const counted = Object.entries(counts).map(([name, value]) => [name, BigInt(value)] as const);
  const forget = loaded.hasPages === false ? '' : `;\n${sql('queries/delete-pages-of-window')}`;
  await db.run(`${sql('queries/insert-loaded-window')}${forget}`, {
    ...keyOf(loaded),
    fetched: sqlTimestamp(loaded.fetchedAt),
    reach: sqlTimestamp(loaded.reach),
    closed: closingOf(window, inside, committedAt),
    run,
    truncated: loaded.truncated,
    attempts: BigInt(attempts + 1),
    ...Object.fromEntries(counted),
  });
  await noteWindows(db, loaded);
}

/**
 * When an interval was first held whole after its end, as the store writes it: as its parts were before, else
 * now; null while it is open.
 */
function closingOf(window: Window, inside: readonly TouchingWindow[], now: EpochMs): string | null {
  const closed = inside.flatMap(({ start, end, closedAt }) =>
    closedAt === null ? [] : [{ start, end, closedAt }],
  );
  const held = closed.reduce((sum, { start, end }) => sum + end - start, 0);
  const times = closed.map(({ closedAt }) => closedAt).sort();
  if (held === window.end - window.start) return times.at(-1) ?? null;
  return now >= window.end ? sqlTimestamp(now) : null;
}

/** Where and by which run something is entered. */
interface Place extends StreamKey {
  readonly window: Window;
  readonly run: string;
}

interface Failure extends Place {
  readonly error: string;
}

/**
 * Records a window that could not be read: it is due, whether or not an earlier read of it is held. The rows
 * of that read stay, and its counts; only the claim that they are all there goes.
 */
export async function failWindow(warehouse: Warehouse, failure: Failure): Promise<void> {
  const { account, stream, window, error, run } = failure;
  const { db } = warehouse;
  await warehouse.write(db, async () => {
    await db.run(sql('queries/fail-held-windows'), { ...keyOf(failure), error, run });
    const before = await clearUnheld(db, { account, stream, window, run });
    const ledger = await listWindows(db, { account, stream, window });
    for (const part of subtract([window], ledger)) {
      await insertFailed(db, { account, stream, window: part, error, run }, before + 1);
    }
    await noteWindows(db, failure);
  });
}

/** Enters as failed every window of a stream that was read by a clock that stood ahead of now. */
export async function distrustWindows(
  warehouse: Warehouse,
  { account, stream, now }: StreamKey & { readonly now: EpochMs },
): Promise<void> {
  const params = { account, stream, now: sqlTimestamp(now) };
  await writeWindows(warehouse, sql('queries/distrust-windows'), params);
}

/**
 * A window whose re-read failed until the vendor forgot it stays what it was: its rows are all there will be.
 * `keptFrom`: before it the vendor keeps nothing; undefined where it keeps everything.
 */
export async function settleUnreadable(
  warehouse: Warehouse,
  { account, stream, keptFrom }: StreamKey & { readonly keptFrom: EpochMs | undefined },
): Promise<void> {
  if (keptFrom === undefined) return;
  const params = { account, stream, kept_from: sqlTimestamp(keptFrom) };
  await writeWindows(warehouse, sql('queries/settle-unreadable-windows'), params);
}

interface Expiry extends StreamKey {
  readonly windows: readonly Window[];
  readonly run: string;
}

/** Records windows that the vendor no longer keeps, in place of the attempts to read them. */
export async function expireWindows(warehouse: Warehouse, expiry: Expiry): Promise<void> {
  const { account, stream, windows, run } = expiry;
  const { db } = warehouse;
  await warehouse.write(db, async () => {
    for (const window of windows) {
      const place = { account, stream, window, run };
      await clearUnheld(db, place);
      await db.run(sql('queries/insert-expired-window'), { ...keyOf(place), run });
      await noteWindows(db, place);
    }
  });
}

/** Removes failed attempts inside a window, keeps what of them lies outside; returns how many attempts they took. */
async function clearUnheld(
  db: Database,
  place: Place,
  ledger?: readonly TouchingWindow[],
): Promise<number> {
  const { window, ...key } = place;
  const all = ledger ?? (await listTouching(db, place));
  const touching = all.filter((w) => !isHeld(w) && w.fetchedAt === null);
  if (touching.length === 0) return 0;
  await db.run(sql('queries/delete-unheld-windows'), keyOf(place));
  for (const { attempts, error, ...failed } of touching) {
    for (const part of subtract([failed], [window])) {
      await insertFailed(db, { ...key, window: part, error: error ?? '' }, attempts);
    }
  }
  return Math.max(...touching.map((w) => w.attempts));
}

async function insertFailed(db: Database, failure: Failure, attempts: number): Promise<void> {
  const { error, run } = failure;
  await db.run(sql('queries/insert-failed-window'), {
    ...keyOf(failure),
    error,
    run,
    attempts: BigInt(attempts),
  });
}

/** A window of a stream as parameters of a statement. */
function keyOf({ account, stream, window }: StreamKey & { readonly window: Window }) {
  return {
    account,
    stream,
    start: sqlTimestamp(window.start),
    end: sqlTimestamp(window.end),
  };
}

function nullableCount(value: DuckDBValue | undefined): number | null {
  return value === null || value === undefined ? null : count(value);
}
