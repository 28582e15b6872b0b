import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PvBetRecord } from '../../../src/demo/pv/bet-record.ts';
import { type PvVendor, startPvVendor } from '../../../src/demo/pv/server.ts';
import { ask, DAY, envelope, nowMs, post, readWindow } from './signed-fetch.ts';

const hour = { time_start: DAY + 3600, time_end: DAY + 7200 };
const day = { time_start: DAY, time_end: DAY + 86_400 };
const isSlots = (bet: PvBetRecord): boolean => bet.game_id < 2000;
const sum = (bets: readonly PvBetRecord[], field: 'bet_amount' | 'gain_amount'): number =>
  bets.reduce((total, bet) => total + Number(bet[field]), 0);

let vendor: PvVendor;
let truth: readonly PvBetRecord[];
beforeAll(async () => {
  vendor = await startPvVendor({ now: nowMs, from: DAY });
  truth = vendor.bets(DAY, DAY + 86_400);
});
afterAll(() => vendor.close());

describe('history', () => {
  test('covers exactly the bets of the window, page by page, in order', async () => {
    const { ids, totals } = await readWindow(vendor, hour, 40);
    const bets = vendor.bets(hour.time_start, hour.time_end);
    expect(bets.every((b) => b.end_at >= hour.time_start && b.end_at < hour.time_end)).toBe(true);
    expect(ids).toEqual(bets.map((bet) => bet.event_id));
    expect(new Set(totals)).toEqual(new Set([bets.length]));
  });

  test('has the eleven fields of the document in its order', async () => {
    const reply = await ask(vendor, '/api/all/history', hour);
    expect(reply.data.items).toEqual(vendor.bets(hour.time_start, hour.time_end));
    expect(Object.keys(reply.data.items[0]).join()).toBe(
      'event_id,draw_id,game_id,user_id,op_id,bet_amount,gain_amount,credit_before_bet,credit,start_at,end_at',
    );
  });

  test('can be narrowed to games', async () => {
    const reply = await ask(vendor, '/api/all/history', { ...hour, game_ids: [1006, 2011] });
    const bets = vendor.bets(hour.time_start, hour.time_end);
    expect(reply.data.items).toEqual(bets.filter((b) => [1006, 2011].includes(b.game_id)));
    expect(reply.data.total).toBe(reply.data.items.length);
  });

  test('of bets given in full prints every digit', async () => {
    const bet: PvBetRecord = {
      ...(truth[0] as PvBetRecord),
      bet_amount: 9_007_199_254_740_993n,
      gain_amount: -9_007_199_254_740_993n,
    };
    const exact = await startPvVendor({
      now: nowMs,
      betsPerHour: 0,
      extraBets: [bet, { ...bet, event_id: 'x' }],
    });
    const window = { time_start: DAY, time_end: DAY + 3600 };
    const history = await post(exact, '/api/all/history', envelope(exact, window));
    expect(await history.text()).toContain(
      '"bet_amount":9007199254740993,"gain_amount":-9007199254740993',
    );
    const summary = await post(exact, '/api/all/stage/summary', envelope(exact, window));
    expect(await summary.text()).toContain('"company_gain_amount":18014398509481986');
    await exact.close();
  });
});

describe('summaries', () => {
  test('of a day equal the sums of its history', async () => {
    const { data } = await ask(vendor, '/api/all/stage/summary', day);
    const gain = sum(truth, 'gain_amount');
    const totals = {
      bet_count: truth.length,
      bet_amount: sum(truth, 'bet_amount'),
      gain_amount: gain,
      company_gain_amount: -gain,
    };
    expect(data).toEqual({ day_list: [{ date: '2025-03-01', ...totals }], summary: totals });
    expect(Number(vendor.summary(DAY, DAY + 86_400).gain_amount)).toBe(gain);
  });

  test('list days newest first and cut them at the range', async () => {
    const range = { time_start: DAY + 1800, time_end: DAY + 90_000 };
    const { data } = await ask(vendor, '/api/all/stage/summary', range);
    expect(data.day_list.map((entry: { date: string }) => entry.date)).toEqual([
      '2025-03-02',
      '2025-03-01',
    ]);
    expect(data.summary.bet_count).toBe(vendor.bets(DAY + 1800, DAY + 90_000).length);
    expect(data.day_list[0].bet_count).toBe(vendor.bets(DAY + 86_400, DAY + 90_000).length);
  });

  test('of nothing are zeros', async () => {
    const range = { time_start: DAY - 86_400, time_end: DAY };
    const { data } = await ask(vendor, '/api/all/stage/summary', range);
    expect(data.day_list).toEqual([]);
    expect(data.summary).toEqual({
      bet_count: 0,
      bet_amount: 0,
      gain_amount: 0,
      company_gain_amount: 0,
    });
  });

  test('of slots games add up to all slots bets', async () => {
    const { data } = await ask(vendor, '/api/slots/game/stage/summary', day);
    const counts = data.map((entry: { bet_count: number }) => entry.bet_count);
    expect(counts.reduce((a: number, b: number) => a + b)).toBe(truth.filter(isSlots).length);
  });

  test('of one game count its players, winners and losers', async () => {
    const { data } = await ask(vendor, '/api/games/game/stage/summary', { ...day, game_id: 2011 });
    const bets = truth.filter((bet) => bet.game_id === 2011);
    const nets = [...Map.groupBy(bets, (bet) => bet.user_id).values()].map((b) =>
      sum(b, 'gain_amount'),
    );
    expect(data).toEqual({
      bet_amount: sum(bets, 'bet_amount'),
      gain_amount: sum(bets, 'gain_amount'),
      user_count: nets.length,
      bet_count: bets.length,
      win_user_count: nets.filter((net) => net > 0).length,
      lose_user_count: nets.filter((net) => net < 0).length,
    });
  });
});

