import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PvBetRecord } from '../../../src/demo/pv/bet-record.ts';
import { type PvVendor, startPvVendor } from '../../../src/demo/pv/server.ts';
import { DAY, NOW_MS, nowMs, readWindow } from './signed-fetch.ts';

const hour = { time_start: DAY + 3600, time_end: DAY + 7200 };

let vendor: PvVendor;
let truth: readonly PvBetRecord[];
beforeAll(async () => {
  vendor = await startPvVendor({ now: nowMs, from: DAY });
  truth = vendor.bets(DAY, DAY + 86_400);
});
afterAll(() => vendor.close());

describe('bets', () => {
  test('are the same for the same seed, whichever hour is asked for first', async () => {
    const other = await startPvVendor({ now: nowMs, from: DAY });
    const later = other.bets(DAY + 7200, DAY + 10_800);
    expect(other.bets(DAY, DAY + 10_800)).toEqual(vendor.bets(DAY, DAY + 10_800));
    expect(later).toEqual(vendor.bets(DAY + 7200, DAY + 10_800));
    await other.close();
  });

  test('have ids of their own, credits that add up and stakes that bound the loss', () => {
    expect(truth.length).toBeGreaterThan(2000);
    expect(new Set(truth.map((bet) => bet.event_id)).size).toBe(truth.length);
    for (const bet of truth) {
      expect(bet.event_id).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/,
      );
      expect(Number(bet.credit_before_bet) + Number(bet.gain_amount)).toBe(bet.credit);
      expect(Number(bet.gain_amount)).toBeGreaterThanOrEqual(-Number(bet.bet_amount));
      expect(bet.end_at - bet.start_at).toBeGreaterThanOrEqual(0);
      expect(bet.end_at - bet.start_at).toBeLessThanOrEqual(20);
    }
  });

  test('keep their ids unique over days of a busy vendor', async () => {
    const busy = await startPvVendor({ now: nowMs, from: DAY, betsPerHour: 4000 });
    const ids = busy.bets(DAY, DAY + 86_400).map((bet) => bet.event_id);
    expect(new Set(ids).size).toBe(ids.length);
    await busy.close();
  });

  test('name the operator’s player for half of the players, always the same', () => {
    const opIds = Map.groupBy(truth, (bet) => bet.user_id);
    expect(opIds.size).toBe(40);
    const each = [...opIds.values()].map((bets) => new Set(bets.map((bet) => bet.op_id)));
    expect(each.every((ids) => ids.size === 1)).toBe(true);
    expect(each.filter((ids) => ids.has(''))).toHaveLength(20);
  });

  test('begin at the given time and are visible once they have ended', () => {
    expect(vendor.bets(DAY - 86_400, DAY)).toEqual([]);
    expect(vendor.bets(NOW_MS / 1000 - 3600, NOW_MS / 1000).length).toBeGreaterThan(0);
    expect(vendor.bets(NOW_MS / 1000, NOW_MS / 1000 + 86_400)).toEqual([]);
  });

  test('can be filtered by start_at, so that some end after their window', async () => {
    const other = await startPvVendor({ now: nowMs, from: DAY, clock: 'start_at' });
    const bets = other.bets(hour.time_start, hour.time_end);
    expect(bets.every((b) => b.start_at >= hour.time_start && b.start_at < hour.time_end)).toBe(
      true,
    );
    const later = other.bets(DAY, DAY + 86_400).filter((b) => b.end_at >= DAY + 86_400);
    const { ids } = await readWindow(other, hour, 50);
    expect(ids).toEqual(bets.map((bet) => bet.event_id));
    expect(later.every((b) => b.start_at < DAY + 86_400)).toBe(true);
    await other.close();
  });
});
