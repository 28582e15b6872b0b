import { addTally, emptyTally, type PvTally } from './tally.ts';
import type { VendorState } from './vendor-state.ts';

const DAY_SECONDS = 86_400;

/** The four sums in the document's order; the company's result is the players' with its sign turned. */
export function summaryOf(tally: PvTally) {
  return { ...tally, company_gain_amount: -tally.gain_amount };
}

/**
 * The answer of `/api/all/stage/summary` (pv.txt 1.2): sums per UTC day, newest first as in the
 * document's sample, and of the whole range. A day without bets has no entry.
 */
export function stageSummary(state: VendorState, fromSec: number, toSec: number) {
  const summary = emptyTally();
  const day_list: object[] = [];
  const firstDay = Math.floor(fromSec / DAY_SECONDS) * DAY_SECONDS;
  for (let day = firstDay; day < toSec; day += DAY_SECONDS) {
    const tally = state.store.tally(Math.max(fromSec, day), Math.min(toSec, day + DAY_SECONDS));
    addTally(summary, tally);
    if (tally.bet_count > 0) day_list.unshift({ date: dateOf(day), ...summaryOf(tally) });
  }
  return { day_list, summary: summaryOf(summary) };
}

function dateOf(daySec: number): string {
  return new Date(daySec * 1000).toISOString().slice(0, 10);
}
