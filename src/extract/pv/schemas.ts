/** Shapes of PV's records (pv.txt). Whole numbers may exceed 2^53: int64 in the document. */
import * as z from 'zod';
import { isJsonInteger, isJsonNumber, type JsonNumber } from '../../transform/json.ts';

export const wholeNumber = z.custom<JsonNumber>(isJsonInteger, 'not a whole number');

/** A list of records; without any, some servers write null. */
export const recordList = z
  .array(z.unknown())
  .nullable()
  .transform((list) => list ?? []);

/** One bet of /api/all/history (pv.txt 1.3); amounts in li, times in seconds UTC. */
export const pvBet = z.object({
  event_id: z.string().min(1),
  draw_id: z.string(),
  game_id: wholeNumber,
  user_id: wholeNumber,
  /** "Often empty" (NOTES.md): also null, or not there. */
  op_id: z.string().nullish(),
  bet_amount: wholeNumber,
  gain_amount: wholeNumber,
  credit_before_bet: wholeNumber,
  credit: wholeNumber,
  start_at: wholeNumber,
  end_at: wholeNumber,
});
export type PvBet = z.infer<typeof pvBet>;

const number = z.custom<JsonNumber>(isJsonNumber, 'not a number');

/** A game of /api/all/list (pv.txt 1.1), with the day on which we looked. */
export const pvGame = z.object({
  game_id: wholeNumber,
  game_name: z.string(),
  game_type: z.string(),
  resource_url: z.string().nullish(),
  resource_with_name_url: z.string().nullish(),
  seen_on: wholeNumber,
});
export type PvGame = z.infer<typeof pvGame>;

/** A day of /api/all/stage/summary (pv.txt 1.2). */
export const pvStageDay = z.object({
  date: z.string(),
  bet_count: wholeNumber,
  bet_amount: wholeNumber,
  gain_amount: wholeNumber,
  company_gain_amount: wholeNumber,
});
export type PvStageDay = z.infer<typeof pvStageDay>;

/** The answer of /api/all/bonus/summary (pv.txt 1.4), with the day and state it was asked for. */
export const pvBonusDay = z.object({
  date: wholeNumber,
  state: wholeNumber,
  release_count: wholeNumber,
  used_count: wholeNumber,
  release_bonus: number,
  converted_cash: number,
  bet_amount: wholeNumber,
  win_amount: wholeNumber,
});
export type PvBonusDay = z.infer<typeof pvBonusDay>;

/** What every detailed bet has (pv.txt 2.1, 2.2, 3.1). */
const detailedBet = {
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

/** A round of the games family, by game (2.2) or by player (2.1: who was asked for is added). */
export const pvRound = z.object({
  ...detailedBet,
  bet_areas: z.unknown().optional(),
  win_areas: z.unknown().optional(),
  game_result: z.unknown().optional(),
  award_odds: number.nullish(),
});
export type PvRound = z.infer<typeof pvRound>;

/** A spin of the slots family (3.1). */
export const pvSpin = z.object({
  ...detailedBet,
  currency: z.string().nullish(),
  feature: wholeNumber.nullish(),
  extra_business: z.looseObject({ jackpot_amount: wholeNumber.nullish() }).nullish(),
  is_buy: z.boolean().nullish(),
});
export type PvSpin = z.infer<typeof pvSpin>;

/** Sums of a day of a game (2.4, 3.3) or of a player (2.3, 3.2), with the day and who was asked for. */
export const pvTotal = z.object({
  date: wholeNumber,
  family: z.enum(['games', 'slots']),
  game_id: wholeNumber.nullish(),
  user_id: wholeNumber.nullish(),
  op_id: z.string().nullish(),
  bet_count: wholeNumber.nullish(),
  bet_amount: wholeNumber,
  gain_amount: wholeNumber,
  company_gain_amount: wholeNumber.nullish(),
  user_count: wholeNumber.nullish(),
  win_user_count: wholeNumber.nullish(),
  lose_user_count: wholeNumber.nullish(),
  credit_before_game: wholeNumber.nullish(),
  credit: wholeNumber.nullish(),
  currency: z.string().nullish(),
});
export type PvTotal = z.infer<typeof pvTotal>;
