/**
 * Which walk is due: the ledger of a cursor stream and what is wanted come in, a walk goes out. A walk
 * cannot seek by time, so a range of event times is a filter on what it meets. Pure.
 */
import { subtract } from '../contract/intervals.ts';
import type { LedgerWalk, Standing, Walk } from '../contract/ledger.ts';
import type { CursorStream } from '../contract/stream.ts';
import type { Account } from '../contract/vendor.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { SECOND_MS } from '../transform/time.ts';
import type { Only } from './plan.ts';

const isSync = (walk: LedgerWalk) => walk.range === null;
const BEGINNING: Standing = { cursor: '', rows: 0 };
/** A vendor that refuses everything for a moment must not send us back to the beginning. */
const REFUSED_BEFORE_BEGINNING = 2;

/** How long after its time a row may still appear below a cursor that was passed. */
export function lateMsOf({ cursor }: CursorStream, { lagSeconds }: Account): number {
  return Math.max(cursor.lateMs ?? 0, lagSeconds * SECOND_MS);
}

/** The walk of sync: from the beginning of the report, and then from a little before where it stood. */
export function syncWalk(ledger: readonly LedgerWalk[]): Walk {
  const held = ledger.find(isSync);
  if (!held) return { range: null, start: '', cursor: '', isWhole: true };
  const { start, cursor, rows, resume, attempts } = held;
  const otherwise = [
    { cursor, rows },
    ...(attempts >= REFUSED_BEFORE_BEGINNING ? [BEGINNING] : []),
  ];
  return { range: null, start, isWhole: true, ...resume, ...others(resume, otherwise) };
}

/** What else to try where a cursor is refused. */
function others({ cursor }: Standing, all: readonly Standing[]): Pick<Walk, 'otherwise'> {
  const otherwise = all.filter((standing) => standing.cursor !== cursor);
  return otherwise.length === 0 ? {} : { otherwise };
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
  /** Before now by as much as rows may be late: what is newer is sync's. */
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
  if (only === 'failed') return begun ? goingOn(begun) : null;
  const missingFrom = begun?.isWhole ? begun.start : passed(ledger.find(isSync), same);
  const start = from ?? (only === 'all' ? '' : missingFrom);
  if (begun?.start === start) return goingOn(begun);
  const isWhole = from === undefined || from === '';
  const otherwise = isWhole ? others({ cursor: start, rows: 0 }, [BEGINNING]) : {};
  return { range, start, cursor: start, isWhole, ...otherwise };
}

function goingOn({ range, start, isWhole, resume, cursor, rows }: LedgerWalk): Walk {
  return { range, start, isWhole, ...resume, ...others(resume, [{ cursor, rows }]) };
}

/**
 * The cursor after which everything lies that is missing: what sync, or an earlier whole walk of the same
 * range, has passed for good is in the store.
 */
function passed(sync: LedgerWalk | undefined, same: LedgerWalk | undefined): string {
  const isAhead = same?.isWhole && (same.completeUntil ?? 0) > (sync?.completeUntil ?? 0);
  return (isAhead ? same : sync)?.resume.cursor ?? '';
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
