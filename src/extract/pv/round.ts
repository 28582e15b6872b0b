/** A round of the games family, as it comes by game (pv.txt 2.2) and by player (2.1). */
import * as z from 'zod';
import { toJson } from '../../transform/json.ts';
import { betFields, betPart } from './detailed-bet.ts';
import { anyNumber, maybe } from './values.ts';

export const round = z.object({
  ...betFields,
  bet_areas: z.unknown().optional(),
  win_areas: z.unknown().optional(),
  game_result: z.unknown().optional(),
  award_odds: anyNumber.nullish(),
});
export type Round = z.infer<typeof round>;

export const outcomeColumns = {
  bet_areas: 'JSON',
  win_areas: 'JSON',
  game_result: 'JSON',
  award_odds: 'JSON',
} as const;

/** How these fields of ordinary records become them. */
export const plainOutcome = {
  bet_areas: 'json',
  win_areas: 'json',
  game_result: 'json',
  award_odds: 'json',
} as const;

/** award_odds is a multiplier and no money: it keeps its digits as JSON. */
export function roundToRow(record: Round) {
  return {
    ...betPart(record),
    bet_areas: maybe(record.bet_areas, toJson),
    win_areas: maybe(record.win_areas, toJson),
    game_result: maybe(record.game_result, toJson),
    award_odds: maybe(record.award_odds, toJson),
  };
}