describe('reports of a player', () => {
  const named = (): PvBetRecord => truth.find((bet) => bet.op_id !== '') as PvBetRecord;

  test('in slots show his bets newest first with all fields, by either id', async () => {
    const { user_id, op_id } = named();
    const bets = truth.filter((b) => b.user_id === user_id && isSlots(b)).toReversed();
    const byUser = await ask(vendor, '/api/slots/user/history', { ...day, user_id, limit: 5 });
    const byOp = await ask(vendor, '/api/slots/user/history', { ...day, op_id, limit: 5 });
    expect(byUser.data).toEqual(byOp.data);
    expect(byUser.data).toMatchObject(bets.slice(0, 5));
    expect(Object.keys(byUser.data[0]).join()).toBe(
      'event_id,draw_id,user_id,op_id,currency,game_id,feature,extra_business,bet_amount,gain_amount,credit_before_bet,credit,start_at,end_at,is_buy',
    );
  });

  test('in other games show no ids of his but the round', async () => {
    const { user_id } = named();
    const reply = await ask(vendor, '/api/games/user/history', { ...day, user_id });
    const ids = truth.filter((b) => b.user_id === user_id && !isSlots(b)).map((b) => b.event_id);
    const shown = reply.data.map((bet: { event_id: string }) => bet.event_id);
    expect(shown).toEqual(ids.toReversed().slice(0, 50));
    expect(Object.keys(reply.data[0]).join()).toBe(
      'event_id,draw_id,game_id,bet_amount,gain_amount,credit_before_bet,credit,start_at,end_at,bet_areas,win_areas,game_result,award_odds',
    );
  });

  test('of both ids that do not belong together are empty', async () => {
    const { user_id } = named();
    const reply = await ask(vendor, '/api/slots/user/history', { ...day, user_id, op_id: 'no' });
    expect(reply.data).toEqual([]);
  });

  test('sum his slots by game and his other games as a whole', async () => {
    const { user_id } = named();
    const his = truth.filter((bet) => bet.user_id === user_id);
    const slots = await ask(vendor, '/api/slots/user/stage/summary', { ...day, user_id });
    const stakes = slots.data.map((entry: { bet_amount: number }) => entry.bet_amount);
    expect(stakes.reduce((a: number, b: number) => a + b)).toBe(
      sum(his.filter(isSlots), 'bet_amount'),
    );
    const games = await ask(vendor, '/api/games/user/stage/summary', { ...day, user_id });
    const others = his.filter((bet) => !isSlots(bet));
    expect(games.data).toEqual({
      bet_amount: sum(others, 'bet_amount'),
      gain_amount: sum(others, 'gain_amount'),
      credit_before_game: others[0]?.credit_before_bet,
      credit: others.at(-1)?.credit,
    });
  });
});

describe('the remaining reports', () => {
  test('list games of every type', async () => {
    const { data } = await ask(vendor, '/api/all/list', {});
    const types = new Set(data.map((game: { game_type: string }) => game.game_type));
    expect(types).toEqual(new Set(['Slots', 'Multiplayer', 'Crypto', 'Table', 'Fish']));
  });

  test('show a game’s bets without credits, and crash odds as a float', async () => {
    const { data } = await ask(vendor, '/api/games/game/history', { ...day, game_id: 3011 });
    expect(data[0]).not.toHaveProperty('credit');
    expect(data[0].award_odds).toBeGreaterThanOrEqual(1);
    const other = await ask(vendor, '/api/games/game/history', { ...day, game_id: 2011 });
    expect(other.data[0].award_odds).toBeNull();
  });

  test('sum bonuses with floats as Python prints them', async () => {
    const body = envelope(vendor, { mch_id: 101, ...day });
    const text = await (await post(vendor, '/api/all/bonus/summary', body)).text();
    expect(text).toMatch(/"release_bonus":\d+\.0,"converted_cash":\d+\.0,/);
    expect(JSON.parse(text).data.release_count).toBe(8);
  });

  test('give an address for a slots round and refuse one of another game', async () => {
    const round = { game_id: 1006, draw_id: '1006-0-1-2-0' };
    const reply = await ask(vendor, '/api/slots/detail/url', round);
    expect(reply.data.url).toContain('1006-0-1-2-0');
    expect((await ask(vendor, '/api/slots/detail/url', { ...round, game_id: 2011 })).code).toBe(
      400,
    );
  });
});
