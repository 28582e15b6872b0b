import { renderJson } from '../json-text.ts';
import type { Lru } from '../lru.ts';
import type { BetStore } from './bet-store.ts';
import type { BetPlan } from './bets.ts';
import type { PvMisbehaviour } from './misbehaviour.ts';

/** What the endpoints know of the vendor they belong to. */
export interface VendorState {
  readonly mchId: number;
  readonly plan: BetPlan;
  readonly store: BetStore;
  readonly misbehave: PvMisbehaviour;
  /** Rendered history pages of windows that can no longer change. */
  readonly pages: Lru<string, Buffer>;
  /** The vendor's clock, epoch seconds with fraction. */
  readonly nowSec: () => number;
}

/** The body of an answer: code 200 is success, 400 and 500 are the document's errors (pv.txt 5). */
export function responseBody(code: 200 | 400 | 500, msg: string, data: unknown): string {
  return renderJson({ code, msg, data });
}
