import { expect, test, vi } from 'vitest';
import { Lanes } from '../../src/extract/lanes.ts';

const signal = new AbortController().signal;

test('a lane never runs more tasks at once than its limit', async () => {
  const lanes = new Lanes();
  let running = 0;
  let most = 0;
  const task = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((done) => setImmediate(done));
    running -= 1;
  };
  const limits = { concurrency: 3, requestsPerSecond: 1000 };
  await Promise.all(Array.from({ length: 30 }, () => lanes.run('pv', limits, signal, task)));
  expect(most).toBe(3);
});

test('no second holds more starts than the rate, wherever it begins', async () => {
  vi.useFakeTimers();
  try {
    const lanes = new Lanes();
    const starts: number[] = [];
    const limits = { concurrency: 100, requestsPerSecond: 5 };
    const all = Array.from({ length: 23 }, () =>
      lanes.run('pv', limits, signal, async () => {
        starts.push(Date.now());
      }),
    );
    await vi.advanceTimersByTimeAsync(10_000);
    await Promise.all(all);
    expect(starts).toHaveLength(23);
    for (const [i, start] of starts.entries()) {
      const sixth = starts[i + 5];
      if (sixth !== undefined) expect(sixth - start).toBeGreaterThanOrEqual(1000);
    }
  } finally {
    vi.useRealTimers();
  }
});

test('lanes of different accounts do not wait for each other', async () => {
  const lanes = new Lanes();
  const limits = { concurrency: 1, requestsPerSecond: 1000 };
  const never = lanes.run('a', limits, signal, () => new Promise<void>(() => {}));
  never.catch(() => {});
  expect(await lanes.run('b', limits, signal, async () => 'done')).toBe('done');
});

test('a task that waits leaves the lane when it is aborted', async () => {
  const lanes = new Lanes();
  const limits = { concurrency: 1, requestsPerSecond: 1000 };
  const controller = new AbortController();
  void lanes.run('a', limits, signal, () => new Promise<void>(() => {}));
  const waiting = lanes.run('a', limits, controller.signal, async () => 'ran');
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});
