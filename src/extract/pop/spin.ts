/** A bet of POP, as record/betlist and record/getbetlogs give it (NOTES.md): a spin. */
import * as z from 'zod';
import { Refusal } from '../../contract/errors.ts';
import { type Amount, amountFromFloat, formatAmount } from '../../transform/money.ts';
import { rfc3339Reader } from '../../transform/plain-times.ts';
import { microsFromRfc3339 } from '../../transform/time.ts';
import { anyNumber, not, opaque, opaqueKey, timeText } from './values.ts';

export const spin = z.object({
  /** Only a row of the list that could not be named has it (`bets.ts`): it is refused. */
  List: z
    .custom<undefined>((value) => value === undefined, {
      error: 'the row has more or fewer cells than Title has columns',
    })
    .optional(),
  ID: opaqueKey,
  Pid: opaque.nullish(),
  UserID: opaqueKey,
  GameID: opaqueKey,
  Bet: anyNumber,
  Win: anyNumber,
  InsertTime: timeText,
  AppID: opaque.nullish(),
  Balance: anyNumber.nullish(),
  WinLose: anyNumber,
  Grade: opaque.nullish(),
  RoundID: opaque.nullish(),
  Completed: z
    .union([z.boolean(), z.literal([0, 1]).transform(Boolean)], not('true or false'))
    .nullish(),
});
export type Spin = z.infer<typeof spin>;

/** How an ordinary spin becomes a row. */
export const plainSpin = {
  columns: {
    id: { as: 'text', of: ['ID'] },
    pid: { as: 'text', of: ['Pid'] },
    user_id: { as: 'text', of: ['UserID'] },
    game_id: { as: 'text', of: ['GameID'] },
    bet: { as: 'float', of: ['Bet'], least: 0 },
    win: { as: 'float', of: ['Win'], least: 0 },
    insert_time: { as: 'time', of: ['InsertTime'], micros: rfc3339Reader },
    app_id: { as: 'text', of: ['AppID'] },
    balance: { as: 'float', of: ['Balance'] },
    win_lose: { as: 'float', of: ['WinLose'] },
    grade: { as: 'text', of: ['Grade'] },
    round_id: { as: 'text', of: ['RoundID'] },
    completed: { as: 'boolean', of: ['Completed'] },
  },
  difference: ['win_lose', 'win', 'bet'],
} as const;

/**
 * Floats become exact amounts, times with offsets become UTC. Refuses spins whose own sums do not agree:
 * WinLose is Win - Bet, the player's net.
 */
export function spinToRow(record: Spin) {
  const bet = notNegative(amountFromFloat(record.Bet, 'Bet'), 'Bet');
  const win = notNegative(amountFromFloat(record.Win, 'Win'), 'Win');
  const winLose = amountFromFloat(record.WinLose, 'WinLose');
  if (win - bet !== winLose) {
    const [theirs, ours] = [formatAmount(winLose), formatAmount(win - bet)];
    throw new Refusal('WinLose', `${theirs} is not Win - Bet, which is ${ours}`);
  }
  return {
    id: record.ID,
    pid: record.Pid ?? null,
    user_id: record.UserID,
    game_id: record.GameID,
    bet,
    win,
    insert_time: microsFromRfc3339(record.InsertTime, 'InsertTime'),
    app_id: record.AppID ?? null,
    balance: record.Balance == null ? null : amountFromFloat(record.Balance, 'Balance'),
    win_lose: winLose,
    grade: record.Grade ?? null,
    round_id: record.RoundID ?? null,
    completed: record.Completed ?? null,
  };
}

function notNegative(amount: Amount, field: string): Amount {
  if (amount < 0n) throw new Refusal(field, 'below zero');
  return amount;
}
