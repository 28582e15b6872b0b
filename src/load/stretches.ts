/**
 * The ledger of a stream as planning needs it: what is settled in stretches, so that the memory of a plan and of a
 * status does not grow with the ledger. What plan.ts and gaps.ts make of it is what they would make of each window
 * (test/sync/stretches.test.ts).
 */
import type { EpochMs, Window } from '../contract/window.ts';
import { DAY_MS, sqlTimestamp } from '../transform/time.ts';
import type { Database } from './database.ts';
import { sql } from './sql.ts';
import { asEntry, type LedgerEntry } from './windows.ts';

/** The store's own timestamps end long after it. */
const LATEST: EpochMs = Date.UTC(9000, 0, 1);

interface StreamKey {
  readonly account: string;
  readonly stream: string;
}

/** So far a piece that is asked for is ever widened, to replace windows of the ledger whole. */
function nearMs(unitMs: number): number {
  return 2 * Math.max(unitMs, DAY_MS);
}

/** A range, and what of the ledger may have to be replaced with it. */
export function around({ start, end }: Window, unitMs: number): Window {
  const near = nearMs(unitMs);
  return { start: Math.max(0, start - near), end: Math.min(end + near, LATEST) };
}

export interface Stretching extends StreamKey {
  readonly now: EpochMs;
  /** Longest span of one of its windows. */
  readonly unitMs: number;
  /** A read within so much of a unit's end may not be final. */
  readonly lagMs: number;
  /** Before it the lag does not count; undefined where it counts always. */
  readonly settled?: EpochMs | undefined;
  /** Whether windows that were lost follow each other as those that are held do. */
  readonly joinsExpired: boolean;
  /** Here each window stands by itself, because all of it may be asked for again. */
  readonly each?: Window | undefined;
}

/**
 * Oldest first. A stretch has the state `loaded`, `verified` or `expired` and the sum of its records; windows stand by
 * themselves within two days, or two units, of anything that may be asked for: so far a piece is ever widened.
 */
export async function listStretches(db: Database, of: Stretching): Promise<LedgerEntry[]> {
  const { account, stream, now, unitMs, lagMs, settled = 0, joinsExpired } = of;
  const each = of.each ? around(of.each, unitMs) : { start: 0, end: 0 };
  const rows = await db.many(sql('queries/list-stretches'), {
    account,
    stream,
    now: sqlTimestamp(now),
    unit_ms: BigInt(unitMs),
    lag_ms: BigInt(lagMs),
    settled: sqlTimestamp(settled),
    joins_expired: joinsExpired,
    near_ms: BigInt(nearMs(unitMs)),
    each_start: sqlTimestamp(each.start),
    each_end: sqlTimestamp(each.end),
  });
  return rows.map(asEntry);
}

export interface Unproved extends StreamKey {
  /** Verified windows that end after it are among them. */
  readonly since: EpochMs;
  /** And those of spans in which a difference was found after it. */
  readonly checkedSince: EpochMs;
}

/** Windows that are held and that a sync may hold against the vendor's totals, oldest first. */
export async function listUnproved(
  db: Database,
  { since, checkedSince, ...key }: Unproved,
): Promise<LedgerEntry[]> {
  const times = { since: sqlTimestamp(since), checked_since: sqlTimestamp(checkedSince) };
  return (await db.many(sql('queries/list-unproved-windows'), { ...key, ...times })).map(asEntry);
}
