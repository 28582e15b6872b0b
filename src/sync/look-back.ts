/**
 * Rows come late. Instead of reading the last two days again at each sync, the vendor's totals say whether
 * anything in them changed: one call for all of it, and where a day differs, bisecting to the windows to read.
 */
import { contains, overlaps } from '../contract/intervals.ts';
import type { LedgerWindow } from '../contract/ledger.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { listChecks, type PastCheck } from '../load/checks.ts';
import { DAY_MS, HOUR_MS } from '../transform/time.ts';
import type { SyncContext, WindowJob } from './job.ts';
import { groupsOf, type Proof, type Prover } from './prove.ts';

/** What is older, the nightly comparison of sixty days sees. */
export const LOOK_BACK_MS = 2 * DAY_MS;
/** Windows that differ and stay so cut the two days into pieces, a call each. */
const MOST_CALLS_IF_EQUAL = 4;
/** For schedules, which sync every few minutes: each look is a call. */
export const LOOK_EACH_HOUR_MS = HOUR_MS;
/** For whoever asks for a sync by hand; two in the same breath would be told the same. */
export const LOOK_EACH_SYNC_MS = 2000;
/** A sync that asks for an hour that has closed leaves the look to the next one, but for so long. */
const LATEST_MS = HOUR_MS;
/** So long after it was last kept, a day that is equal is kept as evidence again: a sync may come every minute. */
const KEEP_AGAIN_MS = HOUR_MS;
/** A day that contradicts its own hours stays so for a while: bisecting it again would say the same. */
export const CONTRADICTION_MS = HOUR_MS;

export interface Lookable {
  /** Windows that are held and over: those of the last two days, and all that a fresh difference spans. */
  readonly ledger: readonly LedgerWindow[];
  /** Those that were compared just now. */
  readonly proved: readonly Window[];
}

export interface Look {
  /** All that were compared. */
  readonly windows: readonly LedgerWindow[];
  readonly proof: Proof;
}

/** Compares what closed lately and was not proved just now; undefined where there is none. Throws VendorError. */
export async function lookBack(
  job: WindowJob,
  { ledger, proved }: Lookable,
  { context, prover }: { readonly context: SyncContext; readonly prover: Prover },
): Promise<Look | undefined> {
  const { warehouse, net } = context;
  const key = { account: job.account.name, stream: job.stream.name };
  const now = net.now();
  const checks = await listChecks(warehouse.db, { ...key, since: now - HOUR_MS });
  const recent = ledger.filter(
    ({ state, end }) => state === 'verified' && end > now - LOOK_BACK_MS,
  );
  const settled = recent.filter((window) => !isContradicted(window, { checks, ledger, now }));
  const since = now - Math.max(job.lookEveryMs ?? 0, proved.length > 0 ? LATEST_MS : 0);
  const isFresh = (window: Window) =>
    proved.some(({ start }) => start === window.start) || wasEqual(window, checks, since);
  const groups = groupsOf(settled, job.stream.totals?.longestMs ?? 0)
    .filter((group) => !group.every(isFresh))
    .slice(-MOST_CALLS_IF_EQUAL);
  if (groups.length === 0) return undefined;
  for (const group of groups) {
    for (const equal of await prover.look(group)) {
      if (!isKept(equal.window, checks, now)) await prover.enterEqual(equal);
    }
  }
  return { windows: groups.flat(), proof: prover };
}

/** Whether a span that it belongs to was equal since an instant. */
function wasEqual(window: Window, checks: readonly PastCheck[], since: EpochMs): boolean {
  return checks.some(
    (check) => check.verdict === 'equal' && check.checkedAt >= since && contains(check, window),
  );
}

function isKept({ start, end }: Window, checks: readonly PastCheck[], now: EpochMs): boolean {
  return checks.some(
    (check) =>
      check.start === start &&
      check.end === end &&
      check.verdict === 'equal' &&
      check.checkedAt > now - KEEP_AGAIN_MS,
  );
}

interface Past {
  readonly checks: readonly PastCheck[];
  readonly ledger: readonly LedgerWindow[];
  readonly now: EpochMs;
}

/** Whether a span that it belongs to differed a moment ago, though nothing of it was to be read again. */
function isContradicted(window: Window, { checks, ledger, now }: Past): boolean {
  return checks.some((check) => {
    if (check.verdict !== 'differs' || check.checkedAt <= now - CONTRADICTION_MS) return false;
    if (!overlaps(check, window)) return false;
    return ledger
      .filter((each) => overlaps(each, check))
      .every(({ state, fetchedAt }) => state === 'verified' && (fetchedAt ?? 0) < check.checkedAt);
  });
}
