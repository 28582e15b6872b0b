/** PV's bet record (pv.txt 1.3) as a row of pv.bets: li become exact decimals, seconds become UTC. */
import { Refusal } from '../../contract/errors.ts';
import type { PvBet } from '../../extract/pv/schemas.ts';
import { int64 } from '../../extract/pv/values.ts';
import { amountFromLi, fitting } from '../money.ts';
import { microsFromSeconds } from '../time.ts';

export function pvBetToRow(bet: PvBet) {
  const stake = amountFromLi(bet.bet_amount, 'bet_amount');
  if (stake < 0n) throw new Refusal('bet_amount', 'a stake below zero');
  const net = amountFromLi(bet.gain_amount, 'gain_amount');
  fitting(stake + net, 'gain_amount'); // the payout
  return {
    event_id: bet.event_id,
    draw_id: bet.draw_id,
    game_id: int64(bet.game_id, 'game_id'),
    user_id: int64(bet.user_id, 'user_id'),
    op_id: bet.op_id ?? '',
    bet_amount: stake,
    gain_amount: net,
    credit_before_bet: amountFromLi(bet.credit_before_bet, 'credit_before_bet'),
    credit: amountFromLi(bet.credit, 'credit'),
    start_at: microsFromSeconds(bet.start_at, 'start_at'),
    end_at: microsFromSeconds(bet.end_at, 'end_at'),
  };
}
