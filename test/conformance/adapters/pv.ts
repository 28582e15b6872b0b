/** PV (pv.txt): its envelope, and its reports but those by player and game. */

import { startPvVendor } from '../../../src/demo/pv/server.ts';
import type { Adapter, Entry, House, Question, Sent } from '../suite/adapter.ts';
import { pvDetails } from './pv-details.ts';
import { pvTotals } from './pv-totals.ts';
import { dataOf, gameOf, secondsOf, userOf, windowOf } from './pv-words.ts';

const DAY_MS = 86_400_000;

const bets: Adapter = {
  stream: 'pv.bets',
  isNumbered: true,
  record: ({ n, at, who }) => ({
    event_id: `e${n}`,
    draw_id: `d${n}`,
    game_id: gameOf(who),
    user_id: userOf(who),
    op_id: '',
    bet_amount: 1000 + n,
    gain_amount: -500,
    credit_before_bet: 100_000,
    credit: 99_500,
    start_at: secondsOf(at) - 2,
    end_at: secondsOf(at),
  }),
  changed: (record) => ({ ...record, gain_amount: 7000 }),
  spoilt: (record) => ({ ...record, bet_amount: 'much' }),
  question: (request) => {
    const data = dataOf(request, '/api/all/history');
    return (
      data && {
        window: windowOf(data),
        page: { number: data.page ?? 1, size: data.page_size ?? 0 },
      }
    );
  },
  data: ({ records, total, question }) => ({
    items: records,
    total,
    page: question.page?.number,
    page_size: question.page?.size,
  }),
};

const games: Adapter = {
  stream: 'pv.games',
  record: ({ n }) => ({ game_id: 1001 + n, game_name: `Game ${n}`, game_type: 'Slots' }),
  changed: (record) => ({ ...record, game_name: 'Another name' }),
  spoilt: (record) => ({ ...record, game_name: 7 }),
  question: (request) => dataOf(request, '/api/all/list') && {},
  data: ({ records }) => records,
  asRead: (entries, { now }) =>
    entries.map((entry) => ({
      ...entry,
      record: { ...entry.record, seen_on: secondsOf(Math.floor(now / DAY_MS) * DAY_MS) },
    })),
};

const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** Sums of the bets in a window, day by day; no entry for a day without bets. */
function sumsOfBets(entries: readonly Entry[], { window }: Question): readonly Sent[] {
  const { start = 0, end = 0 } = window ?? {};
  const inside = entries.filter(({ at }) => at >= start && at < end);
  return [...Map.groupBy(inside, ({ at }) => dateOf(at))].map(([date, bets]) => {
    const sum = (field: string) =>
      bets.reduce((total, { record }) => total + (Number(record[field]) || 0), 0);
    const gain_amount = sum('gain_amount');
    const sums = { bet_amount: sum('bet_amount'), gain_amount, company_gain_amount: -gain_amount };
    return { date, bet_count: bets.length, ...sums };
  });
}

/** A day without bets has no entry in the answer, and a row of zeros in the store. */
const stageSummary: Adapter = {
  stream: 'pv.stage_summary',
  isFilled: true,
  stepMs: DAY_MS,
  record: ({ n, at }) => ({
    date: dateOf(at),
    bet_count: 10 + n,
    bet_amount: 20_000 + n,
    gain_amount: -1500,
    company_gain_amount: 1500,
  }),
  changed: (record) => ({ ...record, bet_amount: 30_000 }),
  spoilt: (record) => ({ ...record, bet_amount: 'much' }),
  question: (request) => {
    const data = dataOf(request, '/api/all/stage/summary');
    return data && { window: windowOf(data) };
  },
  // asked as a second witness of pv.bets, the vendor adds up what stands in that book
  data: ({ records, question, of }) => ({
    day_list: records.length > 0 ? records : sumsOfBets(of('pv.bets'), question),
  }),
  asRead: (entries, { windows }) => {
    const given = new Set(entries.map(({ at }) => at));
    const days = windows.flatMap(({ start, end }) =>
      Array.from({ length: (end - start) / DAY_MS }, (_, i) => start + i * DAY_MS),
    );
    const zeros = { bet_count: 0, bet_amount: 0, gain_amount: 0, company_gain_amount: 0 };
    const empty = days.filter((day) => !given.has(day));
    return [...entries, ...empty.map((day) => ({ record: { date: dateOf(day), ...zeros } }))];
  },
};

/** One answer for each of five states. */
const bonusSummary: Adapter = {
  stream: 'pv.bonus_summary',
  fixed: 5,
  stepMs: 0,
  record: ({ n }) => ({
    release_count: 3 + n,
    used_count: 2,
    release_bonus: 1000.5,
    converted_cash: 10,
    bet_amount: 700,
    win_amount: -300,
  }),
  changed: (record) => ({ ...record, bet_amount: 900 }),
  spoilt: (record) => ({ ...record, bet_amount: 'much' }),
  question: (request) => {
    const data = dataOf(request, '/api/all/bonus/summary');
    return data && { window: windowOf(data), who: (data.state_list?.[0] ?? 0) - 1 };
  },
  data: ({ records }) => records[0],
  asRead: (entries: readonly Entry[]) =>
    entries.map((entry) => ({
      ...entry,
      record: { ...entry.record, date: secondsOf(entry.at), state: entry.who + 1 },
    })),
};

export const pvHouse: House = {
  vendor: 'pv',
  currency: 'CNY',
  start: async (now) => {
    const vendor = await startPvVendor({ now, betsPerHour: 0, maxTsSkewSeconds: 5 });
    const { url, mchId, key } = vendor;
    return Object.assign(vendor, { settings: { url, mch_id: String(mchId), key } });
  },
  wrap: (body, data) => {
    const answer = JSON.parse(body) as Sent;
    return answer.code === 200 ? JSON.stringify({ ...answer, data }) : body;
  },
  adapters: [bets, games, stageSummary, bonusSummary, ...pvDetails, ...pvTotals],
};
