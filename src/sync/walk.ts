/**
 * Which walk is due: the ledger of a cursor stream and what is wanted come in, a walk goes out. A walk
 * cannot seek by time, so a range of event times is a filter on what it meets. Pure.
 */
import { subtract } from '../contract/intervals.ts';
import type { LedgerWalk, Walk } from '../contract/ledger.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import type { Only } from './plan.ts';

const isSync = (walk: LedgerWalk) => walk.range === null;

/** The walk of sync: from the beginning of the report, and then from where it stood. */
export function syncWalk(ledger: readonly LedgerWalk[]): Walk {
  const { start = '', cursor = '' } = ledger.find(isSync) ?? {};
  return { range: null, start, cursor, isWhole: true };
}

/** Event times of which the store has every row. */
export function heldTimes(ledger: readonly LedgerWalk[]): Window[] {
  return ledger.flatMap(({ range, completeUntil }) => {
    const start = range?.start ?? 0;
    const end = Math.min(range?.end ?? Number.POSITIVE_INFINITY, completeUntil ?? start);
    return start < end ? [{ start, end }] : [];
  });
}

export interface WalkRequest {
  readonly range: Window;
  readonly ledger: readonly LedgerWalk[];
  /** now - lag: what is newer is sync's. */
  readonly until: EpochMs;
  readonly only: Only;
  /** Where to begin, if the user says so; rows before it are then not looked at. */
  readonly from?: string | undefined;
}

/** What of the range the ledger does not hold, or all of it. */
export function missingTimes({ range, ledger, until, only }: WalkRequest): Window[] {
  const due = { start: range.start, end: Math.min(range.end, until) };
  if (due.start >= due.end) return [];
  return only === 'all' ? [due] : subtract([due], heldTimes(ledger));
}

/** The walk of a backfill, one that was interrupted included; null if there is nothing to ask for. */
export function backfillWalk(request: WalkRequest): Walk | null {
  const { range, ledger, only, from } = request;
  if (missingTimes(request).length === 0) return null;
  const same = ledger.find((w) => w.range?.start === range.start && w.range.end === range.end);
  const begun = same?.isComplete ? undefined : same;
  if (only === 'failed') return begun ?? null;
  const missingFrom = begun?.isWhole ? begun.start : passed(ledger.find(isSync), same);
  const start = from ?? (only === 'all' ? '' : missingFrom);
  const cursor = begun?.start === start ? begun.cursor : start;
  return { range, start, cursor, isWhole: from === undefined || from === '' };
}

/**
 * The cursor after which everything lies that is missing: what sync, or an earlier whole walk of the same
 * range, has passed is in the store.
 */
function passed(sync: LedgerWalk | undefined, same: LedgerWalk | undefined): string {
  const isAhead = same?.isWhole && (same.completeUntil ?? 0) > (sync?.completeUntil ?? 0);
  return (isAhead ? same : sync)?.cursor ?? '';
}

/** Requests known so far: pages of the rows that sync met after the walk's cursor, and the one that ends it. */
export function countWalkRequests(
  { range, start, cursor }: Walk,
  ledger: readonly LedgerWalk[],
  pageSize: number,
): number {
  const synced = ledger.find(isSync)?.rows ?? 0;
  const begun = ledger.find((w) => w.range?.start === range?.start && w.range?.end === range?.end);
  const walked = cursor === start ? 0 : (begun?.rows ?? 0);
  const ahead = start === '' ? Math.max(0, synced - walked) : 0;
  return Math.ceil(ahead / pageSize) + 1;
}
