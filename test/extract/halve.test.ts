/** Lists with a limit and no pages, read in halves. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Window } from '../../src/contract/window.ts';
import { readHalved } from '../../src/extract/halve.ts';

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
