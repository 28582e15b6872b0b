import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WmSettledBet } from '../../../src/demo/wm/bet.ts';
import {
  type ClockedVendor,
  DAY_MS,
  HOUR,
  hourFrom,
  NOW_MS,
  second,
  startClocked,
  wholeDay,
} from './wm-fetch.ts';

let it: ClockedVendor;
const start = async (options: Parameters<typeof startClocked>[0] = {}) => {
  await it?.vendor.close();
  it = await startClocked(options);
};
beforeEach(() => start({ betsPerDay: 2000 }));
afterEach(() => it.vendor.close());

const dayBets = () => it.vendor.bets(DAY_MS - 24 * HOUR, DAY_MS);
const report = async (changes: Record<string, string>) =>
  (await it.callLater('GetDateTimeReport', changes)).result;
const idsOf = (rows: { betId: string }[]) => rows.map((row) => row.betId);

test('a report by bet time holds exactly the settled bets of its window', async () => {
  const rows = await report({ ...hourFrom(DAY_MS), timetype: '0', datatype: '0' });
  expect(idsOf(rows)).toEqual(idsOf(it.vendor.bets(DAY_MS, DAY_MS + HOUR)));
  expect(rows.length).toBeGreaterThan(50);
});

test('every value of a row is text, amounts with four decimals', async () => {
  const rows: Record<string, unknown>[] = await report(hourFrom(DAY_MS));
  expect(
    rows.flatMap((row) => Object.values(row)).every((value) => typeof value === 'string'),
  ).toBe(true);
  const amounts = rows.flatMap(({ bet, validbet, water, waterbet, result, winLoss }) => [
    bet,
    validbet,
    water,
    waterbet,
    result,
    winLoss,
  ]);
  expect(amounts.filter((amount) => !/^-?\d+\.\d{4}$/.test(String(amount)))).toEqual([]);
});

test('a row says its round twice', async () => {
  const [row] = await report(hourFrom(DAY_MS));
  expect(row.event).toBe(row.round);
  expect(row.eventChild).toBe(row.subround);
});

test('some rows lack beforeCash and some have wallet ids', async () => {
  const rows: object[] = await report(wholeDay);
  const share = (key: string) => rows.filter((row) => key in row).length / rows.length;
  expect(share('beforeCash')).toBeLessThan(1);
  expect(share('beforeCash')).toBeGreaterThan(0.5);
  expect(share('betwalletid')).toBeGreaterThan(0);
  expect(share('resultwalletid')).toBe(share('betwalletid'));
});

test('betId can be spelt as in the document', async () => {
  await start({ betIdKey: 'betid' });
  const [row] = await report(wholeDay);
  expect(row.betid).toMatch(/^\d+$/);
  expect(row).not.toHaveProperty('betId');
});

test('the end second is inclusive and the next one is not', async () => {
  const bet = (betId: string, betMs: number) => ({ betId, user: 'u', betMs });
  const extraBets = [bet('1', DAY_MS), bet('2', DAY_MS + 59_000), bet('3', DAY_MS + 60_000)];
  await start({ betsPerDay: 0, extraBets });
  const startTime = '20250310000000';
  expect(idsOf(await report({ startTime, endTime: '20250310000059' }))).toEqual(['1', '2']);
  expect(idsOf(await report({ startTime, endTime: '20250310000100' }))).toEqual(['1', '2', '3']);
  expect(idsOf(await report({ startTime, endTime: startTime }))).toEqual(['1']);
});

test('days begin at midnight of UTC+8, or of the zone the vendor was given', async () => {
  const extraBets = [
    { betId: '1', user: 'u', betMs: DAY_MS - 1000 },
    { betId: '2', user: 'u', betMs: DAY_MS },
  ];
  await start({ betsPerDay: 0, extraBets });
  const window = { startTime: '20250310000000', endTime: '20250310010000' };
  expect(await report(window)).toMatchObject([{ betId: '2', betTime: '2025-03-10 00:00:00' }]);
  await start({ betsPerDay: 0, extraBets, zoneOffsetMinutes: 0 });
  const utc = { startTime: '20250309155959', endTime: '20250309155959' };
  expect(await report(utc)).toMatchObject([{ betId: '1', betTime: '2025-03-09 15:59:59' }]);
});

test('without endTime a report reaches until now', async () => {
  const rows = await report({ startTime: second(NOW_MS - HOUR) });
  expect(idsOf(rows)).toEqual(idsOf(it.vendor.bets(NOW_MS - HOUR, it.clock.ms + 1)));
});

