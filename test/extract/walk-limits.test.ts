/** Walks that a vendor gives no end: each ends, says so, and stands where something came last. */
import { expect, test } from 'vitest';
import type { CursorContext, CursorPage, CursorStream } from '../../src/contract/stream.ts';
import { CursorCircle } from '../../src/extract/circles.ts';
import { followCursor, type WalkLimits } from '../../src/extract/follow.ts';

const NOW = 1_000_000_000;
const PAGE = 2;

/** Walks a report whose page n is made by `pageAt`; cursors are page numbers. */
async function walk(pageAt: (n: number) => CursorPage, limits?: WalkLimits) {
  let calls = 0;
  const stream = {
    name: 'made_up.bets',
    cursor: {
      pageSize: PAGE,
      driftMs: 0,
      eventTimeOf: (at: unknown) => BigInt(at as number) * 1000n,
    },
    readPage: async () => pageAt(calls++),
  } as unknown as CursorStream;
  const context = {
    account: { name: 'a' },
    net: { now: () => NOW, clockAheadMs: () => undefined },
    cursor: 'start',
  } as unknown as CursorContext;
  let cursor = '';
  let rows = 0;
  const failure = await (async () => {
    for await (const step of followCursor(stream, context, limits)) {
      cursor = step.cursor;
      rows += step.records.length;
    }
  })().catch((error: unknown) => error);
  return { calls, cursor, rows, failure };
}
const unstable = (words: string) => ({ code: 'unstable', message: expect.stringContaining(words) });

test('empty pages that each name a new cursor end after a hundred, and the walk stands before them', async () => {
  const { calls, cursor, rows, failure } = await walk((n) => ({
    records: n < 2 ? [n, n] : [],
    next: `c${n}`,
  }));
  expect(failure).toMatchObject(unstable('100 pages in a row were empty'));
  expect({ calls, cursor, rows }).toEqual({ calls: 102, cursor: 'c1', rows: 4 });
});

test('a full page that comes again and again under new cursors ends after some', async () => {
  const { calls, cursor, failure } = await walk((n) => ({ records: [1, 2], next: `c${n}` }));
  expect(failure).toMatchObject(unstable('the same rows come again'));
  expect(calls).toBeLessThan(20);
  expect(cursor).toBe('c0');
});

test('pages that come round in a circle under new cursors end after some rounds', async () => {
  const { calls, failure } = await walk((n) => ({ records: [n % 50, 1], next: `c${n}` }));
  expect(failure).toMatchObject(unstable('the same rows come again'));
  expect(calls).toBeLessThan(50 * 10);
});

test('a page that comes twice is no circle', async () => {
  const { failure, rows } = await walk((n) => ({
    records: n < 20 ? [n - (n % 2), 7] : [],
    next: n < 20 ? `c${n}` : '',
  }));
  expect(failure).toBe(undefined);
  expect(rows).toBe(40);
});

test('players who are faster than we are end the walk after a hundred full pages, without an error', async () => {
  const { calls, failure } = await walk((n) => ({ records: [NOW + n, NOW + n], next: `c${n}` }));
  expect(failure).toBe(undefined);
  expect(calls).toBe(100);
});

test('rows that are dated ahead do not end a walk in the middle of the report', async () => {
  const { rows, failure } = await walk((n) => ({
    records: n < 30 ? [NOW + 8 * 3_600_000 + n] : [],
    next: n < 30 ? `c${n}` : '',
  }));
  expect(failure).toBe(undefined);
  expect(rows).toBe(30);
});

test('rows without end are kept up to so many pages a run, and the next run goes on there', async () => {
  const limits = { emptyPages: 5, pagesBeyondStart: 5, pages: 1000 };
  const { calls, cursor, failure } = await walk(
    (n) => ({ records: [n, n], next: `c${n}` }),
    limits,
  );
  expect(failure).toMatchObject(unstable('no end after 1000 pages in one run'));
  expect({ calls, cursor }).toEqual({ calls: 1000, cursor: 'c999' });
});

test('a cursor of more than a thousand characters is none', async () => {
  const { failure, cursor } = await walk(() => ({ records: [1, 1], next: 'x'.repeat(2000) }));
  expect(failure).toMatchObject(unstable('longer than 1000 characters'));
  expect(cursor).toBe('start');
});

test('a circle of cursors is noticed at once where it is small, after some rounds where it is large', () => {
  for (const [length, most] of [
    [3, 4],
    [900, 901],
    [5000, 5 * 5000],
  ] as const) {
    const circle = new CursorCircle('c0');
    let steps = 1;
    while (!circle.isClosedBy(`c${steps % length}`)) steps += 1;
    expect(steps).toBeLessThanOrEqual(most);
  }
});
