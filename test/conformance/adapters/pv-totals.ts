/**
 * PV's sums of closed days by game and by player (pv.txt 2.3, 2.4, 3.2, 3.3). The book has those of slots,
 * which are lists; of the other games the vendor has one sum for whoever is asked for, here of nothing.
 */
import type { Adapter, Look } from '../suite/adapter.ts';
import { dataOf, gameOf, secondsOf, userOf, whoOfUser, windowOf } from './pv-words.ts';

const common = {
  stepMs: 0,
  changed: (record) => ({ ...record, bet_amount: 30_000 }),
  spoilt: (record) => ({ ...record, bet_amount: 'much' }),
  data: ({ records }) => records,
} satisfies Partial<Adapter>;

/** The vendor's sums of nothing, for everybody of whom there are bets, on each day. */
const ofOthers = (
  { windows, whos }: Look,
  sum: (who: number) => Readonly<Record<string, unknown>>,
) =>
  windows.flatMap(({ start }) =>
    Array.from({ length: whos }, (_, who) => ({
      record: {
        bet_amount: 0,
        gain_amount: 0,
        ...sum(who),
        date: secondsOf(start),
        family: 'games',
      },
    })),
  );

export const pvTotals: readonly Adapter[] = [
  {
    ...common,
    stream: 'pv.game_totals',
    record: ({ n }) => ({
      game_id: 1500 + n,
      bet_count: 3,
      bet_amount: 20_000 + n,
      gain_amount: -1500,
      company_gain_amount: 1500,
    }),
    question: (request) => {
      const data = dataOf(request, '/api/slots/game/stage/summary');
      return data && { window: windowOf(data) };
    },
    asRead: (entries, look) => [
      ...entries.map((entry) => ({
        ...entry,
        record: { ...entry.record, date: secondsOf(entry.at), family: 'slots' },
      })),
      ...ofOthers(look, (who) => ({
        game_id: gameOf(who),
        bet_count: 0,
        user_count: 0,
        win_user_count: 0,
        lose_user_count: 0,
      })),
    ],
  },
  {
    ...common,
    stream: 'pv.player_totals',
    record: ({ n, who }) => ({
      user_id: userOf(who),
      op_id: '',
      game_id: 1500 + n,
      bet_count: 3,
      bet_amount: 20_000 + n,
      gain_amount: -1500,
      currency: '$',
    }),
    question: (request) => {
      const data = dataOf(request, '/api/slots/user/stage/summary');
      return data && { window: windowOf(data), who: whoOfUser(data.user_id) };
    },
    asRead: (entries, look) => [
      ...entries.map((entry) => ({
        ...entry,
        record: { ...entry.record, date: secondsOf(entry.at), family: 'slots' },
      })),
      ...ofOthers(look, (who) => ({ user_id: userOf(who), credit_before_game: 0, credit: 0 })),
    ],
  },
];
