import type { PopStore } from './bet-store.ts';
import type { PopGameListShape } from './games.ts';
import type { PopPlan } from './hours.ts';
import type { PopMisbehaviour } from './misbehaviour.ts';
import type { OrderPlan } from './orders.ts';
import type { PopColumn, RowStyle } from './rows.ts';

/**
 * The order of Title: as the platform's page has it, another one for each StartID, or one that is
 * given (its columns alone).
 */
export type PopColumnOrder = 'document' | 'varying' | readonly PopColumn[];

/** What the endpoints know of the vendor they belong to. */
export interface PopState {
  readonly plan: PopPlan & OrderPlan;
  readonly store: PopStore;
  readonly misbehave: PopMisbehaviour;
  readonly style: RowStyle;
  readonly columns: PopColumnOrder;
  readonly gameListShape: PopGameListShape;
  /** The vendor's clock, epoch ms. */
  readonly nowMs: () => number;
}
