/** What guards a vendor's rate, where the tasks of a lane do not all come at once. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Lanes } from '../../src/extract/lanes.ts';

const signal = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Tasks that are added at these moments, in ms; gives when each began. */
async function startsOf(added: readonly number[], requestsPerSecond: number): Promise<number[]> {
  const lanes = new Lanes();
  const limits = { concurrency: 100, requestsPerSecond };
  const begin = Date.now();
  const starts: number[] = [];
  for (const moment of added) {
    await vi.advanceTimersByTimeAsync(begin + moment - Date.now());
    void lanes.run({ lane: 'pv', limits, signal, priority: 0 }, async () => {
      starts.push(Date.now() - begin);
    });
  }
  await vi.advanceTimersByTimeAsync(60_000);
  expect(starts).toHaveLength(added.length);
  return starts;
}

/** The most of them within any second. */
const mostInASecond = (starts: readonly number[]) =>
  Math.max(...starts.map((from) => starts.filter((s) => s >= from && s < from + 1000).length));

test('strict: four at the end of one second and five at the begin of the next are not nine within one', async () => {
  const starts = await startsOf([0, 900, 910, 920, 930, 1001, 1002, 1003, 1004, 1005], 5);
  expect(mostInASecond(starts)).toBe(5);
});

test('a rate below one a second is a pause between two starts', async () => {
  const [first = 0, second = 0, third = 0] = await startsOf([0, 1, 2], 0.5);
  expect(second - first).toBeGreaterThanOrEqual(2000);
  expect(third - second).toBeGreaterThanOrEqual(2000);
});

test('monotonic: a clock that is set back or ahead neither holds a lane up nor opens it', async () => {
  const lanes = new Lanes();
  const limits = { concurrency: 100, requestsPerSecond: 5 };
  const begin = performance.now();
  const starts: number[] = [];
  const add = () =>
    void lanes.run({ lane: 'pv', limits, signal, priority: 0 }, async () => {
      starts.push(performance.now() - begin);
    });
  for (const jumpMs of [-3_600_000, 7_200_000, 0]) {
    for (let i = 0; i < 5; i += 1) add();
    await vi.advanceTimersByTimeAsync(500);
    vi.setSystemTime(Date.now() + jumpMs);
  }
  await vi.advanceTimersByTimeAsync(3000);
  expect(starts.map(Math.round)).toEqual([0, 1000, 2000].flatMap((ms) => Array(5).fill(ms)));
});
