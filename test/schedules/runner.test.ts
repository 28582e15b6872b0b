/** Fires, overlaps and failures, with timers and a clock of the test's own. */
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { pvBets } from '../../src/extract/pv/bets.ts';
import { wmBets } from '../../src/extract/wm/bets.ts';
import type { Cron } from '../../src/schedules/cron.ts';
import { type RunnerOptions, startRunner } from '../../src/schedules/runner.ts';
import { makeTimetable } from '../../src/schedules/timetable.ts';
import { testAccount } from '../support/account.ts';

const account = (vendor: string) => testAccount({ name: vendor, vendor });
const entries = makeTimetable(
  [
    { account: account('pv'), stream: pvBets },
    { account: account('wm'), stream: wmBets },
  ],
  {},
);

/** A runner whose timers fire by hand and whose pulls end by hand. */
function open(more: Partial<RunnerOptions> = {}) {
  const clock = { now: Date.parse('2025-03-01T00:00:00Z') };
  const fires = new Map<string, () => void>();
  const stopped: string[] = [];
  const cron: Cron = (expression, fire) => {
    fires.set(expression, fire);
    return {
      next: () => new Date('2025-03-01T00:05:00Z'),
      stop: () => stopped.push(expression),
    };
  };
  const pulls: {
    stream: string;
    signal: AbortSignal;
    end: PromiseWithResolvers<string | undefined>;
  }[] = [];
  const changes: string[] = [];
  const runner = startRunner({
    entries,
    cron,
    now: () => clock.now,
    pull: ({ stream }, signal) => {
      const end = Promise.withResolvers<string | undefined>();
      pulls.push({ stream: stream.name, signal, end });
      return end.promise;
    },
    onChange: ({ stream }, error) => changes.push(`${stream.name}: ${error ?? 'well'}`),
    ...more,
  });
  const fire = async (expression: string) => {
    fires.get(expression)?.();
    await turn();
  };
  const end = async (index: number, error?: string) => {
    pulls[index]?.end.resolve(error);
    await turn();
  };
  const names = () => pulls.map(({ stream }) => stream);
  return { runner, clock, pulls, names, changes, stopped, fire, end };
}

const PV = '*/5 * * * *';
const WM = '* * * * *';

describe('a job', () => {
  test('runs at once, for what has become due while nobody ran', () => {
    expect(open().names()).toEqual(['pv.bets', 'wm.bets']);
  });

  test('that is later waits for the first of its times', async () => {
    const { names, fire } = open({ isLater: true });
    expect(names()).toEqual([]);
    await fire(PV);
    expect(names()).toEqual(['pv.bets']);
  });

  test('never overlaps itself: a fire that finds it running is skipped and counted', async () => {
    const { fire, names, end, runner } = open();
    await fire(PV);
    await fire(PV);
    expect(names()).toEqual(['pv.bets', 'wm.bets']);
    expect(runner.status()[0]).toMatchObject({ running: true, skipped_fires: 2 });
    await end(0);
    await fire(PV);
    expect(names()).toEqual(['pv.bets', 'wm.bets', 'pv.bets']);
  });

  test('that takes long does not delay another', async () => {
    const { fire, names, end } = open();
    await end(1);
    await fire(WM);
    await fire(PV);
    expect(names()).toEqual(['pv.bets', 'wm.bets', 'wm.bets']);
  });

  test('that fails stands in status since when, and is tried again at the next fire', async () => {
    const { fire, end, runner, clock, changes } = open();
    await end(0, 'PV does not answer');
    clock.now += 300_000;
    await fire(PV);
    await end(2, 'PV does not answer');
    expect(runner.status()[0]).toMatchObject({
      account: 'pv',
      stream: 'pv.bets',
      schedule: PV,
      running: false,
      last_error: 'PV does not answer',
      failing_since: '2025-03-01T00:00:00Z',
      last_ended_at: '2025-03-01T00:05:00Z',
      next_fire_at: '2025-03-01T00:05:00Z',
    });
    expect(runner.status()[1]?.last_error).toBeNull();
    await fire(PV);
    await end(3);
    expect(runner.status()[0]).toMatchObject({ last_error: null, failing_since: null });
    expect(changes).toEqual(['pv.bets: PV does not answer', 'pv.bets: well']);
  });

  test('that throws is a failure like any other', async () => {
    const { runner } = open({
      pull: async () => {
        throw new Error('the disk is full');
      },
    });
    await turn();
    expect(runner.status()[0]?.last_error).toBe('the disk is full');
  });
});

test('stopping ends what runs, waits for it, and nothing fires any more', async () => {
  const { runner, pulls, fire, names, stopped, end } = open();
  let isStopped = false;
  const stopping = runner.stop().then(() => {
    isStopped = true;
  });
  expect(pulls.map(({ signal }) => signal.aborted)).toEqual([true, true]);
  await end(0);
  expect(isStopped).toBe(false);
  await end(1);
  await stopping;
  await fire(PV);
  expect(names()).toHaveLength(2);
  expect(stopped).toEqual([PV, WM]);
  expect(runner.status()[0]).toMatchObject({
    running: false,
    next_fire_at: null,
    last_error: null,
  });
});
