import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { startWmVendor } from '../../src/demo/wm/server.ts';
import { openGates } from '../../src/extract/gates.ts';
import { wm } from '../../src/extract/wm/vendor.ts';
import { until } from '../support/daemon.ts';
import { place, temporaryFolder } from '../support/ggr.ts';
import { wmSettings } from '../support/wm-engine.ts';

const signal = new AbortController().signal;

describe('a gate', () => {
  const open = () => {
    const clock = { now: 1_000_000, slept: 0 };
    const path = join(temporaryFolder(), 'gates.json');
    const wait = async (ms: number) => {
      clock.slept += ms;
      clock.now += ms;
    };
    return { clock, path, gates: openGates(path, () => clock.now, wait), wait };
  };

  test('that was never shut is open', async () => {
    const { gates, clock } = open();
    await gates.pass('wm/x', signal);
    expect(clock.slept).toBe(0);
  });

  test('stays shut for the pause, also for another process, and shuts no other', async () => {
    const { gates, clock, path, wait } = open();
    gates.shut('wm/x', 30_000);
    clock.now += 10_000;
    const other = openGates(path, () => clock.now, wait);
    await other.pass('wm/y', signal);
    expect(clock.slept).toBe(0);
    await other.pass('wm/x', signal);
    expect(clock.now).toBeGreaterThanOrEqual(1_030_000);
    expect(clock.slept).toBeLessThan(20_100);
  });

  test('whose file is torn, or names a moment that a wrong clock wrote, is open', async () => {
    const { gates, clock, path } = open();
    for (const rotten of ['{"wm/x":', 'null', '7', '{"wm/x":"soon"}', '{"wm/x":null}']) {
      writeFileSync(path, rotten);
      await gates.pass('wm/x', signal);
      gates.shut('wm/y', 1);
    }
    writeFileSync(path, JSON.stringify({ 'wm/x': clock.now + 86_400_000 }));
    await gates.pass('wm/x', signal);
    expect(clock.slept).toBe(0);
  });

  test('waits no longer than its rule when the clock was set back meanwhile', async () => {
    const { gates, clock } = open();
    gates.shut('wm/x', 10_000);
    clock.now -= 5 * 60_000;
    await gates.pass('wm/x', signal, 30_000);
    expect(clock.slept).toBeGreaterThanOrEqual(30_000);
    expect(clock.slept).toBeLessThan(30_100);
  });

  test('that another command shut again, by a clock that was set back, is waited for again', async () => {
    const { clock, path } = open();
    let others = 2;
    const wait = async (ms: number) => {
      clock.slept += ms;
      clock.now += ms;
      if (others-- > 0) gates.shut('wm/x', 30_000);
    };
    const gates = openGates(path, () => clock.now, wait);
    gates.shut('wm/x', 30_000);
    clock.now -= 5 * 60_000;
    await gates.pass('wm/x', signal, 30_000);
    expect(clock.slept).toBeGreaterThanOrEqual(90_000);
    expect(clock.slept).toBeLessThan(90_100);
  });

  test('holds for as long as a setting may say', async () => {
    const { gates, clock } = open();
    const check = wm.settings.interval_ms?.check;
    expect(check?.('600001')).toContain('at most 600000');
    expect(check?.('600000')).toBeUndefined();
    gates.shut('wm/x', 600_000);
    await gates.pass('wm/x', signal);
    expect(clock.slept).toBeGreaterThanOrEqual(600_000);
  });

  test('lets go of whoever waits when the command is interrupted', async () => {
    const gates = openGates(join(temporaryFolder(), 'g.json'), Date.now);
    const controller = new AbortController();
    gates.shut('wm/x', 60_000);
    const waiting = gates.pass('wm/x', controller.signal);
    controller.abort();
    await expect(waiting).rejects.toThrow();
  });
});

describe('two commands one after another', () => {
  let vendor: Awaited<ReturnType<typeof startWmVendor>>;
  beforeAll(async () => {
    const from = Date.now() - 4 * 86_400_000;
    vendor = await startWmVendor({ from, intervalMs: 300, emptyIntervalMs: 100 });
    return () => vendor.close();
  });

  test('are never told off by the rate rule', async () => {
    const start = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
    const where = place({ ...wmSettings(vendor, 300), GGR_SYNC_START: start });
    expect((await where.ggr('sync', 'wm')).code).toBe(0);
    expect((await where.ggr('sync', 'wm')).code).toBe(0);
    expect(vendor.calls.length).toBeGreaterThan(15);
    expect(vendor.refusals).toBe(0);
  });

  test('nor after the first one was killed in the middle of a call', async () => {
    const start = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
    const where = place({ ...wmSettings(vendor, 300), GGR_SYNC_START: start });
    const running = where.start('sync', 'wm');
    const before = vendor.calls.length;
    await until(() => vendor.calls.length >= before + 3);
    running.process.kill('SIGKILL');
    await running.ended;
    expect((await where.ggr('sync', 'wm')).code).toBe(0);
    expect(vendor.refusals).toBe(0);
  });
});
