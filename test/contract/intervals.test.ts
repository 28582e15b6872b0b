import { expect, test } from 'vitest';
import { intersect, span, subtract, union } from '../../src/contract/intervals.ts';
import fc from '../support/properties.ts';

/** The oracle: a set of whole numbers. */
const points = (set: { start: number; end: number }[]) => {
  const all = new Set<number>();
  for (const { start, end } of set) for (let i = start; i < end; i += 1) all.add(i);
  return all;
};
const someIntervals = fc.array(
  fc.tuple(fc.nat(40), fc.nat(12)).map(([start, length]) => ({ start, end: start + length })),
  { maxLength: 8 },
);
const sorted = (set: Set<number>) => [...set].sort((a, b) => a - b);

test('union, subtract, intersect and span agree with sets of points', () => {
  fc.assert(
    fc.property(someIntervals, someIntervals, (a, b) => {
      const [left, right] = [points(a), points(b)];
      expect(sorted(points(union(a)))).toEqual(sorted(left));
      expect(sorted(points(subtract(a, b)))).toEqual(sorted(left.difference(right)));
      expect(sorted(points(intersect(a, b)))).toEqual(sorted(left.intersection(right)));
      expect(span(a)).toBe(left.size);
    }),
  );
});

test('results are sorted, disjoint, not empty, and joined where they touch', () => {
  fc.assert(
    fc.property(someIntervals, someIntervals, (a, b) => {
      for (const set of [union(a), subtract(a, b), intersect(a, b)]) {
        for (const [i, { start, end }] of set.entries()) {
          expect(start).toBeLessThan(end);
          expect(start).toBeGreaterThan(set[i - 1]?.end ?? -1);
        }
      }
    }),
  );
});
