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
  await Promise.all(
    Array.from({ length: 30 }, () => lanes.run({ lane: 'pv', limits, signal, priority: 0 }, task)),
  );
  expect(most).toBe(3);
});

test('no second holds more starts than the rate, wherever it begins', async () => {
  vi.useFakeTimers();
  try {
    const lanes = new Lanes();
    const starts: number[] = [];
    const limits = { concurrency: 100, requestsPerSecond: 5 };
    const all = Array.from({ length: 23 }, () =>
      lanes.run({ lane: 'pv', limits, signal, priority: 0 }, async () => {
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
  const never = lanes.run(
    { lane: 'a', limits, signal, priority: 0 },
    () => new Promise<void>(() => {}),
  );
  never.catch(() => {});
  expect(await lanes.run({ lane: 'b', limits, signal, priority: 0 }, async () => 'done')).toBe(
    'done',
  );
});

test('a task that waits leaves the lane when it is aborted', async () => {
  const lanes = new Lanes();
  const limits = { concurrency: 1, requestsPerSecond: 1000 };
  const controller = new AbortController();
  void lanes.run({ lane: 'a', limits, signal, priority: 0 }, () => new Promise<void>(() => {}));
  const waiting = lanes.run(
    { lane: 'a', limits, signal: controller.signal, priority: 0 },
    async () => 'ran',
  );
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});

test('among those that wait, fresh data goes before history', async () => {
  const lanes = new Lanes();
  const limits = { concurrency: 1, requestsPerSecond: 1000 };
  const order: string[] = [];
  const add = (name: string, priority: number) =>
    lanes.run({ lane: 'wm', limits, signal, priority }, async () => {
      order.push(name);
    });
  await Promise.all([add('first', 0), add('history 1', 0), add('history 2', 0), add('fresh', 1)]);
  expect(order).toEqual(['first', 'fresh', 'history 1', 'history 2']);
});
