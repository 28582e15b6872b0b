import type { z } from 'zod';
import { jsonText } from '../json-text.ts';
import { randomOf } from '../random.ts';
import { type BetPlan, playersOf } from './bets.ts';
import type { bonusParameters } from './parameters.ts';

interface Bonus {
  user_id: number;
  op_id: string;
  game_id: number;
  create_type: number;
  state: number;
  created_at: number;
  bonus: number;
  cash: number;
  bet_amount: number;
  win_amount: number;
}

const DAY_SECONDS = 86_400;
const BONUSES_PER_DAY = 8;

function bonusesOfDay(plan: BetPlan, daySec: number): Bonus[] {
  const random = randomOf(plan.seed, 'bonuses', daySec);
  const players = playersOf(plan);
  return Array.from({ length: BONUSES_PER_DAY }, () => {
    const state = random.int(1, 5);
    const bonus = random.int(1, 50) * 10_000;
    const wagered = state === 1 ? 0 : bonus * random.int(0, 20);
    return {
      ...random.pick(players),
      game_id: random.pick(plan.games).game_id,
      create_type: random.int(1, 3),
      state,
      created_at: daySec + random.int(0, DAY_SECONDS - 1),
      bonus,
      cash: state === 3 ? bonus / 2 : 0,
      bet_amount: wagered,
      win_amount: -Math.floor(wagered / 20),
    };
  });
}

/**
 * The answer of `/api/all/bonus/summary` (pv.txt 1.4). A bonus counts as used once it is no longer
 * merely active (state 1); the document does not say.
 */
export function bonusSummary(
  plan: BetPlan,
  nowSec: number,
  wanted: z.output<typeof bonusParameters>,
) {
  const fromSec = Math.max(wanted.time_start ?? 0, plan.fromSec);
  const toSec = Math.min(wanted.time_end ?? Number.POSITIVE_INFINITY, nowSec);
  const found: Bonus[] = [];
  for (let day = startOfDay(fromSec); day < toSec; day += DAY_SECONDS) {
    found.push(...bonusesOfDay(plan, day));
  }
  const released = found
    .filter((b) => b.created_at >= fromSec && b.created_at < toSec)
    .filter((b) => matches(b, wanted));
  const used = released.filter((b) => b.state !== 1);
  const sum = (of: (bonus: Bonus) => number): number => used.reduce((all, b) => all + of(b), 0);
  return {
    release_count: released.length,
    used_count: used.length,
    // Floats in the document, and written as Python writes them.
    release_bonus: jsonText(`${sum((b) => b.bonus)}.0`),
    converted_cash: jsonText(`${sum((b) => b.cash)}.0`),
    bet_amount: sum((b) => b.bet_amount),
    win_amount: sum((b) => b.win_amount),
  };
}

function matches(bonus: Bonus, wanted: z.output<typeof bonusParameters>): boolean {
  return (
    (wanted.user_id === undefined || wanted.user_id === bonus.user_id) &&
    ((wanted.op_id ?? '') === '' || wanted.op_id === bonus.op_id) &&
    holds(wanted.game_ids, bonus.game_id) &&
    holds(wanted.create_type_list, bonus.create_type) &&
    holds(wanted.state_list, bonus.state)
  );
}

/** Whether a list parameter lets a value through: an empty or missing list means all. */
export function holds(list: readonly number[] | undefined, value: number): boolean {
  return list === undefined || list.length === 0 || list.includes(value);
}

function startOfDay(sec: number): number {
  return Math.floor(sec / DAY_SECONDS) * DAY_SECONDS;
}
