/**
 * The ledger of a stream as planning needs it: what is settled in stretches, so that no object is made of each of ten
 * years of hours. What plan.ts and gaps.ts make of it is what they would make of each window
 * (test/sync/stretches.test.ts).
 */
import { subtract, union } from '../contract/intervals.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { DAY_MS, sqlTimestamp } from '../transform/time.ts';
import { count, type Database } from './database.ts';
import { sql } from './sql.ts';
import { asEntry, type LedgerEntry } from './windows.ts';

/** The store's own timestamps end long after it. */
const LATEST: EpochMs = Date.UTC(9000, 0, 1);

interface StreamKey {
  readonly account: string;
  readonly stream: string;
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

/** Windows that follow each other, are certainly final and of one kind. */
interface Stretch extends Window {
  readonly state: 'loaded' | 'expired';
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

/**
 * Oldest first. The inside of a stretch is one entry, without what is told of single windows; near its ends, and of all
 * that is not settled, each window stands by itself.
 */
export async function listStretches(db: Database, of: Stretching): Promise<LedgerEntry[]> {
  const { account, stream, unitMs } = of;
  const { stretches, others } = await listBreaks(db, of);
  const near = nearMs(unitMs);
  const isLong = ({ start, end }: Window) => end - start > 3 * near;
  const long = stretches.filter(isLong);
  const short = stretches.filter((stretch) => !isLong(stretch));
  const each = of.each ? [around(of.each, unitMs)] : [];
  const ends = long.flatMap(({ start, end }) => [
    { start, end: start + near },
    { start: end - near, end },
  ]);
  const single = await listNear(db, { account, stream }, [...others, ...short, ...ends, ...each]);
  const insides = long.flatMap((stretch) =>
    subtract([insideOf(stretch, single, near)], each).map((inside) => entryOf(inside, stretch)),
  );
  return [...single, ...insides].sort((a, b) => a.start - b.start || a.end - b.end);
}

async function listBreaks(db: Database, of: Stretching) {
  const { account, stream, now, unitMs, lagMs, settled = 0, joinsExpired } = of;
  const rows = await db.many(sql('queries/list-breaks'), {
    account,
    stream,
    now: sqlTimestamp(now),
    unit_ms: BigInt(unitMs),
    lag_ms: BigInt(lagMs),
    settled: sqlTimestamp(settled),
    joins_expired: joinsExpired,
  });
  const stretches: Stretch[] = [];
  const others: Window[] = [];
  for (const { start_ms, end_ms, kind, opens } of rows) {
    const window = { start: count(start_ms), end: count(end_ms) };
    const open = stretches.at(-1);
    if (kind === null) others.push(window);
    else if (opens === true || !open)
      stretches.push({ ...window, state: kind as Stretch['state'] });
    else stretches[stretches.length - 1] = { ...open, end: window.end };
  }
  return { stretches, others };
}

async function listNear(
  db: Database,
  key: StreamKey,
  intervals: readonly Window[],
): Promise<LedgerEntry[]> {
  const near = JSON.stringify(union(intervals).map(({ start, end }) => [start, end]));
  return (await db.many(sql('queries/list-windows-near'), { ...key, near })).map(asEntry);
}

/** What lies between the windows that stand by themselves at both ends of a stretch. */
function insideOf({ start, end }: Stretch, single: readonly LedgerEntry[], near: number): Window {
  const first = single.filter((w) => w.start >= start && w.start < start + near && w.end <= end);
  const last = single.filter((w) => w.end > end - near && w.end <= end && w.start >= start);
  return {
    start: Math.max(start, ...first.map((w) => w.end)),
    end: Math.min(end, ...last.map((w) => w.start)),
  };
}

function entryOf(inside: Window, { state }: Stretch): LedgerEntry {
  const untold = { fetchedAt: null, reach: null, received: 0, attempts: 0, error: null };
  return { ...inside, state, ...untold, truncated: null };
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
