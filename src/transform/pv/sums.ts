/** PV's games and sums by day (pv.txt 1.1, 1.2, 1.4, 2.3, 2.4, 3.2, 3.3) as rows. */
import { Refusal } from '../../contract/errors.ts';
import type { PvBonusDay, PvGame, PvStageDay, PvTotal } from '../../extract/pv/schemas.ts';
import { int32, int64, maybe } from '../../extract/pv/values.ts';
import type { JsonNumber } from '../json.ts';
import { amountFromLi, amountFromLiFloat } from '../money.ts';
import { microsFromSeconds, parseIso } from '../time.ts';

export function pvGameToRow(game: PvGame) {
  return {
    game_id: int64(game.game_id, 'game_id'),
    seen_on: microsFromSeconds(game.seen_on, 'seen_on'),
    game_name: game.game_name,
    game_type: game.game_type,
    resource_url: game.resource_url ?? null,
    resource_with_name_url: game.resource_with_name_url ?? null,
  };
}

export function pvStageDayToRow(day: PvStageDay) {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(day.date) ? parseIso(day.date) : undefined;
  if (date === undefined) throw new Refusal('date', 'not a date of the form YYYY-MM-DD');
  return {
    date: BigInt(date) * 1000n,
    bet_count: int64(day.bet_count, 'bet_count'),
    bet_amount: amountFromLi(day.bet_amount, 'bet_amount'),
    gain_amount: amountFromLi(day.gain_amount, 'gain_amount'),
    company_gain_amount: amountFromLi(day.company_gain_amount, 'company_gain_amount'),
  };
}

/** All four amounts are li (pv.txt §1): the floats are sums of the same size as the whole ones. */
export function pvBonusDayToRow(day: PvBonusDay) {
  return {
    date: microsFromSeconds(day.date, 'date'),
    state: int32(day.state, 'state'),
    release_count: int64(day.release_count, 'release_count'),
    used_count: int64(day.used_count, 'used_count'),
    release_bonus: amountFromLiFloat(day.release_bonus, 'release_bonus'),
    converted_cash: amountFromLiFloat(day.converted_cash, 'converted_cash'),
    bet_amount: amountFromLi(day.bet_amount, 'bet_amount'),
    win_amount: amountFromLi(day.win_amount, 'win_amount'),
  };
}

export function pvGameTotalToRow(total: PvTotal) {
  return {
    date: microsFromSeconds(total.date, 'date'),
    family: total.family,
    game_id: int64(required(total.game_id, 'game_id'), 'game_id'),
    bet_count: int64(required(total.bet_count, 'bet_count'), 'bet_count'),
    bet_amount: amountFromLi(total.bet_amount, 'bet_amount'),
    gain_amount: amountFromLi(total.gain_amount, 'gain_amount'),
    company_gain_amount: maybe(total.company_gain_amount, (v) =>
      amountFromLi(v, 'company_gain_amount'),
    ),
    user_count: maybe(total.user_count, (v) => int64(v, 'user_count')),
    win_user_count: maybe(total.win_user_count, (v) => int64(v, 'win_user_count')),
    lose_user_count: maybe(total.lose_user_count, (v) => int64(v, 'lose_user_count')),
  };
}

/** The games family has one sum for all its games: `game` is '' there, as a key may not be null. */
export function pvPlayerTotalToRow(total: PvTotal) {
  const gameId = maybe(total.game_id, (v) => int64(v, 'game_id'));
  if (total.family === 'slots') required(total.game_id, 'game_id');
  return {
    date: microsFromSeconds(total.date, 'date'),
    user_id: int64(required(total.user_id, 'user_id'), 'user_id'),
    family: total.family,
    game: gameId === null ? '' : String(gameId),
    game_id: gameId,
    op_id: total.op_id ?? null,
    currency: total.currency ?? null,
    bet_count: maybe(total.bet_count, (v) => int64(v, 'bet_count')),
    bet_amount: amountFromLi(total.bet_amount, 'bet_amount'),
    gain_amount: amountFromLi(total.gain_amount, 'gain_amount'),
    credit_before_game: maybe(total.credit_before_game, (v) =>
      amountFromLi(v, 'credit_before_game'),
    ),
    credit: maybe(total.credit, (v) => amountFromLi(v, 'credit')),
  };
}

function required(value: JsonNumber | null | undefined, field: string): JsonNumber {
  if (value === null || value === undefined) throw new Refusal(field, 'is missing');
  return value;
}
