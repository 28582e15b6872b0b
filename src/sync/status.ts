/** How far each stream is complete, and what of it needs a person. */
import type { AnyStream } from '../contract/stream.ts';
import type { EpochMs } from '../contract/window.ts';
import { count, type Database, type StoredRow } from '../load/database.ts';
import type { NewDrift } from '../load/drift.ts';
import { readFreshness } from '../load/freshness.ts';
import { sql } from '../load/sql.ts';
import { listDifferences, type StandingDifference } from '../load/waivers.ts';
import { DAY_MS, HOUR_MS, iso, sqlTimestamp } from '../transform/time.ts';
import { readClock } from './clock.ts';
import { type Gap, isExpiring } from './gap.ts';
import { findGaps, isKept, type Kept } from './gaps.ts';

/** A stream is stale when it lies further behind than its lag and this. */
const STALE_AFTER_MS = 2 * HOUR_MS;

export interface StreamStatus {
  readonly account: string;
  readonly stream: string;
  readonly covered_from: string | null;
  readonly complete_until: string | null;
  /** Start of the first window that is neither verified nor checked; null where none is. */
  readonly verified_until: string | null;
  readonly behind_seconds: number | null;
  readonly missing_windows: number;
  readonly failed_windows: number;
  /** Answers of failed windows that could not be mapped and are kept. */
  readonly raw_pages: number;
  readonly truncated_windows: number;
  /** When the vendor forgets the first of what is missing, and how long that is from now; null where it does not say. */
  readonly expires_at: string | null;
  readonly expires_in_seconds: number | null;
  /** Windows that the vendor has forgotten before they were loaded. */
  readonly expired_windows: number;
  /** Whether the vendor is about to forget something, or has within the last days. */
  readonly expiring: boolean;
  /** Windows that differ from the vendor's totals: those that nobody has waived, and those that somebody has. */
  readonly differing_windows: number;
  readonly waived_windows: number;
  /** When the oldest of the differences that nobody has waived was found. */
  readonly differs_since: string | null;
  /** Refused records that nobody has accepted, and those that somebody has. */
  readonly rejects: number;
  readonly rejects_accepted: number;
  readonly stale: boolean;
}

export interface LastRun {
  readonly command: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly outcome: string;
  readonly error: string | null;
}

export interface DriftStatus extends StreamKey {
  readonly field: string;
  readonly what: NewDrift['what'];
  readonly first_seen: string | null;
  readonly last_seen: string | null;
  readonly sample: string | null;
}

export interface Status {
  readonly streams: readonly StreamStatus[];
  readonly last_run: LastRun | null;
  /** How far this machine's clock stands behind the newest fetch of the ledger; 0 where it does not. */
  readonly clock_behind_seconds: number;
  /** Windows whose records are not all accounted for: received = inserted + updated + unchanged + quarantined. */
  readonly unaccounted_windows: number;
  /** What changed in the vendors' records since yesterday began, UTC. */
  readonly drift: readonly DriftStatus[];
  readonly gaps: readonly Gap[];
}

/** Reads both ledgers. `isShared`: somebody else may be writing, so that a run without an end still runs. */
export async function readStatus(kept: Kept, db: Database, isShared: boolean): Promise<Status> {
  const gaps = await findGaps(kept, db);
  const fresh = await readFreshness(db);
  const rejects = await db.many(sql('queries/count-rejects'));
  const lastRun = await db.maybeOne(sql('queries/last-run'));
  const differing = await listDifferences(db, kept.now);
  const clock = await readClock(db, kept.now);
  // whatever our clock says, it is at least as late as the newest fetch
  const readings = { fresh, rejects, gaps, differing, now: kept.now + clock.behindMs };
  const names = new Map<string, StreamKey>();
  for (const { account, stream } of [...fresh, ...gaps]) {
    names.set(`${account} ${stream}`, { account: String(account), stream: String(stream) });
  }
  return {
    streams: [...names.values()].map((key) => statusOf(key, readings, kept)),
    last_run: lastRun ? describeRun(lastRun, isShared) : null,
    clock_behind_seconds: Math.round(clock.behindMs / 1000),
    unaccounted_windows: await countUnaccounted(db),
    drift: await readDrift(db, kept.now),
    gaps,
  };
}

/** By the same query as `ggr check`. */
async function countUnaccounted(db: Database): Promise<number> {
  const check = sql('checks/window-counts', { is_of_touched: 'true' });
  const row = await db.maybeOne(sql('queries/find-offences', { check, most: '1' }));
  return row ? count(row.all_offending_rows) : 0;
}

