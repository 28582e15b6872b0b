/** What reconcile is asked for, and what became of it. */
import type { VendorError } from '../contract/errors.ts';
import type { WindowCounts } from '../contract/ledger.ts';
import type { Window } from '../contract/window.ts';
import type { Waiver } from '../load/waivers.ts';
import type { Difference } from './difference.ts';
import type { WindowJob } from './job.ts';

export interface ReconcileRequest {
  /** Exactly this; without it the windows of the last 60 days that are over, and of today. */
  readonly range: Window | undefined;
  /** Every window with its own totals. */
  readonly isEach: boolean;
  /**
   * So many windows of verified days with their own totals, those first that were not asked for longest: one
   * whose bet moved inside its day is found in its turn. None without it.
   */
  readonly hoursInTurn?: number | undefined;
  /** Read again what differs. */
  readonly isRepair: boolean;
}

/** A difference with the word of whoever waived it. */
export interface Standing extends Difference {
  /** mismatch: the store and the vendor. differs: the vendor and itself. */
  readonly state: 'mismatch' | 'differs';
  readonly waiver: Waiver | undefined;
}

/** What became of one stream of one account. */
export interface Reconciled {
  readonly job: WindowJob;
  readonly range: Window;
  /** Windows of the ledger that were compared, and of those the verified ones. */
  readonly windows: number;
  readonly verified: number;
  readonly standing: readonly Standing[];
  /** Windows in spans that differ that were not looked at one by one. */
  readonly unresolved: readonly Window[];
  /** What of the range is not held. */
  readonly missing: readonly Window[];
  /** What of the range is not over, and was not compared. */
  readonly notOver: Window | undefined;
  /** Calls for totals. */
  readonly calls: number;
  readonly reread: number;
  readonly mended: number;
  readonly counts: WindowCounts;
  readonly error: VendorError | undefined;
}

/**
 * A night's share: sixty days of hours within six nights, so that each has its turn within a week though a night
 * fall out. A call each; PV's lane of ten a second takes half a minute for them.
 */
export const HOURS_A_NIGHT = 240;
