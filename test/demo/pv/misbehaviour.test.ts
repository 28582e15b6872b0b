import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PvBetRecord } from '../../../src/demo/pv/bet-record.ts';
import { PV_INTERNAL_ERROR, type PvVendor, startPvVendor } from '../../../src/demo/pv/server.ts';
import { ask, DAY, NOW_MS, readWindow } from './signed-fetch.ts';

const hour = { time_start: DAY + 3600, time_end: DAY + 7200 };
let clockMs = NOW_MS;
let vendor: PvVendor;
let bets: readonly PvBetRecord[];
let ids: string[];
beforeEach(async () => {
  clockMs = NOW_MS;
  vendor = await startPvVendor({ now: () => clockMs, from: DAY });
  bets = vendor.bets(hour.time_start, hour.time_end);
  ids = bets.map((bet) => bet.event_id);
});
afterEach(() => vendor.close());

const read = () => readWindow(vendor, hour, 50);
const nth = (index: number): PvBetRecord => bets[index] as PvBetRecord;

test('late bets appear only when they are due, in histories and summaries alike', async () => {
  vendor.misbehave.lateness = { share: 0.25, bySeconds: 2 * 86_400 };
  const early = (await read()).ids;
  expect(early.length).toBeGreaterThan(ids.length / 2);
  expect(early.length).toBeLessThan(ids.length);
  expect(early).toEqual(ids.filter((id) => early.includes(id)));
  expect((await read()).ids).toEqual(early);
  const summary = await ask(vendor, '/api/all/stage/summary', hour);
  expect(summary.data.summary.bet_count).toBe(early.length);
  vendor.misbehave.lateness.bySeconds = 3600;
  expect((await read()).ids).toEqual(ids);
});

test('a bet appears in the second after it ended', async () => {
  const last = nth(bets.length - 1);
  const shown = () => vendor.bets(hour.time_start, hour.time_end).map((bet) => bet.event_id);
  clockMs = last.end_at * 1000;
  expect(shown()).not.toContain(last.event_id);
  clockMs += 1;
  expect(shown()).toEqual(ids);
});

test('a growing total shows one row more after page 1 and shifts the rows, once', async () => {
  vendor.misbehave.growingTotals = 1;
  const grown = await read();
  expect(grown.totals).toEqual([ids.length - 1, ...grown.totals.slice(1).fill(ids.length)]);
  expect(grown.ids).not.toContain(ids[0]);
  expect(grown.ids.filter((id) => id === ids[50])).toHaveLength(2);
  expect((await read()).ids).toEqual(ids);
});

test('a growing total leaves windows of one page alone and waits', async () => {
  vendor.misbehave.growingTotals = 1;
  expect((await readWindow(vendor, hour, 2000)).ids).toEqual(ids);
  expect(vendor.misbehave.growingTotals).toBe(1);
});

test('a repeated row takes the place of another while total stays right', async () => {
  vendor.misbehave.repeatedRows = 1;
  const repeated = await read();
  expect(repeated.ids).toEqual(ids.with(50, ids[49] as string));
  expect(new Set(repeated.totals)).toEqual(new Set([ids.length]));
  expect((await read()).ids).toEqual(ids);
});

test('a repeated row can be there always', async () => {
  vendor.misbehave.repeatedRows = Number.POSITIVE_INFINITY;
  expect((await read()).ids).toEqual((await read()).ids);
  expect((await read()).ids).not.toContain(ids[50]);
  expect((await readWindow(vendor, hour, 2000)).ids).toEqual(ids);
});

test('a withdrawn bet is gone everywhere and comes back', async () => {
  vendor.misbehave.withdrawn.add(nth(3).event_id);
  expect((await read()).ids).toEqual(ids.toSpliced(3, 1));
  expect(vendor.summary(hour.time_start, hour.time_end).bet_count).toBe(ids.length - 1);
  vendor.misbehave.withdrawn.clear();
  expect((await read()).ids).toEqual(ids);
});

test('an amended bet changes in the history and in the summary', async () => {
  const before = vendor.summary(hour.time_start, hour.time_end);
  const bet = nth(5);
  const gain_amount = Number(bet.gain_amount) + 777;
  vendor.misbehave.amended.set(bet.event_id, { gain_amount, credit: Number(bet.credit) + 777 });
  const { data } = await ask(vendor, '/api/all/history', hour);
  expect(data.items).toEqual(
    bets.with(5, { ...bet, gain_amount, credit: Number(bet.credit) + 777 }),
  );
  const after = vendor.summary(hour.time_start, hour.time_end);
  expect(after).toEqual({ ...before, gain_amount: before.gain_amount + 777n });
});

test('a malformed record is malformed in the history and nowhere else', async () => {
  const before = await ask(vendor, '/api/all/stage/summary', hour);
  vendor.misbehave.malformed.set(nth(0).event_id, (record) => ({ ...record, bet_amount: 'abc' }));
  vendor.misbehave.malformed.set(nth(1).event_id, ({ credit: _credit, ...record }) => record);
  vendor.misbehave.malformed.set(nth(2).event_id, () => null);
  const { data } = await ask(vendor, '/api/all/history', hour);
  expect(data.items[0]).toEqual({ ...nth(0), bet_amount: 'abc' });
  expect(data.items[1]).not.toHaveProperty('credit');
  expect(data.items[2]).toBeNull();
  expect(data.items.slice(3)).toEqual(bets.slice(3));
  expect(await ask(vendor, '/api/all/stage/summary', hour)).toEqual(before);
  expect(vendor.bets(hour.time_start, hour.time_end)).toEqual(bets);
});

test('an error of the document comes with HTTP 200, for one request only', async () => {
  const path = '/api/all/history';
  vendor.faults.add({ kind: 'answer', path, body: PV_INTERNAL_ERROR });
  expect((await ask(vendor, '/api/all/list', {})).code).toBe(200);
  expect(await ask(vendor, path, hour)).toEqual({ code: 500, msg: 'Internal Error', data: {} });
  expect((await ask(vendor, path, hour)).code).toBe(200);
});

test('every request is on record', async () => {
  await ask(vendor, '/api/all/history', hour);
  expect(vendor.requests.map((request) => request.path)).toEqual(['/api/all/history']);
  expect(vendor.requests[0]?.body).toMatchObject({ mch_id: 101, data: hour });
});
