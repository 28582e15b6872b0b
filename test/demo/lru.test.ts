import { expect, test } from 'vitest';
import { createLru } from '../../src/demo/lru.ts';
import { randomOf } from '../../src/demo/random.ts';

test('a full cache lets go of what was used longest ago', () => {
  const cache = createLru<string, number>(3);
  cache.set('a', 1, 1);
  cache.set('b', 2, 1);
  cache.set('c', 3, 1);
  cache.get('a');
  cache.set('d', 4, 2);
  expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key))).toEqual([1, undefined, undefined, 4]);
});

test('an entry above the bound stays until the next one comes', () => {
  const cache = createLru<string, number>(3);
  cache.set('big', 1, 10);
  expect(cache.get('big')).toBe(1);
  cache.set('small', 2, 1);
  expect([cache.get('big'), cache.get('small')]).toEqual([undefined, 2]);
});

test('random streams depend on seed and label alone', () => {
  const three = (...of: Parameters<typeof randomOf>) => {
    const { next } = randomOf(...of);
    return [next(), next(), next()];
  };
  expect(three(1, 'a', 2)).toEqual(three(1, 'a', 2));
  expect(three(1, 'a', 2)).not.toEqual(three(2, 'a', 2));
  expect(three(1, 'a', 2)).not.toEqual(three(1, 'a2'));
});
