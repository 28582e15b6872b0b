import { expect, test } from 'vitest';
import type { PopBet } from '../../../src/demo/pop/bet.ts';
import type { PopVendorOptions } from '../../../src/demo/pop/server.ts';
import { DAY_MS, HOUR, NOW_MS, type Row, startForTest, tenThousandths } from './pop-fetch.ts';

const start = (options: PopVendorOptions = {}) => startForTest({ betsPerHour: 400, ...options });
const betsOf = async (options: PopVendorOptions = {}): Promise<PopBet[]> =>
  (await start(options)).vendor.bets(0, NOW_MS);
const rowsOf = async (options: PopVendorOptions = {}): Promise<Row[]> =>
  (await (await start(options)).readAll('', 5000)).rows;

test('the same seed gives the same bets, in whatever order hours are read', async () => {
  const [one, other] = [await start(), await start()];
  const late = other.vendor.bets(NOW_MS - HOUR, NOW_MS);
  expect(late.length).toBeGreaterThan(100);
  expect(one.vendor.bets(0, NOW_MS).slice(-late.length)).toEqual(late);
  expect((await one.readAll()).rows).toEqual((await other.readAll()).rows);
  const another = await start({ seed: 2 });
  expect(another.vendor.bets(NOW_MS - HOUR, NOW_MS)).not.toEqual(late);
});

test('a day has about as many bets as asked for', async () => {
  const { vendor } = await start({ betsPerHour: 50 });
  const { bets } = vendor.sums(DAY_MS, DAY_MS + 24 * HOUR);
  expect(bets).toBeGreaterThan(1000);
  expect(bets).toBeLessThan(1400);
});

test('nothing is generated before the first instant, even within its hour', async () => {
  const from = DAY_MS + HOUR / 2;
  const bets = await betsOf({ from });
  expect(bets[0]?.recordedMs).toBeGreaterThanOrEqual(from);
  expect(bets[0]?.recordedMs).toBeLessThan(from + HOUR / 10);
  await expect(start({ from: Date.UTC(2017, 0) })).rejects.toThrow(RangeError);
});

test('a round is one player in one game, paid for once and complete with its last spin', async () => {
  const rounds = [...Map.groupBy(await betsOf(), (bet) => bet.roundId).values()];
  const several = rounds.filter((spins) => spins.length > 1);
  expect(several.length).toBeGreaterThan(100);
  for (const spins of several) {
    expect(new Set(spins.map(({ userId, gameId }) => `${userId} ${gameId}`)).size).toBe(1);
    expect(spins.filter((spin) => spin.bet > 0n)).toHaveLength(1);
    expect(spins.slice(0, -1).some((spin) => spin.completed)).toBe(false);
  }
  const left = rounds.filter((spins) => spins.at(-1)?.completed === false);
  expect(left.length).toBeGreaterThan(10);
  expect(left.length).toBeLessThan(rounds.length / 100);
});

test('WinLose is Win - Bet and Balance follows it, but for the noise of floats', async () => {
  const rows = await rowsOf();
  const balances = new Map<string, bigint>();
  let followed = 0;
  for (const row of rows) {
    const net = tenThousandths(row.Win) - tenThousandths(row.Bet);
    expect(tenThousandths(row.WinLose)).toBe(net);
    // A balance begins anew with the hour.
    const key = `${row.UserID} ${new Date(String(row.InsertTime)).toISOString().slice(0, 13)}`;
    const before = balances.get(key);
    const balance = tenThousandths(row.Balance);
    if (before !== undefined) {
      expect(balance).toBe(before + net);
      followed += 1;
    }
    balances.set(key, balance);
  }
  expect(followed).toBeGreaterThan(10_000);
});

test('amounts are floats with noise now and then, 0.30000000000000004 among them', async () => {
  const rows = await rowsOf();
  const isNoisy = (amount: unknown): boolean => String(amount).length > 12;
  for (const field of ['Win', 'WinLose', 'Balance']) {
    const noisy = rows.filter((row) => isNoisy(row[field])).length;
    expect(noisy, field).toBeGreaterThan(10);
    expect(noisy, field).toBeLessThan(rows.length / 2);
  }
  expect(rows.filter((row) => isNoisy(row.Bet))).toEqual([]);
  expect(rows.some((row) => row.Win === 0.30000000000000004)).toBe(true);
  const off = (amount: unknown): number =>
    Math.abs(Number(amount) - Number(Number(amount).toFixed(4)));
  expect(Math.max(...rows.flatMap((row) => [off(row.Win), off(row.Balance)]))).toBeLessThan(1e-9);
});

test('some wins have four decimals', async () => {
  const bets = await betsOf();
  expect(bets.some((bet) => bet.win % 100n !== 0n)).toBe(true);
});

test('InsertTime comes with and without fraction, in three offsets, and means the instant', async () => {
  const it = await start();
  const { rows } = await it.readAll('', 5000);
  const texts = rows.map((row) => String(row.InsertTime));
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d*[1-9]))?(Z|\+07:00|\+08:00)$/;
  const parts = texts.map((text) => form.exec(text));
  expect(parts.every((part) => part !== null)).toBe(true);
  expect(new Set(parts.map((part) => part?.[2]))).toEqual(new Set(['Z', '+07:00', '+08:00']));
  const fractions = new Set(parts.map((part) => part?.[1]?.length ?? 0));
  expect([0, 1, 3, 6, 9].every((length) => fractions.has(length))).toBe(true);
  expect(texts.map((text) => Date.parse(text))).toEqual(
    it.vendor.bets(0, NOW_MS + 1).map((bet) => bet.insertedMs),
  );
});

test('rows may be recorded out of the order of InsertTime, by no more than told', async () => {
  const bets = await betsOf({ disorderMs: 90_000 });
  const waits = bets.map((bet) => bet.recordedMs - bet.insertedMs);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...waits)).toBeGreaterThan(80_000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(90_000);
  const it = await start({ disorderMs: 90_000 });
  const days = it.vendor.sumsBy('day', 0, NOW_MS);
  const first = it.vendor.sums(DAY_MS, DAY_MS + 24 * HOUR);
  expect(days.get('2025-03-01')).toEqual(first);
});
