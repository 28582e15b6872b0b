/** What the ledgers know of windows and walks. */
import type { EpochMs, Window } from './window.ts';

export type WindowState = 'pending' | 'loaded' | 'verified' | 'mismatch' | 'failed' | 'expired';

/** A window as the ledger knows it. */
export interface LedgerWindow extends Window {
  readonly state: WindowState;
  /** When the data was asked for; null if it never arrived. */
  readonly fetchedAt: EpochMs | null;
  /** Up to where that read is known to reach by the vendor's clock. */
  readonly reach: EpochMs | null;
  readonly received: number;
}

/** Whether the ledger has the data of this window. */
export function isHeld(window: LedgerWindow): boolean {
  return window.state !== 'failed' && window.state !== 'pending';
}

/** What became of a window's records: received = inserted + updated + unchanged + quarantined. */
export interface WindowCounts {
  readonly received: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly quarantined: number;
  readonly withdrawn: number;
  /** Of the quarantined, those that no read before had refused so. */
  readonly refusedNew: number;
}

/** Of a read without records, and of what was not read. */
export const NO_COUNTS: WindowCounts = {
  received: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  quarantined: 0,
  withdrawn: 0,
  refusedNew: 0,
};

/** A place in a report. */
export interface Standing {
  /** As the vendor returned it; '' at the beginning. */
  readonly cursor: string;
  /** Records that lie before it. */
  readonly rows: number;
}

/** Where a walk begins, and which rows of it are stored. */
export interface Walk {
  /** Event times to store; everything without it. sync walks without, a backfill with. */
  readonly range: Window | null;
  /** Where the walk began, on the first of the runs that it may take. */
  readonly start: string;
  /** Where it goes on. */
  readonly cursor: string;
  /** Records that lie before `cursor`; none without it. */
  readonly rows?: number;
  /** Where to go on instead if the vendor no longer takes `cursor`: the first of them that it takes. */
  readonly otherwise?: readonly Standing[];
  /** Whether nothing that is wanted lies before `start`. */
  readonly isWhole: boolean;
}

/** A walk as the ledger knows it. */
export interface LedgerWalk extends Walk {
  /** Where it begins again: a little before `cursor`, where late rows may have been stored since. */
  readonly resume: Standing;
  /** Whether it reached the end of the report when it last went. */
  readonly isComplete: boolean;
  /** Up to this event time nothing is missing; null while no whole walk has reached the end. */
  readonly completeUntil: EpochMs | null;
  readonly firstEventAt: EpochMs | null;
  /** Records that lie before `cursor`; those that were read twice count once. */
  readonly rows: number;
  readonly attempts: number;
  readonly error: string | null;
}
