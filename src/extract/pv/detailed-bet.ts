/**
 * What `pv.game_rounds`, `pv.player_rounds` and `pv.slot_spins` share: bets with their details, one call
 * a game or player, which enrich pv.bets by event_id (pv.txt 2.2, 2.1, 3.1). At most 500 rows and no
 * pages: a full answer is asked for in halves.
 */
import * as z from 'zod';
import type { Page, ReadContext } from '../../contract/stream.ts';
import { amountFromLi } from '../../transform/money.ts';
import { DAY_MS, microsFromSeconds } from '../../transform/time.ts';
import { readHalved } from '../halve.ts';
import { ask, secondsOf } from './ask.ts';
import { seenInBets } from './families.ts';
import { int64, maybe, recordList, wholeNumber } from './values.ts';
import { pv } from './vendor.ts';

const LIMIT = 500; // the document's maximum

export const detailedBets = {
  vendor: pv,
  key: ['event_id'],
  eventTime: 'end_at',
  mode: 'replace',
  seenIn: seenInBets,
  /** An answer is of one game or player, and these depend on it. */
  mayLack: [
    'op_id',
    'credit_before_bet',
    'credit',
    'bet_areas',
    'win_areas',
    'game_result',
    'award_odds',
    'currency',
    'feature',
    'extra_business',
    'is_buy',
  ],
  windows: { unitMs: DAY_MS, pageSize: LIMIT },
} as const;

/** Fields that the bet's row in pv.bets has, too. */
export const betFields = {
  event_id: z.string().min(1),
  draw_id: z.string(),
  game_id: wholeNumber,
  user_id: wholeNumber,
  op_id: z.string().nullish(),
  bet_amount: wholeNumber,
  gain_amount: wholeNumber,
  credit_before_bet: wholeNumber.nullish(),
  credit: wholeNumber.nullish(),
  start_at: wholeNumber,
  end_at: wholeNumber,
};

/** The columns of betFields; the report by game has no credits. */
export const betColumns = {
  event_id: 'VARCHAR',
  draw_id: 'VARCHAR',
  game_id: 'BIGINT',
  user_id: 'BIGINT',
  op_id: 'VARCHAR',
  bet_amount: 'DECIMAL(18,4)',
  gain_amount: 'DECIMAL(18,4)',
} as const;
export const creditColumns = {
  credit_before_bet: 'DECIMAL(18,4)',
  credit: 'DECIMAL(18,4)',
} as const;
export const timeColumns = { start_at: 'TIMESTAMP', end_at: 'TIMESTAMP' } as const;

/** How these fields of ordinary records become them. */
export const plainBet = {
  event_id: 'text',
  draw_id: 'text',
  game_id: 'int64',
  user_id: 'int64',
  op_id: 'text',
  bet_amount: 'li',
  gain_amount: 'li',
} as const;
export const plainCredits = { credit_before_bet: 'li', credit: 'li' } as const;
export const plainTimes = { start_at: 'seconds', end_at: 'seconds' } as const;

/** The part of the row that these fields make. */
export function betPart(bet: z.infer<z.ZodObject<typeof betFields>>) {
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

/** Every row of one player or game in the window. */
export function readHistory(
  context: ReadContext,
  path: string,
  who: Record<string, bigint>,
): AsyncGenerator<Page> {
  return readHalved({
    window: context.window,
    limit: LIMIT,
    fetch: (window) =>
      ask(context, {
        path,
        data: { ...who, ...secondsOf(window), limit: LIMIT },
        answer: recordList,
      }),
  });
}