test('a report can be narrowed to a player and a round', async () => {
  const truth = dayBets();
  const [one] = truth as [WmSettledBet];
  const own = truth.filter((bet) => bet.user === one.user);
  expect(idsOf(await report({ ...wholeDay, user: one.user }))).toEqual(idsOf(own));
  const round = truth.filter((b) => b.event === one.event && b.eventChild === one.eventChild);
  const { event: gameno1, eventChild: gameno2 } = one;
  expect(idsOf(await report({ ...wholeDay, gameno1, gameno2 }))).toEqual(idsOf(round));
});

test('a report by update time holds the bets settled in its window, in that order', async () => {
  const rows: { settime: string; betId: string }[] = await report({ ...wholeDay, timetype: '1' });
  const around = it.vendor.bets(DAY_MS - 10 * 24 * HOUR, DAY_MS);
  const due = around.filter((b) => b.settleMs >= DAY_MS - 24 * HOUR && b.settleMs < DAY_MS);
  expect(idsOf(rows).sort()).toEqual(idsOf(due).sort());
  expect(rows.map((row) => row.settime)).toEqual(rows.map((row) => row.settime).toSorted());
});

test('datatype chooses bets, tips or both', async () => {
  const tips = idsOf(it.vendor.tips(DAY_MS - 24 * HOUR, DAY_MS));
  const bets = idsOf(dayBets());
  expect(tips.length).toBeGreaterThan(10);
  expect(idsOf(await report({ ...wholeDay, datatype: '0' }))).toEqual(bets);
  expect(idsOf(await report({ ...wholeDay, datatype: '1' }))).toEqual(tips);
  expect(idsOf(await report({ ...wholeDay, datatype: '2' }))).toEqual([...bets, ...tips]);
});

test('a tip is a row of its own kind', async () => {
  const tip = { betId: '7', user: 'u', betMs: DAY_MS, tip: 50_000n };
  await start({ betsPerDay: 0, extraTips: [tip] });
  const reply = await it.call('GetTipReport', { startTime: '20250310', endTime: '20250310' });
  expect(reply.result).toEqual([
    {
      username: 'u',
      betId: '7',
      Id: '7',
      betTime: '2025-03-10 00:00:00',
      Tip: '5.0000',
      betResult: 'Tip_1_',
      winLoss: '-5.0000',
      ip: '203.0.113.7',
      gid: '101',
      event: '112000001',
      round: '112000001',
      eventChild: '12',
      subround: '12',
      tableId: '1',
      gname: 'Baccarat',
    },
  ]);
});

test('the tip report holds the tips of its day and can be narrowed to a player', async () => {
  const tips = it.vendor.tips(DAY_MS - 24 * HOUR, DAY_MS);
  const day = { startTime: '20250309', endTime: '20250309' };
  expect(idsOf((await it.call('GetTipReport', day)).result)).toEqual(idsOf(tips));
  const user = tips[0]?.user ?? '';
  const own = await it.callLater('GetTipReport', { ...day, user });
  expect(idsOf(own.result)).toEqual(idsOf(tips.filter((tip) => tip.user === user)));
});

test('an open bet stands among the open bets until it is settled, and in no other report', async () => {
  await start({ betsPerDay: 0, extraBets: [{ betId: '1', user: 'u', betMs: NOW_MS }] });
  const open = () => it.call('GetUnsettleReport', { Time: '20250310' });
  const settled = () => it.call('GetDateTimeReport', hourFrom(NOW_MS));
  expect(await open()).toMatchObject({ errorCode: 0, result: [{ betId: '1', gameResult: '' }] });
  expect((await settled()).errorCode).toBe(107);
  expect(it.vendor.openBets(NOW_MS, NOW_MS + 1)).toHaveLength(1);
  it.clock.ms = NOW_MS + 19_999;
  expect((await settled()).errorCode).toBe(107);
  it.clock.ms = NOW_MS + 30_000;
  expect((await settled()).result).toMatchObject([{ betId: '1', settime: '2025-03-10 12:00:20' }]);
  expect((await open()).errorCode).toBe(107);
});

test('a row of the open bets has the fields of its section and no outcome', async () => {
  await start({
    betsPerDay: 0,
    extraBets: [{ betId: '1', user: 'u', betMs: DAY_MS, versions: [] }],
  });
  const { result } = await it.call('GetUnsettleReport', { Time: '20250310' });
  expect(Object.keys(result[0]).sort()).toEqual([
    'bet',
    'betId',
    'betResult',
    'betTime',
    'commission',
    'event',
    'eventChild',
    'gameResult',
    'gid',
    'gname',
    'round',
    'subround',
    'tableId',
    'user',
  ]);
});
