/** A row of POP's betlist (NOTES.md): floats become exact amounts, times with offsets become UTC. */
import { Refusal } from '../../contract/errors.ts';
import { type Amount, amountFromFloat, formatAmount } from '../../transform/money.ts';
import { microsFromRfc3339 } from '../../transform/time.ts';
import type { PopBet } from './schemas.ts';

/** Refuses rows whose own sums do not agree: WinLose is Win - Bet, the player's net. */
export function popBetToRow(spin: PopBet) {
  const bet = notNegative(amountFromFloat(spin.Bet, 'Bet'), 'Bet');
  const win = notNegative(amountFromFloat(spin.Win, 'Win'), 'Win');
  const winLose = amountFromFloat(spin.WinLose, 'WinLose');
  if (win - bet !== winLose) {
    const [theirs, ours] = [formatAmount(winLose), formatAmount(win - bet)];
    throw new Refusal('WinLose', `${theirs} is not Win - Bet, which is ${ours}`);
  }
  return {
    id: spin.ID,
    pid: spin.Pid ?? null,
    user_id: spin.UserID,
    game_id: spin.GameID,
    bet,
    win,
    insert_time: microsFromRfc3339(spin.InsertTime, 'InsertTime'),
    app_id: spin.AppID ?? null,
    balance: spin.Balance == null ? null : amountFromFloat(spin.Balance, 'Balance'),
    win_lose: winLose,
    grade: spin.Grade ?? null,
    round_id: spin.RoundID ?? null,
    completed: spin.Completed ?? null,
  };
}

/** When a record that may yet be refused was inserted; undefined where it does not say so. */
export function popEventTime(record: unknown): bigint | undefined {
  const { InsertTime } = (record ?? {}) as { InsertTime?: unknown };
  if (typeof InsertTime !== 'string') return undefined;
  try {
    return microsFromRfc3339(InsertTime, 'InsertTime');
  } catch {
    return undefined;
  }
}

function notNegative(amount: Amount, field: string): Amount {
  if (amount < 0n) throw new Refusal(field, 'below zero');
  return amount;
}
