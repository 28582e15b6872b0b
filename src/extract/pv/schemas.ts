/** Shapes of PV's records (pv.txt). Whole numbers may exceed 2^53: int64 in the document. */
import * as z from 'zod';
import { isJsonInteger, type JsonNumber } from '../../transform/json.ts';

export const wholeNumber = z.custom<JsonNumber>(isJsonInteger, 'not a whole number');

/** One bet of /api/all/history (pv.txt 1.3); amounts in li, times in seconds UTC. */
export const pvBet = z.object({
  event_id: z.string().min(1),
  draw_id: z.string(),
  game_id: wholeNumber,
  user_id: wholeNumber,
  op_id: z.string(),
  bet_amount: wholeNumber,
  gain_amount: wholeNumber,
  credit_before_bet: wholeNumber,
  credit: wholeNumber,
  start_at: wholeNumber,
  end_at: wholeNumber,
});
export type PvBet = z.infer<typeof pvBet>;
