/** Claims on streams: in order of arrival, none forgotten, none waiting for itself. */
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { makeStreamLocks } from '../../src/sync/stream-locks.ts';
import fc from '../support/properties.ts';

const never = new AbortController().signal;

test('whoever wants a stream that another has waits for it, and is told for whom', async () => {
  const locks = makeStreamLocks();
  const first = Promise.withResolvers<void>();
  const order: string[] = [];
  const told: string[] = [];
  const one = locks.alone({
    keys: ['pv pv.bets', 'wm wm.bets'],
    who: 'backfill',
    signal: never,
    work: async () => {
      order.push('first begins');
      await first.promise;
      order.push('first ends');
    },
  });
  const two = locks.alone({
    keys: ['wm wm.bets'],
    who: 'sync',
    signal: never,
    onWait: (holders) => told.push(...holders),
    work: async () => void order.push('second'),
  });
  const other = locks.alone({
    keys: ['pv2 pv.bets'],
    who: 'sync',
    signal: never,
    work: async () => void order.push('other account'),
  });
  await other;
  first.resolve();
  await Promise.all([one, two]);
  expect(order).toEqual(['first begins', 'other account', 'first ends', 'second']);
  expect(told).toEqual(['backfill']);
});

test('a waiter that is aborted goes, and those behind it still wait for the one in front', async () => {
  const locks = makeStreamLocks();
  const first = Promise.withResolvers<void>();
  const order: string[] = [];
  const keys = ['pv pv.bets'];
  const one = locks.alone({ keys, who: 'a', signal: never, work: () => first.promise });
  const controller = new AbortController();
  const two = locks.alone({
    keys,
    who: 'b',
    signal: controller.signal,
    work: async () => void order.push('aborted one ran'),
  });
  const three = locks.alone({
    keys,
    who: 'c',
    signal: never,
    work: async () => void order.push('third'),
  });
  controller.abort(new Error('enough'));
  await expect(two).rejects.toThrow('enough');
  await turn();
  expect(order).toEqual([]);
  first.resolve();
  await Promise.all([one, three]);
  expect(order).toEqual(['third']);
});

test('work that fails lets the next one through', async () => {
  const locks = makeStreamLocks();
  const keys = ['pv pv.bets'];
  const failing = locks.alone({
    keys,
    who: 'a',
    signal: never,
    work: async () => {
      throw new Error('broken');
    },
  });
  const next = locks.alone({ keys, who: 'b', signal: never, work: async () => 'done' });
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('done');
});

test('any claims end, and no two that share a stream are at work together', async () => {
  const claims = fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }), {
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(claims, async (sets) => {
      const locks = makeStreamLocks();
      const busy = new Set<string>();
      const work = (keys: readonly string[]) => async () => {
        for (const key of keys) {
          expect(busy.has(key)).toBe(false);
          busy.add(key);
        }
        await turn();
        for (const key of keys) busy.delete(key);
        return keys;
      };
      const done = await Promise.all(
        sets.map((keys) => locks.alone({ keys, who: 'x', signal: never, work: work(keys) })),
      );
      expect(done).toEqual(sets);
    }),
    { numRuns: 50 },
  );
});
