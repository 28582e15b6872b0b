/** PV's reports of bets with details, one call a player or game, at most 500 rows (pv.txt 2.1, 2.2, 3.1). */
import type { Adapter, Slot } from '../suite/adapter.ts';
import { dataOf, gameOf, secondsOf, userOf, whoOfGame, whoOfUser, windowOf } from './pv-words.ts';

const betOf = ({ n, at }: Slot) => ({
  event_id: `e${n}`,
  draw_id: `d${n}`,
  bet_amount: 1000 + n,
  gain_amount: -500,
  start_at: secondsOf(at) - 2,
  end_at: secondsOf(at),
});
const outcome = { bet_areas: [1, 2], win_areas: [2], game_result: 17, award_odds: 1.5 };

const common = {
  changed: (record) => ({ ...record, gain_amount: 7000 }),
  spoilt: (record) => ({ ...record, bet_amount: 'much' }),
  data: ({ records }) => records,
} satisfies Partial<Adapter>;

export const pvDetails: readonly Adapter[] = [
  {
    ...common,
    stream: 'pv.game_rounds',
    record: (slot) => ({
      ...betOf(slot),
      game_id: gameOf(slot.who),
      user_id: userOf(0),
      op_id: '',
      ...outcome,
    }),
    question: (request) => {
      const data = dataOf(request, '/api/games/game/history');
      return (
        data && { window: windowOf(data), limit: data.limit ?? 0, who: whoOfGame(data.game_id) }
      );
    },
  },
  {
    ...common,
    stream: 'pv.player_rounds',
    // the answer does not repeat who was asked for
    record: (slot) => ({
      ...betOf(slot),
      game_id: gameOf(0),
      credit_before_bet: 100_000,
      credit: 99_500,
      ...outcome,
    }),
    question: (request) => {
      const data = dataOf(request, '/api/games/user/history');
      return (
        data && { window: windowOf(data), limit: data.limit ?? 0, who: whoOfUser(data.user_id) }
      );
    },
    asRead: (entries) =>
      entries.map((entry) => ({
        ...entry,
        record: { ...entry.record, user_id: userOf(entry.who) },
      })),
  },
  {
    ...common,
    stream: 'pv.slot_spins',
    record: (slot) => ({
      ...betOf(slot),
      user_id: userOf(slot.who),
      op_id: 'op-7',
      currency: '$',
      game_id: gameOf(0),
      feature: 1,
      extra_business: { award_type: 1, jackpot_amount: 4000 },
      credit_before_bet: 100_000,
      credit: 99_500,
      is_buy: false,
    }),
    question: (request) => {
      const data = dataOf(request, '/api/slots/user/history');
      return (
        data && { window: windowOf(data), limit: data.limit ?? 0, who: whoOfUser(data.user_id) }
      );
    },
  },
];
