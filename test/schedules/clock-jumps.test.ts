/** A clock that is set back or forward by an hour while the daemon runs: its timers and its jobs. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pvBets } from '../../src/extract/pv/bets.ts';
import { utcCron } from '../../src/schedules/cron.ts';
import { startRunner } from '../../src/schedules/runner.ts';
import { testAccount } from '../support/account.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const account = testAccount({ name: 'pv', vendor: 'pv' });

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2025-03-01T12:00:20Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

/** The wall clock alone: time goes on as it did. */
const setClock = (byMs: number) => vi.setSystemTime(Date.now() + byMs);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('a timer of every minute', () => {
  /** When it fired, as the clock showed it. */
  function start(expression = '* * * * *') {
    const fired: string[] = [];
    const timer = utcCron(expression, () => fired.push(new Date().toISOString().slice(11, 19)));
    return { timer, fired };
  }

  test('fires at every minute, and not at the look at the clock', async () => {
    const { timer, fired } = start();
    await pass(3 * MINUTE_MS);
    expect(fired).toEqual(['12:01:00', '12:02:00', '12:03:00']);
    timer.stop();
    await pass(3 * MINUTE_MS);
    expect(fired).toHaveLength(3);
  });

  test.for([
    ['back', -HOUR_MS, ['11:01:20', '11:02:00', '11:03:00', '11:04:00']],
    ['forward', HOUR_MS, ['13:01:20', '13:02:00', '13:03:00', '13:04:00']],
  ] as const)('goes on at once when the clock is set %s by an hour', async ([, byMs, expected]) => {
    const { timer, fired } = start();
    await pass(45_000);
    expect(fired).toEqual(['12:01:00']);
    setClock(byMs);
    // it is noticed at the next look, 15 seconds on, and everything goes by the new clock
    await pass(3 * MINUTE_MS);
    expect(fired.slice(1)).toEqual(expected);
    expect(timer.next()?.toISOString()).toBe(`2025-03-01T${expected[0].slice(0, 2)}:05:00.000Z`);
    timer.stop();
  });

  test('of a slow schedule does not sleep for what the clock was wrong', async () => {
    setClock(HOUR_MS); // the clock is wrong from the start on
    const { timer, fired } = start('*/5 * * * *');
    await pass(MINUTE_MS);
    setClock(-HOUR_MS);
    await pass(10 * MINUTE_MS);
    expect(fired).toEqual(['12:01:50', '12:05:00', '12:10:00']);
    timer.stop();
  });
});

test.for([
  ['back', -HOUR_MS],
  ['forward', HOUR_MS],
] as const)(
  'a job pulls once a minute when the clock goes %s, not sixty times and not never',
  async ([, byMs]) => {
    let pulls = 0;
    const runner = startRunner({
      entries: [{ account, stream: pvBets, expression: '* * * * *' }],
      cron: utcCron,
      now: Date.now,
      pull: async () => {
        pulls += 1;
        return undefined;
      },
      onChange: () => {},
    });
    await pass(5 * MINUTE_MS);
    expect(pulls).toBe(6);
    setClock(byMs);
    await pass(10 * MINUTE_MS);
    expect(pulls).toBe(17);
    expect(runner.status()[0]).toMatchObject({
      running: false,
      last_error: null,
      skipped_fires: 0,
    });
    await runner.stop();
  },
);
