/** PV's detailed bets (pv.txt 2.1, 2.2, 3.1) as rows; they enrich pv.bets by event_id. */

import type { PvRound, PvSpin } from '../../extract/pv/schemas.ts';
import { int32, int64, maybe } from '../../extract/pv/values.ts';
import { toJson } from '../json.ts';
import { amountFromLi } from '../money.ts';
import { microsFromSeconds } from '../time.ts';

/** Fields that the bet's row in pv.bets has, too. */
function betPart(bet: PvRound | PvSpin) {
  return {
    event_id: bet.event_id,
    draw_id: bet.draw_id,
    game_id: int64(bet.game_id, 'game_id'),
    user_id: int64(bet.user_id, 'user_id'),
    op_id: bet.op_id ?? null,
    bet_amount: amountFromLi(bet.bet_amount, 'bet_amount'),
    gain_amount: amountFromLi(bet.gain_amount, 'gain_amount'),
    credit_before_bet: maybe(bet.credit_before_bet, (v) => amountFromLi(v, 'credit_before_bet')),
    credit: maybe(bet.credit, (v) => amountFromLi(v, 'credit')),
    start_at: microsFromSeconds(bet.start_at, 'start_at'),
    end_at: microsFromSeconds(bet.end_at, 'end_at'),
  };
}

/** award_odds is a multiplier and no money: it keeps its digits as JSON. */
export function pvRoundToRow(round: PvRound) {
  return {
    ...betPart(round),
    bet_areas: maybe(round.bet_areas, toJson),
    win_areas: maybe(round.win_areas, toJson),
    game_result: maybe(round.game_result, toJson),
    award_odds: maybe(round.award_odds, toJson),
  };
}

/** The same without the credits, which the report by game does not have. */
export function pvGameRoundToRow(round: PvRound) {
  const { credit_before_bet: _before, credit: _after, ...row } = pvRoundToRow(round);
  return row;
}

/** extra_business stays as the vendor wrote it, in li; its jackpot is also an amount. */
export function pvSpinToRow(spin: PvSpin) {
  return {
    ...betPart(spin),
    currency: spin.currency ?? null,
    feature: maybe(spin.feature, (v) => int32(v, 'feature')),
    extra_business: maybe(spin.extra_business, toJson),
    jackpot_amount: maybe(spin.extra_business?.jackpot_amount, (v) =>
      amountFromLi(v, 'extra_business.jackpot_amount'),
    ),
    is_buy: spin.is_buy ?? null,
  };
}
