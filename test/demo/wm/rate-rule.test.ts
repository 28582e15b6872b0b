import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ClockedVendor, DAY_MS, HOUR, hourFrom, NOW_MS, startClocked } from './wm-fetch.ts';

let it: ClockedVendor;
beforeEach(async () => {
  it = await startClocked();
});
afterEach(() => it.vendor.close());

const full = hourFrom(DAY_MS);
const empty = hourFrom(Date.UTC(2025, 1, 1));
const report = async (window: Record<string, string>, atMs: number) => {
  it.clock.ms = NOW_MS + atMs;
  return (await it.call('GetDateTimeReport', window)).errorCode;
};

test('after an answer with rows the next call must wait 30 seconds', async () => {
  expect(await report(full, 0)).toBe(0);
  expect(await report(full, 29_999)).toBe(10411);
  expect(await report(full, 30_000)).toBe(0);
});

test('after 107 the next call must wait 10 seconds', async () => {
  expect(await report(empty, 0)).toBe(107);
  expect(await report(full, 9_999)).toBe(10418);
  expect(await report(full, 10_000)).toBe(0);
});

test('refused calls are counted and do not extend the wait', async () => {
  await report(full, 0);
  expect(await report(full, 10_000)).toBe(10411);
  expect(await report(full, 29_000)).toBe(10411);
  expect(await report(full, 30_000)).toBe(0);
  expect(it.vendor.refusals).toBe(2);
});

test('calls with wrong parameters start no wait', async () => {
  expect(await report({ startTime: 'x' }, 0)).toBe(102);
  expect(await report(full, 1)).toBe(0);
});

test('every report waits for itself', async () => {
  expect(await report(full, 0)).toBe(0);
  const day = { startTime: '20250309', endTime: '20250309' };
  expect((await it.call('GetTipReport', day)).errorCode).toBe(0);
  expect((await it.call('GetTipReport', day)).errorCode).toBe(10411);
  expect((await it.call('GetUnsettleReport', { Time: '20250309' })).errorCode).toBe(107);
  expect((await it.call('GetUnsettleReport', { Time: '20250309' })).errorCode).toBe(10418);
});

test('transfers of two players are the same report', async () => {
  const window = { startTime: '20250309000000', endTime: '20250309235959' };
  const first = await it.call('GetMemberTradeReport', { user: 'opx_u1', ...window });
  expect([0, 107]).toContain(first.errorCode);
  const second = await it.call('GetMemberTradeReport', { user: 'opx_u2', ...window });
  expect(second.errorCode).toBe(first.errorCode === 0 ? 10411 : 10418);
});

test('Hello and balances are free', async () => {
  expect((await it.call('Hello')).errorCode).toBe(0);
  expect((await it.call('Hello')).errorCode).toBe(0);
  expect((await it.call('GetAgentBalance')).errorCode).toBe(0);
  expect((await it.call('GetAgentBalance')).errorCode).toBe(0);
  expect((await it.call('GetBalance', { user: 'opx_u1' })).errorCode).toBe(0);
  expect((await it.call('GetBalance', { user: 'opx_u1' })).errorCode).toBe(0);
});

test('the intervals can be set', async () => {
  await it.vendor.close();
  it = await startClocked({ intervalMs: 300, emptyIntervalMs: 100 });
  expect(await report(full, 0)).toBe(0);
  expect(await report(empty, 299)).toBe(10411);
  expect(await report(empty, 300)).toBe(107);
  expect(await report(full, 399)).toBe(10418);
  expect(await report(full, 400)).toBe(0);
});

test('calls are remembered with their times and the time the report stood idle', async () => {
  await report(full, 0);
  await report(full, 1_000);
  await report(full, 45_000);
  expect(
    it.vendor.calls.map(({ atMs, errorCode, idleMs }) => [atMs - NOW_MS, errorCode, idleMs]),
  ).toEqual([
    [0, 0, undefined],
    [1_000, 10411, undefined],
    [45_000, 0, 15_000],
  ]);
  expect(it.vendor.calls[0]?.rows).toBe(it.vendor.bets(DAY_MS, DAY_MS + HOUR).length);
});

test('utilisation is the share of time in which no other call would have been taken', async () => {
  await report(full, 0);
  await report(full, 30_000);
  expect(it.vendor.utilisation('GetDateTimeReport')).toBe(1);
  await report(full, 90_000);
  expect(it.vendor.utilisation('GetDateTimeReport')).toBeCloseTo(60 / 90, 12);
});
