/** What a command is to pull of one stream, by the ledgers in the store, and what that costs. */
import { subtract } from '../contract/intervals.ts';
import { isHeld } from '../contract/ledger.ts';
import { type AnyStream, hasCursor, type Seen, type WindowedStream } from '../contract/stream.ts';
import type { Account } from '../contract/vendor.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import type { Database } from '../load/database.ts';
import { findSeen } from '../load/seen.ts';
import { listStretches } from '../load/stretches.ts';
import type { Warehouse } from '../load/warehouse.ts';
import type { LedgerEntry } from '../load/windows.ts';
import { DAY_MS, iso, SECOND_MS } from '../transform/time.ts';
import type { SyncJob } from './job.ts';
import {
  believed,
  countRequests,
  type PlanRequest,
  plan,
  planWithin,
  readUntil,
  rulesOf,
} from './plan.ts';

/** A report by time of one account. */
export interface WindowedReport {
  readonly account: Account;
  readonly stream: WindowedStream;
}

export interface Due {
  readonly windows: readonly Window[];
  readonly ledger: readonly LedgerEntry[];
  /** Due, but the stream that shows its players or games does not hold them yet. */
  readonly waiting: readonly Window[];
}

/** What a command wants of one stream. */
export interface Wanted extends Pick<PlanRequest, 'range' | 'only'> {
  readonly now: EpochMs;
  /** Windows that the stream on which it leans brings in the same run. */
  readonly coming?: readonly Window[] | undefined;
  /** Its ledger, where somebody has just read it by `readLedger`. */
  readonly ledger?: readonly LedgerEntry[] | undefined;
}

/**
 * The ledger of a stream as planning needs it (stretches.ts), what a clock that stood ahead has entered included.
 * `each`: where windows may be asked for though they are held.
 */
export function readLedger(
  { account, stream }: WindowedReport,
  db: Database,
  {
    now,
    each,
    joinsExpired = true,
  }: Pick<Wanted, 'now'> & { each?: Window | undefined; joinsExpired?: boolean },
): Promise<LedgerEntry[]> {
  const { unitMs: longestMs, isInstant } = rulesOf(stream, account);
  // a report of now has no units: whatever was seen of it is final
  const unitMs = isInstant ? 0 : longestMs;
  const until = readUntil(account, now);
  // what leans on another stream is planned up to where that one ends, and then the lag counts as if it were now
  const settled = firstOf(stream) ? undefined : until - DAY_MS - unitMs;
  return listStretches(db, {
    account: account.name,
    stream: stream.name,
    now,
    unitMs,
    lagMs: isInstant ? 0 : account.lagSeconds * SECOND_MS,
    settled,
    joinsExpired,
    each,
  });
}

/** Plans a stream; without a store nothing is held. */
export async function planDue(
  { account, stream }: WindowedReport,
  warehouse: Warehouse | undefined,
  { coming = [], now, ledger: known, ...wanted }: Wanted,
): Promise<Due> {
  const until = readUntil(account, now);
  const each = wanted.only === 'all' ? wanted.range : undefined;
  const read = async (report: WindowedReport, near?: Window) =>
    warehouse ? readLedger(report, warehouse.db, { now, each: near }) : [];
  const ledger = believed(known ?? (await read({ account, stream }, each)), now);
  const lagMs = account.lagSeconds * SECOND_MS;
  const request = { ...wanted, until, lagMs, ledger, rules: rulesOf(stream, account) };
  const first = firstOf(stream);
  if (!first) return { windows: plan(request), ledger, waiting: [] };
  const its = hasCursor(first) ? [] : await read({ account, stream: first });
  const shown = believed(its, now).filter((window) => isHeld(window) && window.state !== 'expired');
  const windows = planWithin(request, [...shown, ...coming]);
  return { windows, ledger, waiting: subtract(plan(request), windows) };
}

/** The job of the same command that brings what a stream leans on, if there is one. */
export function leansOn(
  { account, stream }: WindowedReport,
  jobs: readonly SyncJob[],
): SyncJob | undefined {
  const first = firstOf(stream);
  return jobs.find((job) => job.account.name === account.name && job.stream === first);
}

/** What waits for another stream, as people are told; undefined where nothing does. */
export function describeWaiting(
  { account, stream }: WindowedReport,
  { waiting }: Due,
): string | undefined {
  const [next] = waiting;
  const first = firstOf(stream);
  if (!next || !first) return undefined;
  return `${account.name} ${stream.name}: from ${iso(next.start)} on it waits for ${first.name}, which names those to ask for; the next run goes on`;
}

function firstOf({ seenIn: place, after }: WindowedStream): AnyStream | undefined {
  return place?.bets ?? after;
}

/** Requests that the windows take at least: pages as before, or one for each player or game seen. */
export async function countCalls(
  { account, stream }: WindowedReport,
  { windows, ledger }: Due,
  warehouse: Warehouse | undefined,
): Promise<number> {
  const { callsPer, countCalls: count = countByOne(callsPer) } = stream;
  if (!count || (callsPer && !warehouse)) {
    return countRequests(windows, ledger, rulesOf(stream, account));
  }
  let requests = 0;
  for (const window of windows) {
    requests += await count(
      warehouse ? findSeen(warehouse.db, { stream, account, window }) : NOBODY,
    );
  }
  return requests;
}

const NOBODY: Seen = { players: async () => [], games: async () => [] };

function countByOne(
  callsPer: WindowedStream['callsPer'],
): ((seen: Seen) => Promise<number>) | undefined {
  if (callsPer === 'player') return async ({ players }) => (await players()).length;
  if (callsPer === 'game') return async ({ games }) => (await games()).length;
  return undefined;
}
