import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { eachInFlight, type HasRead, windowsInFlight } from '../../src/sync/in-flight.ts';

test.each([
  [4, 0, 3],
  [4, 20_000, 3],
  [4, 200_000, 2],
  [4, 300_000, 1],
  [4, 1_200_000, 1],
  [1, 20_000, 1],
])(
  'an account of %i at once, a window of %i records: %i in flight',
  (account, records, expected) => {
    expect(windowsInFlight(account, records)).toBe(expected);
  },
);

const HOUR = 3_600_000;
const hours = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ start: i * HOUR, end: (i + 1) * HOUR }));

/** Windows whose pulls are moved on by hand; `begun` are those that began, in order. */
function byHand(windows: number, concurrency = 4) {
  const begun: number[] = [];
  const pulls: { hasRead: HasRead; end: () => void; fail: (error: Error) => void }[] = [];
  const all = eachInFlight(hours(windows), concurrency, ({ start }, hasRead) => {
    begun.push(start / HOUR);
    return new Promise<void>((end, fail) => pulls.push({ hasRead, end, fail }));
  });
  const pull = (n: number) => pulls[n] ?? expect.fail(`window ${n} has not begun`);
  const settled = async () => {
    await setImmediate();
    return begun.length;
  };
  return { all, begun, pull, settled };
}

test('the first window is read alone, and each that was read lets one more begin', async () => {
  const { all, begun, pull, settled } = byHand(5);
  expect(await settled()).toBe(1);
  pull(0).hasRead(1000);
  expect(await settled()).toBe(2);
  pull(1).hasRead(1000);
  expect(await settled()).toBe(3);
  pull(2).hasRead(1000);
  expect(await settled()).toBe(3);
  pull(0).end();
  expect(await settled()).toBe(4);
  pull(1).end();
  expect(await settled()).toBe(5);
  for (const n of [2, 3, 4]) pull(n).end();
  await all;
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

test('one that cannot be read keeps nobody waiting, and large ones go one at a time', async () => {
  const { all, pull, settled } = byHand(5);
  expect(await settled()).toBe(1);
  pull(0).end();
  expect(await settled()).toBe(3);
  pull(1).hasRead(600_000);
  pull(1).end();
  expect(await settled()).toBe(3);
  pull(2).end();
  expect(await settled()).toBe(4);
  pull(3).end();
  expect(await settled()).toBe(5);
  pull(4).end();
  await all;
});

test('a first one that hangs delays the others by ten seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const { begun } = byHand(4);
  await vi.advanceTimersByTimeAsync(9_999);
  expect(begun).toEqual([0]);
  await vi.advanceTimersByTimeAsync(1);
  expect(begun).toEqual([0, 1, 2]);
});

test('what a pull throws ends it', async () => {
  const { all, pull, settled } = byHand(2);
  await settled();
  pull(0).fail(new Error('a bug'));
  await expect(all).rejects.toThrow('a bug');
});