async function readDrift(db: Database, now: number): Promise<DriftStatus[]> {
  const yesterday = (Math.floor(now / DAY_MS) - 1) * DAY_MS;
  const rows = await db.many(sql('queries/list-drift'), { since: sqlTimestamp(yesterday) });
  return rows.map((row) => ({
    account: String(row.account),
    stream: String(row.stream),
    field: String(row.field),
    what: row.what as DriftStatus['what'],
    first_seen: isoOf(row.first_seen),
    last_seen: isoOf(row.last_seen),
    sample: row.sample as DriftStatus['sample'],
  }));
}

interface StreamKey {
  readonly account: string;
  readonly stream: string;
}

interface Readings {
  readonly fresh: readonly StoredRow[];
  readonly rejects: readonly StoredRow[];
  readonly gaps: readonly Gap[];
  readonly differing: readonly StandingDifference[];
  readonly now: EpochMs;
}

function statusOf(
  key: StreamKey,
  { fresh, rejects, gaps, differing, now }: Readings,
  kept: Kept,
): StreamStatus {
  const isMine = (row: { account?: unknown; stream?: unknown }) =>
    row.account === key.account && row.stream === key.stream;
  const held = fresh.find(isMine);
  const lacks = gaps.filter(isMine);
  const completeUntil = instantOf(held?.complete_until);
  // a window that was held by a clock that was ahead may end after now
  const behindMs = completeUntil === null ? null : Math.max(0, now - completeUntil);
  return {
    ...key,
    covered_from: isoOf(held?.covered_from),
    complete_until: completeUntil === null ? null : iso(completeUntil),
    verified_until: isoOf(held?.verified_until),
    behind_seconds: behindMs === null ? null : Math.round(behindMs / 1000),
    missing_windows: lacks.filter(({ state }) => state === 'pending').length,
    failed_windows: lacks.filter(({ state }) => state === 'failed').length,
    raw_pages: lacks.reduce((sum, { raw_pages }) => sum + raw_pages, 0),
    truncated_windows: lacks.filter(({ state }) => state === 'truncated').length,
    ...expiryOf(lacks),
    ...proofOf(differing.filter(isMine)),
    rejects: count(rejects.find(isMine)?.rejects),
    rejects_accepted: count(rejects.find(isMine)?.accepted),
    stale: isStale(key, behindMs, kept),
  };
}

function expiryOf(lacks: readonly Gap[]) {
  const holes = lacks.filter(({ state }) => state === 'pending' || state === 'failed');
  const [first] = holes
    .filter(({ expires_at }) => expires_at !== null)
    .sort((a, b) => (a.expires_in_seconds ?? 0) - (b.expires_in_seconds ?? 0));
  return {
    expires_at: first?.expires_at ?? null,
    expires_in_seconds: first?.expires_in_seconds ?? null,
    expired_windows: lacks.filter(({ state }) => state === 'expired').length,
    expiring: lacks.some(isExpiring),
  };
}

function proofOf(differing: readonly StandingDifference[]) {
  const open = differing.filter(({ waived }) => !waived);
  const found = open.flatMap(({ foundAt }) => (foundAt === null ? [] : [foundAt]));
  return {
    differing_windows: open.length,
    waived_windows: differing.length - open.length,
    differs_since: found.length > 0 ? iso(Math.min(...found)) : null,
  };
}

/** Streams pulled on request only may be as old as they like. */
function isStale({ account: name, stream }: StreamKey, behindMs: number | null, kept: Kept) {
  const account = kept.accounts.find((each) => each.name === name);
  const report = kept.streams.find((each) => each.name === stream);
  if (report && account && !isKept(report, account)) return false;
  const lagMs = 1000 * (account?.lagSeconds ?? 0);
  return behindMs === null || behindMs - lagMs > staleAfterMs(report);
}

/** Sums of closed days are a day behind at any time. */
function staleAfterMs(stream: AnyStream | undefined): number {
  return stream?.windows?.days === 'closed' ? STALE_AFTER_MS + DAY_MS : STALE_AFTER_MS;
}

function describeRun(row: StoredRow, isShared: boolean): LastRun {
  return {
    command: String(row.command),
    started_at: isoOf(row.started_at),
    ended_at: isoOf(row.ended_at),
    // alone with the store, nobody writes to it: a run without an end was killed
    outcome: row.outcome === 'running' && !isShared ? 'killed' : String(row.outcome),
    error: row.error === null ? null : String(row.error),
  };
}

/** A timestamp of the store in epoch ms; null where the store has none. */
function instantOf(value: unknown): number | null {
  return value == null ? null : Date.parse(`${String(value).replace(' ', 'T')}Z`);
}

function isoOf(value: unknown): string | null {
  const instant = instantOf(value);
  return instant === null ? null : iso(instant);
}
