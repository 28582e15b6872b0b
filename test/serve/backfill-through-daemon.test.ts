/** A backfill that the daemon runs for whoever typed it: ended by its client, waited for, asked about. */
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type PvVendor, startPvVendor } from '../../src/demo/pv/server.ts';
import { serve, until, WITHOUT_READERS } from '../support/daemon.ts';
import { pvSettings } from '../support/engine.ts';
import { type Place, placeWithStore } from '../support/ggr.ts';
import { holdAfter, PV_HISTORY, PV_IN_FLIGHT } from '../support/held-vendor.ts';

vi.setConfig({ testTimeout: 300_000 });

let vendor: PvVendor;
beforeAll(async () => {
  vendor = await startPvVendor({ from: '2025-03-01T00:00:00Z', betsPerHour: 30 });
});
afterAll(() => vendor.close());

/** Nothing is pulled but by commands. */
const here = (more: Record<string, string> = {}): Place =>
  placeWithStore({ ...pvSettings(vendor), GGR_PORT: '0', GGR_SCHEDULE_PV: 'off', ...more });
/** How often bets were asked for; the vendor's totals are asked for once a run beside them. */
const callsForBets = () => vendor.requests.filter(({ path }) => path === PV_HISTORY).length;
const range = (from: string, to: string) => ['--from', from, '--to', to];
const sixHours = range('2025-03-01T00:00:00Z', '2025-03-01T06:00:00Z');

describe('backfill through the daemon', () => {
  test('ends with 130 on Ctrl-C, alone, keeps what is committed, and goes on when typed again', async () => {
    const where = here();
    const daemon = await serve(where, ...WITHOUT_READERS);
    const day = ['backfill', 'pv.bets', ...range('2025-03-01', '2025-03-03'), '--yes'];
    const held = holdAfter(vendor, 8, PV_HISTORY);
    const running = where.start(...day);
    const reader = where.start(
      'query',
      'select count(*) as n from range(300000000) t(i) where i % 7 = 3',
    );
    await held.waiting(PV_IN_FLIGHT);
    running.process.kill('SIGINT');
    const outcome = await running.ended;
    held.release();
    expect(outcome.code).toBe(130);
    expect(outcome.stderr).toContain('run the same command again');
    expect(await reader.ended).toMatchObject({ code: 0 });
    expect(
      await where.query(`select count(*) as n from sync.windows where state = 'loaded'`),
    ).toEqual([{ n: 8 }]);
    expect(await where.query('select outcome from sync.runs')).toEqual([
      { outcome: 'interrupted' },
    ]);
    const asked = callsForBets();
    expect((await where.ggr(...day)).code).toBe(0);
    expect(callsForBets() - asked).toBe(48 - 8);
    expect((await daemon.end()).code).toBe(0);
  });

  test('ends when its client is killed', async () => {
    const where = here();
    await serve(where, ...WITHOUT_READERS);
    const held = holdAfter(vendor, 3, PV_HISTORY);
    const running = where.start(
      'backfill',
      'pv.bets',
      ...range('2025-03-01', '2025-03-03'),
      '--yes',
    );
    await held.waiting(PV_IN_FLIGHT);
    running.process.kill('SIGKILL');
    await once(running.process, 'close');
    await until(async () => {
      const [run] = await where.query<{ outcome: string }>('select outcome from sync.runs');
      return run?.outcome === 'interrupted';
    });
    held.release();
  });

  test('of the same stream waits for the first one, and both end well', async () => {
    const where = here();
    const daemon = await serve(where, ...WITHOUT_READERS);
    const before = callsForBets();
    const held = holdAfter(vendor, 2, PV_HISTORY);
    const first = await daemon.command(['backfill', 'pv.bets', ...sixHours]);
    await held.waiting(PV_IN_FLIGHT);
    const second = await daemon.command(['backfill', 'pv.bets', ...sixHours]);
    await until(() => second.text().includes('waiting until'));
    held.release();
    expect(await second.ended).toMatch(
      /waiting until a backfill of the same streams ends.*6 h of the range is loaded and not asked for again.*"exit":0/s,
    );
    expect(await first.ended).toContain('"exit":0');
    expect(callsForBets()).toBe(before + 6);
  });

  test("is asked about on the client's terminal, when more than a day is meant", async () => {
    const where = here();
    const daemon = await serve(where, ...WITHOUT_READERS);
    const answering = async (answer: string) => {
      const day = range('2025-03-01T00:00:00Z', '2025-03-02T01:00:00Z');
      const command = await daemon.command(['backfill', 'pv.bets', ...day], true);
      await until(() => command.text().includes('"ask"'));
      expect(command.text()).toContain('pull 25 h of history from 2025-03-01T00:00:00Z? [y/N]');
      expect((await daemon.call(`/commands/${command.id}`, { answer })).status).toBe(200);
      return command.ended;
    };
    expect(await answering('no')).toMatch(/not confirmed: nothing was done.*"exit":2/s);
    expect(await answering('y')).toContain('"exit":0');
    expect(await where.query('select count(*) as n from sync.windows')).toEqual([{ n: 25 }]);
  });
});
