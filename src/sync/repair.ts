/** Reads windows that differ from the vendor's totals once more, and compares them again. */
import { VendorError } from '../contract/errors.ts';
import { subtract } from '../contract/intervals.ts';
import type { WindowCounts } from '../contract/ledger.ts';
import type { Window } from '../contract/window.ts';
import type { Difference } from './difference.ts';
import type { SyncContext, WindowJob } from './job.ts';
import { loadWindow } from './load-window.ts';
import { cut, rulesOf } from './plan.ts';
import { type Proof, prove } from './prove.ts';

export interface Repairing {
  readonly context: SyncContext;
  readonly goesOn: () => boolean;
  readonly loaded?: (window: Window, counts: WindowCounts) => void;
  /** Hears of a window that the vendor does not give, and no error is thrown: the rest is left as it is. */
  readonly failed?: (window: Window, error: VendorError) => void;
}

/** What stands after it; undefined where nothing was read. Throws VendorError. */
export async function repair(
  job: WindowJob,
  differing: readonly Difference[],
  repairing: Repairing,
): Promise<Proof | undefined> {
  const wanted = differing.map(({ window }) => window);
  const reread = await readAgain(job, wanted, repairing);
  if (reread.length === 0) return undefined;
  // each by its own totals: two that differ by the same bet are equal together. Parts of one are told by its day, as when
  // they are read for the first time
  const unsure = reread.map((window) =>
    wanted.includes(window) ? { ...window, state: 'mismatch' as const } : window,
  );
  const again = await prove(job, unsure, repairing.context);
  const unread = differing.filter(({ window }) => subtract([window], reread).length > 0);
  return {
    verified: again.verified,
    differing: [...unread, ...again.differing],
    contradictions: again.contradictions,
    unresolved: again.unresolved,
    calls: again.calls,
  };
}

/** A day that was held as empty is asked for as any other: a vendor may refuse more than its unit at once. */
function partsOf({ account, stream }: WindowJob, window: Window): readonly Window[] {
  const parts = cut(window, rulesOf(stream, account));
  return parts.length > 1 ? parts : [window];
}

/** Reads windows as long as it goes on, unit by unit; returns what it read. Throws VendorError. */
export async function readAgain(
  job: WindowJob,
  windows: readonly Window[],
  { context, goesOn, loaded, failed }: Repairing,
): Promise<Window[]> {
  const reread: Window[] = [];
  for (const window of windows.flatMap((each) => partsOf(job, each))) {
    if (!goesOn()) break;
    try {
      const { counts } = await loadWindow({ job, window, context });
      loaded?.(window, counts);
    } catch (error) {
      const isTold = failed && error instanceof VendorError && !context.signal.aborted;
      if (!isTold) throw error;
      failed(window, error);
      break;
    }
    reread.push(window);
  }
  return reread;
}
