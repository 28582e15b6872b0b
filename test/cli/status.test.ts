/** status and gaps as a user types them: holes, failures, staleness, and what will soon be lost. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PvVendor, startPvVendor } from '../../src/demo/pv/server.ts';
import { startWmVendor } from '../../src/demo/wm/server.ts';
import { pvSettings } from '../support/engine.ts';
import { type Place, place } from '../support/ggr.ts';

let vendor: PvVendor;
beforeAll(async () => {
  vendor = await startPvVendor({ from: '2025-03-01T00:00:00Z', betsPerHour: 30 });
});
afterAll(() => vendor.close());

const here = (more: Record<string, string> = {}): Place =>
  place({ ...pvSettings(vendor), ...more });
/** A day before today, UTC. */
const daysAgo = (days: number, now = Date.now()) =>
  new Date(now - days * 86_400_000).toISOString().slice(0, 10);
const sixHours = ['--from', '2025-03-01T00:00:00Z', '--to', '2025-03-01T06:00:00Z'];

describe('status and gaps', () => {
  test('tell of holes, failures and staleness', async () => {
    const where = here({ GGR_SYNC_START: '2025-03-01T00:00:00Z' });
    await where.call('backfill', 'pv.bets', ...sixHours);
    const status = await where.call('status', '--json');
    expect(status.code).toBe(4);
    expect(JSON.parse(status.stdout).streams).toContainEqual(
      expect.objectContaining({
        stream: 'pv.bets',
        complete_until: '2025-03-01T06:00:00Z',
        stale: true,
        missing_windows: 1,
      }),
    );
    vendor.faults.add({
      kind: 'answer',
      body: '{"code":400,"msg":"no","data":{}}',
      path: '/api/all/history',
    });
    await where.call(
      'backfill',
      'pv.bets',
      '--from',
      '2025-03-01T06:00:00Z',
      '--to',
      '2025-03-01T07:00:00Z',
    );
    const gaps = await where.ggr('gaps', '--json');
    expect(gaps.code).toBe(3);
    const all: { stream: string }[] = JSON.parse(gaps.stdout).gaps;
    expect(all.filter(({ stream }) => stream === 'pv.bets')).toEqual([
      expect.objectContaining({
        window_start: '2025-03-01T06:00:00Z',
        state: 'failed',
        attempts: 1,
      }),
      expect.objectContaining({ window_start: '2025-03-01T07:00:00Z', state: 'pending' }),
    ]);
    expect((await where.call('gaps')).stdout).toContain('2025-03-01T06:00:00Z');
  });
});

test('status warns, from a week before, of a hole that the vendor will soon not keep any more', async () => {
  const now = Date.now(); // once: midnight may pass
  const day = (back: number) => daysAgo(back, now);
  const wm = await startWmVendor({
    from: now - 58 * 86_400_000,
    betsPerDay: 10,
    intervalMs: 0,
    emptyIntervalMs: 0,
  });
  try {
    const where = place({
      GGR_WM_URL: wm.url,
      GGR_WM_VENDOR_ID: wm.vendorId,
      GGR_WM_SIGNATURE: wm.signature,
      GGR_WM_CURRENCY: 'THB',
      GGR_WM_INTERVAL_MS: '0',
      GGR_WM_EMPTY_INTERVAL_MS: '0',
      GGR_SYNC_START: `${day(57)}T16:00:00Z`,
    });
    const range = ['--from', `${day(56)}T16:00:00Z`, '--to', `${day(55)}T16:00:00Z`];
    await where.call('backfill', 'wm', ...range, '--stream', 'wm.bets');
    const { stderr } = await where.call('status');
    expect(stderr).toContain(`WARNING: wm wm.bets: the hole from ${day(57)}T16:00:00Z expires at`);
    expect(stderr).toMatch(/wm wm\.bets: the hole from .*, in [2-3] d/);
    const bets = async () => {
      const { code, stdout } = await where.call('status', '--json');
      const { streams } = JSON.parse(stdout) as { streams: Record<string, unknown>[] };
      return { code, ...streams.find(({ stream }) => stream === 'wm.bets') };
    };
    const left = { expiring: true, expires_at: `${day(-3)}T16:00:00Z` };
    expect(await bets()).toMatchObject({ code: 4, ...left, expired_windows: 0 });
    const { gaps } = await where.callJson<{ gaps: Record<string, unknown>[] }>('gaps', '--json');
    const [hole] = gaps.filter(({ stream }) => stream === 'wm.bets');
    expect(hole?.expires_in_seconds).toBeGreaterThan(2 * 86_400);
    expect(hole?.expires_in_seconds).toBeLessThan(4 * 86_400);
    expect((await where.call('gaps')).code).toBe(4);
    await where.call('sync', 'wm.bets');
    expect((await where.call('status')).stderr).not.toContain('WARNING: wm wm.bets');
    expect(await bets()).toMatchObject({ expiring: false, expires_at: null, missing_windows: 0 });
  } finally {
    await wm.close();
  }
});
