/** Lists with a limit and no pages, read in halves. */

import { describe, expect, test } from 'vitest';
import type { Page } from '../../src/contract/stream.ts';
import type { Window } from '../../src/contract/window.ts';
import { readHalved } from '../../src/extract/halve.ts';
import fc from '../support/properties.ts';

const LIMIT = 5;
const START = Date.parse('2025-03-01T00:00:00Z');

/** A vendor that shows the newest records of a half-open range, and no more than its limit. */
function vendorOf(seconds: readonly number[]) {
  const asked: Window[] = [];
  const fetch = async (window: Window) => {
    asked.push(window);
    return seconds
      .map((second, id) => ({ id, at: START + second * 1000 }))
      .filter(({ at }) => at >= window.start && at < window.end)
      .sort((a, b) => b.at - a.at)
      .slice(0, LIMIT);
  };
  return { asked, fetch };
}

async function readAll(seconds: readonly number[], lengthSeconds: number) {
  const { asked, fetch } = vendorOf(seconds);
  const window = { start: START, end: START + lengthSeconds * 1000 };
  const records: { id: number; at: number }[] = [];
  const truncated: string[] = [];
  for await (const page of readHalved({ window, limit: LIMIT, fetch })) {
    records.push(...(page.records as { id: number; at: number }[]));
    if (page.truncated) truncated.push(page.truncated);
  }
  return { asked, ids: records.map(({ id }) => id).sort((a, b) => a - b), truncated };
}

test('an answer below the limit is one call', async () => {
  const { asked, ids, truncated } = await readAll([0, 1, 1, 9], 10);
  expect(asked).toHaveLength(1);
  expect(ids).toEqual([0, 1, 2, 3]);
  expect(truncated).toEqual([]);
});

test('whatever the list, every record comes once unless a second is full, which is said', async () => {
  const list = fc.array(fc.nat(99), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(list, async (seconds) => {
      const perSecond = Map.groupBy(seconds.keys(), (id) => seconds[id]);
      const full = [...perSecond.values()].filter((ids) => ids.length >= LIMIT);
      const { asked, ids, truncated } = await readAll(seconds, 100);
      expect(new Set(ids).size).toBe(ids.length);
      const lost = full.reduce((sum, { length }) => sum + length - LIMIT, 0);
      expect(ids.length).toBe(seconds.length - lost);
      expect(truncated).toHaveLength(full.length);
      expect(asked.every(({ start, end }) => start < end && (end - start) % 1000 === 0)).toBe(true);
    }),
  );
});

test('a full second is named', async () => {
  const { truncated } = await readAll([7, 7, 7, 7, 7, 7], 86_400);
  expect(truncated).toEqual([
    'truncated: the vendor gives at most 5 rows, and the second from 2025-03-01T00:00:07Z fills them',
  ]);
});

describe('a vendor that gives fewer than it is asked for', () => {
  const CAP = 50;

  /** Answers with the newest of a range, and never more than CAP. */
  async function readCapped(seconds: readonly number[], lengthSeconds: number) {
    let calls = 0;
    const records = seconds.map((second, id) => ({ id, at: START + second * 1000 }));
    const fetch = async ({ start, end }: Window) => {
      calls += 1;
      const within = records.filter(({ at }) => at >= start && at < end);
      return within.sort((a, b) => b.at - a.at).slice(0, CAP);
    };
    const window = { start: START, end: START + lengthSeconds * 1000 };
    const pages: Page[] = [];
    for await (const page of readHalved({ window, limit: 500, fetch })) pages.push(page);
    const ids = pages.flatMap((page) => (page.records as { id: number }[]).map(({ id }) => id));
    return { calls, ids, truncated: pages.flatMap(({ truncated }) => truncated ?? []) };
  }

  test('is found out by halves that hold more, and read to the last record', async () => {
    const list = fc.array(fc.nat(9999), { minLength: CAP, maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(list, async (seconds) => {
        const { ids, truncated } = await readCapped(seconds, 10_000);
        expect(ids.toSorted((a, b) => a - b)).toEqual([...seconds.keys()]);
        expect(truncated).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test('is not suspected of an answer of 49, and costs two calls to clear of one of 50', async () => {
    const spread = (count: number) => Array.from({ length: count }, (_, i) => i * 10);
    expect(await readCapped(spread(49), 1000)).toMatchObject({ calls: 1 });
    const { calls, ids } = await readCapped(spread(50), 1000);
    expect({ calls, rows: ids.length }).toEqual({ calls: 3, rows: 50 });
  });

  test('says which second holds more than it gives', async () => {
    const seconds = [...Array.from({ length: 60 }, () => 3), 900];
    const { ids, truncated } = await readCapped(seconds, 1000);
    expect(new Set(ids).size).toBe(51);
    expect(truncated).toEqual([
      'truncated: the vendor gives at most 50 rows, and the second from 2025-03-01T00:00:03Z fills them',
    ]);
  });
});

test('a vendor that gives a full answer whatever it is asked is told after some seconds of it', async () => {
  const window = { start: START, end: START + 86_400_000 };
  let calls = 0;
  const fetch = async () => {
    calls += 1;
    return Array(LIMIT).fill(0);
  };
  const readAllOf = async () => {
    for await (const _ of readHalved({ window, limit: LIMIT, fetch }));
  };
  await expect(readAllOf()).rejects.toMatchObject({ code: 'unstable' });
  expect(calls).toBeLessThan(500);
});
