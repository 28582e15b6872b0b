import type { WmStore } from './bet-store.ts';
import type { WmMisbehaviour } from './misbehaviour.ts';
import type { RowStyle } from './rows.ts';

/** What the commands know of the vendor they belong to. */
export interface WmState {
  readonly store: WmStore;
  readonly style: RowStyle;
  readonly misbehave: WmMisbehaviour;
  readonly seed: number;
  readonly maxTipDays: number;
  /** The vendor's clock, epoch ms. */
  readonly nowMs: () => number;
}
