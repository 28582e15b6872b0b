import { afterEach, expect, test } from 'vitest';
import type { WmSettledBet } from '../../../src/demo/wm/bet.ts';
import type { WmVendorOptions } from '../../../src/demo/wm/server.ts';
import { type ClockedVendor, DAY_MS, HOUR, startClocked } from './wm-fetch.ts';

const started: ClockedVendor[] = [];
afterEach(() => Promise.all(started.splice(0).map(({ vendor }) => vendor.close())));

const vendorOf = async (options: WmVendorOptions = {}) => {
  const it = await startClocked({ betsPerDay: 20_000, ...options });
  started.push(it);
  return it.vendor;
};
const dayOf = async (options: WmVendorOptions = {}) =>
  (await vendorOf(options)).bets(DAY_MS - 24 * HOUR, DAY_MS);

test('the same seed gives the same bets, in whatever order hours are read', async () => {
  const [one, other] = [await vendorOf(), await vendorOf()];
  const late = other.bets(DAY_MS - HOUR, DAY_MS);
  expect(one.bets(DAY_MS - 24 * HOUR, DAY_MS).slice(-late.length)).toEqual(late);
  const another = await vendorOf({ seed: 2 });
  expect(another.bets(DAY_MS - HOUR, DAY_MS)).not.toEqual(late);
});

test('bet numbers are unique digits that grow with time', async () => {
  const ids = (await dayOf()).map((bet) => bet.betId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^\d+$/.test(id))).toBe(true);
  expect(ids.toSorted((a, b) => Number(a) - Number(b))).toEqual(ids);
});

test('a day has about as many bets as asked for', async () => {
  const { length } = await dayOf({ betsPerDay: 300 });
  expect(length).toBeGreaterThan(250);
  expect(length).toBeLessThan(380);
});

test('bets are settled 5 to 60 seconds after they are made', async () => {
  const waits = (await dayOf()).map((bet) => ((bet.versions[0]?.settleMs ?? 0) - bet.betMs) / 1000);
  expect(Math.min(...waits)).toBe(5);
  expect(Math.max(...waits)).toBe(60);
});

test('niuniu can lose a multiple of the bet, other games only the bet', async () => {
  const deep = (await dayOf()).filter((bet) => bet.winLoss < -bet.bet);
  expect(new Set(deep.map((bet) => bet.gid))).toEqual(new Set(['105']));
});

test('all games of the notes are played, and one that nobody knows', async () => {
  const gids = new Set((await dayOf()).map((bet) => bet.gid));
  expect([...gids].sort().join()).toBe('101,102,103,104,105,106,107,108,110,111,112,113,128,199');
});

test('of opposite bets in one round only the difference is valid', async () => {
  const seats = Map.groupBy(await dayOf(), (bet) => `${bet.user} ${bet.event} ${bet.eventChild}`);
  const pairs = [...seats.values()].filter((bets) => bets.length === 2) as [
    WmSettledBet,
    WmSettledBet,
  ][];
  const valued = pairs.filter((pair) => pair.every((bet) => bet.winLoss !== 0n));
  expect(valued.length).toBeGreaterThan(10);
  const off = valued.filter(([left, right]) => {
    const difference = left.bet - right.bet;
    return (
      left.validbet !== (difference > 0n ? difference : 0n) ||
      right.validbet !== (difference < 0n ? -difference : 0n)
    );
  });
  expect(off).toEqual([]);
});

test('cancelled rounds say so and bring nothing', async () => {
  const cancelled = (await dayOf()).filter((bet) => bet.gameResult === 'The council canceled');
  expect(cancelled.length).toBeGreaterThan(10);
  expect(cancelled.filter((bet) => bet.winLoss !== 0n || bet.validbet !== 0n)).toEqual([]);
});

test('about one bet in a hundred is settled again, hours to days later', async () => {
  const bets = await dayOf({ now: () => DAY_MS + 96 * HOUR });
  const again = bets.filter((bet) => bet.versions.length === 2);
  expect(again.length / bets.length).toBeGreaterThan(0.005);
  expect(again.length / bets.length).toBeLessThan(0.02);
  const hours = again.map((bet) => (bet.settleMs - bet.betMs) / HOUR);
  expect(Math.min(...hours)).toBeGreaterThan(1);
  expect(Math.max(...hours)).toBeLessThan(73);
  expect(again.every((bet) => bet.reset)).toBe(true);
});

test('none is settled again after the moment that is given for it, and the rest is the same', async () => {
  const now = () => DAY_MS + 96 * HOUR;
  const resettledUntil = DAY_MS + 30 * HOUR;
  const versions = (bets: Awaited<ReturnType<typeof dayOf>>) => bets.map((bet) => bet.versions);
  const all = versions(await dayOf({ now }));
  const some = versions(await dayOf({ now, resettledUntil }));
  expect(some).toEqual(all.map((of) => of.filter(({ settleMs }) => settleMs <= resettledUntil)));
  expect(some).not.toEqual(all);
});

test('nothing is generated before the first instant or after now', async () => {
  const vendor = await vendorOf({ from: DAY_MS + 1_800_000 });
  const bets = vendor.bets(0, DAY_MS + 400 * HOUR);
  expect(bets[0]?.betMs).toBeGreaterThanOrEqual(DAY_MS + 1_800_000);
  expect(bets.at(-1)?.settleMs).toBeLessThanOrEqual(DAY_MS + 12 * HOUR);
});

test('players are as many and named as asked for, and those of given bets', async () => {
  const extraBets = [{ betId: '1', user: 'guest', betMs: DAY_MS }];
  const vendor = await vendorOf({ players: 2, userPrefix: 'shop_', extraBets });
  expect(vendor.users).toEqual(['shop_1', 'shop_2', 'guest']);
});
