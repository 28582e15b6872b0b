import type { z } from 'zod';
import { slotsDetailOf } from './bet-detail.ts';
import type { PvBetRecord } from './bet-record.ts';
import type {
  rangeParameters,
  userHistoryParameters,
  userSummaryParameters,
} from './parameters.ts';
import { all, both, newest, ofPlayer, ofSection } from './selection.ts';
import { summaryOf } from './stage-summary.ts';
import { tallyBy } from './tally.ts';
import type { VendorState } from './vendor-state.ts';

/** Answer of 3.1: a player's slots bets, newest first. */
export function slotsUserHistory(
  state: VendorState,
  wanted: z.output<typeof userHistoryParameters>,
) {
  const bets = newest(state, wanted, both(ofSection(state, true), ofPlayer(wanted)));
  return bets.map((bet) => {
    const { currency, feature, extra_business, is_buy } = slotsDetailOf(state.plan.seed, bet);
    const { event_id, draw_id, game_id, user_id, op_id, ...money } = bet;
    const who = { event_id, draw_id, user_id, op_id, currency, game_id };
    return { ...who, feature, extra_business, ...money, is_buy };
  });
}

/** Answer of 3.2: per slots game, in the order in which the player came to them. */
export function slotsUserSummary(
  state: VendorState,
  wanted: z.output<typeof userSummaryParameters>,
) {
  const bets = all(state, wanted, both(ofSection(state, true), ofPlayer(wanted)));
  const keyOf = (bet: PvBetRecord): string => `${bet.user_id} ${bet.op_id} ${bet.game_id}`;
  const firsts = new Map(bets.toReversed().map((bet) => [keyOf(bet), bet]));
  return [...tallyBy(bets, keyOf)].map(([key, tally]) => {
    const first = firsts.get(key);
    const who = { user_id: first?.user_id, op_id: first?.op_id, game_id: first?.game_id };
    return { ...who, ...tally, currency: '$' };
  });
}

/** Answer of 3.3: per slots game that has bets, in the order of their numbers. */
export function slotsGameSummary(state: VendorState, wanted: z.output<typeof rangeParameters>) {
  const byGame = tallyBy(all(state, wanted, ofSection(state, true)), (bet) => bet.game_id);
  return [...byGame]
    .sort(([a], [b]) => a - b)
    .map(([game_id, tally]) => ({ game_id, ...summaryOf(tally) }));
}
