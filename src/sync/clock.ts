/** Whether this machine's clock can be right, by what the ledger has seen. */
import type { EpochMs } from '../contract/window.ts';
import { count, type Database } from '../load/database.ts';
import { sql } from '../load/sql.ts';
import { duration, iso } from '../transform/time.ts';

/** Fetches are noted by a clock that may have been set by a moment since. */
const SLACK_MS = 2000;

export const CLOCK_HINT =
  'set the clock (`timedatectl` shows it); if it is right, it was ahead when that was fetched: see docs/operations.md';

/** What the ledger says of a clock. */
export interface Clock {
  readonly now: EpochMs;
  /** When a vendor was last asked, by the clock of that time; null where none was. */
  readonly newestFetch: EpochMs | null;
  /** How far the clock stands behind that; 0 where it does not. */
  readonly behindMs: number;
}

/** Holds `now` against the newest fetch of the ledger. */
export async function readClock(db: Database, now: EpochMs): Promise<Clock> {
  const { newest_ms: newest } = await db.one(sql('queries/newest-fetch'));
  const newestFetch = newest === null ? null : count(newest);
  const behind = newestFetch === null ? 0 : newestFetch - now;
  return { now, newestFetch, behindMs: behind > SLACK_MS ? behind : 0 };
}

/** What is wrong with the clock, or nothing. */
export function sayClock({ now, newestFetch, behindMs }: Clock): string | undefined {
  if (newestFetch === null || behindMs === 0) return undefined;
  return `this machine's clock (${iso(now)}) stands ${duration(behindMs)} behind the newest fetch of the ledger (${iso(newestFetch)})`;
}
