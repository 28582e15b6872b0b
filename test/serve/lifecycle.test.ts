/** Starting, ending, dying and starting again. */
import { existsSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { startPvVendor } from '../../src/demo/pv/server.ts';
import { serve, until } from '../support/daemon.ts';
import { pvSettings } from '../support/engine.ts';
import { place } from '../support/ggr.ts';
import { holdAfter, PV_HISTORY, PV_IN_FLIGHT } from '../support/held-vendor.ts';

vi.setConfig({ testTimeout: 300_000 });

const FREE_PORT = { GGR_PORT: '0' };
const BROKEN = `select count(*)::integer as n from sync.windows
  where state = 'loaded' and received <> inserted + updated + unchanged + quarantined`;
const DOUBLED = 'select (count(*) - count(distinct event_id))::integer as n from pv.bets';
const LOADED = `select count(*)::integer as n from sync.windows
  where stream = 'pv.bets' and state in ('loaded', 'verified')`;
const RUNNING = `select count(*)::integer as n from sync.runs where outcome = 'running'`;

const hoursAgo = (hours: number) =>
  `${new Date(Date.now() - hours * 3_600_000).toISOString().slice(0, 19)}Z`;

async function withVendor(
  work: (vendor: Awaited<ReturnType<typeof startPvVendor>>) => Promise<void>,
) {
  const vendor = await startPvVendor({
    from: `${hoursAgo(96).slice(0, 10)}T00:00:00Z`,
    betsPerHour: 60,
  });
  try {
    await work(vendor);
  } finally {
    await vendor.close();
  }
}

describe('the daemon', () => {
  test('pulls at once what is due, and follows its timetable', async () => {
    await withVendor(async (vendor) => {
      const where = place({
        ...FREE_PORT,
        ...pvSettings(vendor),
        GGR_PV_LAG_SECONDS: '1',
        GGR_SYNC_START: hoursAgo(3),
        GGR_SCHEDULE_PV: '* * * * * *',
      });
      const daemon = await serve(where);
      interface Status {
        streams: { stream: string; complete_until: string | null }[];
        schedules: { stream: string; next_fire_at: string | null; last_error: string | null }[];
      }
      const status = async () => (await daemon.call('/status.json')).json<Status>();
      const bets = async () => (await status()).streams.find((s) => s.stream === 'pv.bets');
      await until(async () => Boolean((await bets())?.complete_until));
      const first = (await bets())?.complete_until ?? '';
      await until(async () => ((await bets())?.complete_until ?? '') > first);
      await until(async () => {
        const job = (await status()).schedules.find(({ stream }) => stream === 'pv.bets');
        return job?.last_error === null && job.next_fire_at !== null;
      });
      expect((await daemon.end()).code).toBe(0);
      expect(await where.query(RUNNING)).toEqual([{ n: 0 }]);
    });
  });

  test('on SIGTERM during a sync leaves no half window, and the next start goes on', async () => {
    await withVendor(async (vendor) => {
      const where = place({
        ...FREE_PORT,
        ...pvSettings(vendor),
        GGR_SYNC_START: hoursAgo(48),
      });
      const held = holdAfter(vendor, 8, PV_HISTORY);
      const first = await serve(where);
      await held.waiting(PV_IN_FLIGHT);
      const { code, stderr } = await first.end();
      held.release();
      expect(code).toBe(0);
      expect(stderr).toContain('"msg":"stopped"');
      expect(existsSync(`${where.store}.lock`)).toBe(false);
      expect(existsSync(`${where.store}.exports`)).toBe(false);
      expect(await where.query(LOADED)).toEqual([{ n: 8 }]);
      expect(await where.query(BROKEN)).toEqual([{ n: 0 }]);
      expect(
        await where.query("select outcome from sync.runs where arguments like '%pv.bets%'"),
      ).toEqual([{ outcome: 'interrupted' }]);
      const second = await serve(where);
      await until(async () => {
        const answer = await second.sql(LOADED);
        return (answer.json<{ n: number }[]>()[0]?.n ?? 0) >= 48;
      });
      expect((await second.end()).code).toBe(0);
      expect(await where.query(DOUBLED)).toEqual([{ n: 0 }]);
      expect(await where.query(BROKEN)).toEqual([{ n: 0 }]);
    });
  });

  test('killed at once leaves a lock file that keeps nobody out', async () => {
    await withVendor(async (vendor) => {
      const where = place({
        ...FREE_PORT,
        ...pvSettings(vendor),
        GGR_SYNC_START: hoursAgo(24),
      });
      const held = holdAfter(vendor, 4, PV_HISTORY);
      const first = await serve(where);
      await held.waiting(PV_IN_FLIGHT);
      await first.crash();
      held.release();
      expect(existsSync(`${where.store}.lock`)).toBe(true);
      expect(await where.query(BROKEN)).toEqual([{ n: 0 }]);
      expect(await where.query(LOADED)).toEqual([{ n: 4 }]);
      const second = await serve(where);
      expect((await second.call('/readyz')).status).toBe(200);
      const runs = await second.sql(`select outcome from sync.runs
        where arguments like '%pv.bets%' order by started_at limit 1`);
      expect(runs.json()).toEqual([{ outcome: 'killed' }]);
      await second.end();
      expect(await where.query(DOUBLED)).toEqual([{ n: 0 }]);
    });
  });

  test('tries a vendor that is down again at the next fire, and status tells of it', async () => {
    const where = place({
      ...FREE_PORT,
      ...pvSettings({ url: 'http://127.0.0.1:1', mchId: 101, key: 'x' }),
      GGR_SYNC_START: hoursAgo(2),
      GGR_SCHEDULE_PV: '* * * * * *',
    });
    const daemon = await serve(where);
    interface Status {
      schedules: {
        stream: string;
        last_error: string | null;
        last_ended_at: string;
        failing_since: string;
        next_fire_at: string;
      }[];
    }
    const job = async () =>
      (await daemon.call('/status.json'))
        .json<Status>()
        .schedules.find(({ stream }) => stream === 'pv.bets');
    await until(async () => (await job())?.last_error != null);
    const failing = await job();
    expect(failing?.last_error).toContain('account pv');
    expect(Date.parse(failing?.next_fire_at ?? '')).not.toBeNaN();
    const status = await where.ggr('status');
    expect(status.stderr).toContain(
      `pv pv.bets: failing since ${failing?.failing_since}, next try`,
    );
    expect((await daemon.call('/readyz')).status).toBe(200);
    await until(async () => (await job())?.last_ended_at !== failing?.last_ended_at);
    const { code, stderr } = await daemon.end();
    expect(code).toBe(0);
    // what it says counts the windows that are due: one more when an hour begins meanwhile
    const said = stderr
      .split('\n')
      .filter((line) => line.includes('could not pull') && line.includes('"stream":"pv.bets"'))
      .map((line) => (JSON.parse(line) as { error: string }).error);
    expect(said[0]).toBe(failing?.last_error);
    expect(new Set(said).size).toBe(said.length);
  });
});
