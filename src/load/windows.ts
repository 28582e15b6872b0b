/** The ledger of windows: what is held, what failed, from when on a stream is kept. */
import type { DuckDBValue } from '@duckdb/node-api';
import { subtract } from '../contract/intervals.ts';
import {
  isHeld,
  type LedgerWindow,
  type WindowCounts,
  type WindowState,
} from '../contract/ledger.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { sqlTimestamp } from '../transform/time.ts';
import { count, type Database, type StoredRow } from './database.ts';
import { sql } from './sql.ts';
import type { Warehouse } from './warehouse.ts';

/** A row of the ledger with what people want to know of it. */
export interface LedgerEntry extends LedgerWindow {
  readonly attempts: number;
  readonly error: string | null;
}

interface StreamKey {
  readonly account: string;
  readonly stream: string;
}

/** Every window of a stream, oldest first. */
export async function listWindows(db: Database, key: StreamKey): Promise<LedgerEntry[]> {
  return (await db.many(sql('queries/list-windows'), { ...key })).map(asEntry);
}

function asEntry(row: StoredRow): LedgerEntry {
  return {
    start: count(row.start_ms),
    end: count(row.end_ms),
    state: row.state as WindowState,
    fetchedAt: nullableCount(row.fetched_ms),
    received: count(row.received),
    attempts: count(row.attempts),
    error: row.error as string | null,
  };
}

interface WindowParams extends StreamKey {
  readonly start: string;
  readonly end: string;
  readonly fetched: string;
  readonly run: string;
  readonly truncated: string | null;
}

/** Enters a loaded window; part of the transaction of its rows. */
export async function replaceWindow(
  db: Database,
  { account, stream, start, end, fetched, run, truncated }: WindowParams,
  counts: WindowCounts,
): Promise<void> {
  const window = { start: Date.parse(`${start}Z`), end: Date.parse(`${end}Z`) };
  const before = await clearUnheld(db, { account, stream }, window, run);
  await db.run(sql('queries/replace-window'), {
    account,
    stream,
    start,
    end,
    fetched,
    run,
    error: truncated,
    attempts: BigInt(before + 1),
    received: BigInt(counts.received),
    inserted: BigInt(counts.inserted),
    updated: BigInt(counts.updated),
    unchanged: BigInt(counts.unchanged),
    quarantined: BigInt(counts.quarantined),
    withdrawn: BigInt(counts.withdrawn),
  });
}

interface Failure extends StreamKey {
  readonly window: Window;
  readonly error: string;
  readonly run: string;
}

/**
 * Records a window that could not be read. What the ledger already holds stays held: a failed re-read
 * takes nothing away.
 */
export async function failWindow(warehouse: Warehouse, failure: Failure): Promise<void> {
  const { account, stream, window, error, run } = failure;
  const { db } = warehouse;
  await warehouse.write(db, async () => {
    const ledger = await listWindows(db, { account, stream });
    const before = await clearUnheld(db, { account, stream }, window, run);
    for (const part of subtract([window], ledger.filter(isHeld))) {
      await insertFailed(db, { account, stream, window: part, error, run }, before + 1);
    }
  });
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
      await clearUnheld(db, { account, stream }, window, run);
      await db.run(sql('queries/insert-expired-window'), {
        account,
        stream,
        start: sqlTimestamp(window.start),
        end: sqlTimestamp(window.end),
        run,
      });
    }
  });
}

/** Removes failed attempts inside a window, keeps what of them lies outside; returns how many attempts they took. */
async function clearUnheld(
  db: Database,
  key: StreamKey,
  window: Window,
  run: string,
): Promise<number> {
  const params = { ...key, start: sqlTimestamp(window.start), end: sqlTimestamp(window.end) };
  const touching = (await db.many(sql('queries/list-unheld-windows'), params)).map(asEntry);
  if (touching.length === 0) return 0;
  await db.run(sql('queries/delete-unheld-windows'), params);
  for (const { attempts, error, ...failed } of touching) {
    for (const part of subtract([failed], [window])) {
      await insertFailed(db, { ...key, window: part, error: error ?? '', run }, attempts);
    }
  }
  return Math.max(...touching.map((w) => w.attempts));
}

async function insertFailed(db: Database, failure: Failure, attempts: number): Promise<void> {
  const { account, stream, window, error, run } = failure;
  await db.run(sql('queries/insert-failed-window'), {
    account,
    stream,
    start: sqlTimestamp(window.start),
    end: sqlTimestamp(window.end),
    error,
    run,
    attempts: BigInt(attempts),
  });
}

/** The start from which sync keeps a stream complete; remembered on first use, so holes stay due. */
export async function syncStart(
  db: Database,
  key: StreamKey,
  otherwise: EpochMs,
): Promise<{ readonly start: EpochMs; readonly isNew: boolean }> {
  const kept = await db.maybeOne(sql('queries/find-sync-start'), { ...key });
  if (kept) return { start: count(kept.start_ms), isNew: false };
  await db.run(sql('queries/remember-sync-start'), { ...key, start: sqlTimestamp(otherwise) });
  return { start: otherwise, isNew: true };
}

function nullableCount(value: DuckDBValue | undefined): number | null {
  return value === null || value === undefined ? null : count(value);
}
