/** What `pv.game_totals` and `pv.player_totals` share: sums of closed days, by game or player. */
import * as z from 'zod';
import { Refusal } from '../../contract/errors.ts';
import type { Page } from '../../contract/stream.ts';
import type { JsonNumber } from '../../transform/json.ts';
import { DAY_MS } from '../../transform/time.ts';
import { withFields } from './ask.ts';
import { daySums } from './day-sums.ts';
import { seenInBets } from './families.ts';
import { wholeNumber } from './values.ts';

/** Sums of a day of a game (2.4, 3.3) or of a player (2.3, 3.2), with the day and who was asked for. */
const dayTotal = z.object({
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
export type DayTotal = z.infer<typeof dayTotal>;

/** An open day would cost every player or game again at each sync: it waits until it is over. */
export const dayTotals = {
  ...daySums,
  seenIn: seenInBets,
  windows: { unitMs: DAY_MS, days: 'closed', pageSize: Number.POSITIVE_INFINITY },
  record: dayTotal,
  // a game's sums and a player's, of two families
  mayLack: Object.keys(dayTotal.shape),
} as const;

/** The games family answers with one sum, not with a list. */
export const oneSum = z.looseObject({});

/** Sums with the day, the family and who was asked for. */
export function pageOf(records: readonly unknown[], fields: Record<string, unknown>): Page {
  return { records: withFields(records, fields), total: undefined };
}

/** A field that one of the two reports has in every record. Throws Refusal. */
export function required(value: JsonNumber | null | undefined, field: string): JsonNumber {
  if (value === null || value === undefined) throw new Refusal(field, 'is missing');
  return value;
}
