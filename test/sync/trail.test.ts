/** What a walk remembers of where it was, without a vendor. */

import { expect, test } from 'vitest';
import { type PassedPage, Trail } from '../../src/sync/trail.ts';
import fc from '../support/properties.ts';

const NOW = Date.parse('2025-03-01T10:00:00Z');
const MINUTE = 60_000;
const LATE = 5 * MINUTE;
const page = (
  n: number,
  agoMs: number | undefined,
  fields: Partial<PassedPage> = {},
): PassedPage => ({
  cursor: `c${n}`,
  rows: n,
  askedAt: NOW,
  newestAt: agoMs === undefined ? undefined : NOW - agoMs,
  ...fields,
});
const pass = (...pages: PassedPage[]) => {
  const trail = new Trail(LATE);
  for (const each of pages) trail.pass(each);
  return trail;
};

test('the oldest page that reaches into the time of late rows before the end is where to begin again', () => {
  const trail = pass(page(1, 20 * MINUTE), page(2, 6 * MINUTE), page(3, 4 * MINUTE), page(4, 0));
  expect(trail.oldest).toMatchObject({ cursor: 'c3', rows: 3 });
});

test('the end is the newest row, however long ago', () => {
  const day = 24 * 60 * MINUTE;
  const trail = pass(page(1, day + 6 * MINUTE), page(2, day + 4 * MINUTE), page(3, day));
  expect(trail.oldest?.cursor).toBe('c2');
  expect(trail.isLive).toBe(false);
});

test('a page that was read soon after its newest row stays open, however long the walk then goes on', () => {
  const later = { askedAt: NOW + 60 * MINUTE, newestAt: NOW + 60 * MINUTE };
  const trail = pass(page(1, MINUTE), page(2, 0, later));
  expect(trail.oldest?.cursor).toBe('c1');
  expect(trail.isLive).toBe(true);
});

test('a row that is dated more than a day ahead holds nothing back', () => {
  const trail = pass(page(1, -48 * 60 * MINUTE), page(2, 20 * MINUTE), page(3, 10 * MINUTE));
  expect(trail.oldest?.cursor).toBe('c3');
});

test('a page whose times cannot be read was not before the one before it', () => {
  expect(pass(page(1, 10 * MINUTE), page(2, undefined), page(3, 20 * MINUTE)).oldest?.cursor).toBe(
    'c1',
  );
  expect(pass(page(1, undefined)).oldest).toBe(undefined);
});

test('a page that a wrong date holds open is held no longer than for two thousand pages', () => {
  const trail = new Trail(LATE);
  trail.pass(page(0, 0));
  const passUpTo = (last: number, from: number) => {
    for (let n = from; n <= last; n += 1) trail.pass(page(n, 60 * MINUTE));
  };
  passUpTo(1999, 1);
  expect(trail.oldest?.cursor).toBe('c0');
  passUpTo(2000, 2000);
  expect(trail.oldest).toBe(undefined); // all that is left was read an hour after its time
});

test('no page is closed that a row may still join: whatever the pages, those before the oldest are settled', () => {
  const steps = fc.array(fc.tuple(fc.nat(3 * MINUTE), fc.nat(2 * MINUTE)), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(steps, (list) => {
      const pages: PassedPage[] = [];
      let [newestAt, askedAt] = [NOW, NOW];
      for (const [older, slower] of list) {
        askedAt += slower;
        newestAt = Math.min(askedAt, newestAt + older);
        pages.push({ cursor: `c${pages.length}`, rows: pages.length, askedAt, newestAt });
      }
      const first = pass(...pages).oldest?.rows ?? 0;
      for (const each of pages.slice(0, first)) {
        expect(each.newestAt ?? 0).toBeLessThan(each.askedAt - LATE);
      }
    }),
  );
});
