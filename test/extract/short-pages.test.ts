/** A page of a walk that lacks rows is read again where older ones stand behind it: nobody would ask for them later. */
import { describe, expect, test } from 'vitest';
import type { CursorContext, CursorPage, CursorStream } from '../../src/contract/stream.ts';
import { followCursor } from '../../src/extract/follow.ts';

const NOW = Date.parse('2025-03-01T00:00:00Z');
const SIZE = 10;
/** More calls than any walk here takes: a walk in a circle must end the test. */
const ENOUGH = 50;

type Spoil = (page: CursorPage, call: number) => CursorPage;

/** Walks over rows 1, 2, 3 …, whose cursor is the row before; `cap` is what the vendor gives at most a page. */
async function walk({ spoil = (page) => page, rows = 45, cap = SIZE, live = 0 }: Walking = {}) {
  let calls = 0;
  const stream = {
    name: 'made_up.bets',
    cursor: {
      pageSize: SIZE,
      driftMs: 0,
      // rows that came since the walk began stand behind the others
      eventTimeOf: (row: number) => BigInt(row > rows ? NOW + row : NOW - 1_000_000 + row) * 1000n,
    },
    readPage: async ({ cursor }: CursorContext) => {
      calls += 1;
      if (calls > ENOUGH) throw new Error('it walks in a circle');
      const from = Number(cursor);
      const records = Array.from({ length: cap }, (_, i) => from + 1 + i);
      const there = records.filter((row) => row <= rows + live);
      return spoil({ records: there, next: String(there.at(-1) ?? from) }, calls);
    },
  } as unknown as CursorStream;
  const net = { now: () => NOW, clockAheadMs: () => undefined };
  const context = { account: { name: 'a' }, net, cursor: '0' } as unknown as CursorContext;
  const came = new Set<unknown>();
  const doubts: string[] = [];
  let cursor = '';
  for await (const step of followCursor(stream, context)) {
    for (const row of step.records) came.add(row);
    if (step.doubted !== undefined) doubts.push(step.doubted);
    cursor = step.cursor;
  }
  return { rows: came.size, cursor, calls, doubts };
}

interface Walking {
  readonly spoil?: Spoil;
  readonly rows?: number;
  readonly cap?: number;
  readonly live?: number;
}

const onCalls =
  (calls: readonly number[], change: (page: CursorPage) => CursorPage): Spoil =>
  (page, call) =>
    calls.includes(call) ? change(page) : page;
const emptied = (page: CursorPage) => ({ ...page, records: [] });
const halved = ({ records, next }: CursorPage) => ({ records: records.slice(0, 5), next });

describe('no row is lost', () => {
  test.each([
    ['the first page comes empty', onCalls([1], emptied)],
    ['a page in the middle comes empty', onCalls([3], emptied)],
    ['two pages in a row come empty', onCalls([2, 3], emptied)],
    ['the first page comes by half', onCalls([1], halved)],
    ['a page in the middle comes by half', onCalls([3], halved)],
    [
      'a page comes by half and points behind the other',
      onCalls([2], ({ records }) => ({ records: records.slice(0, 5), next: '20' })),
    ],
  ])('where %s and points on', async (_, spoil) => {
    const { rows, cursor, doubts } = await walk({ spoil });
    expect({ rows, cursor }).toEqual({ rows: 45, cursor: '45' });
    expect(doubts).toEqual([expect.stringMatching(/^a page is doubted: it had [05] rows, .* 10$/)]);
  });
});

test('a page that is short twice is believed, and its second read is the only call more', async () => {
  const { rows, calls, doubts } = await walk({
    spoil: (page) => (page.records.includes(25) ? halved(page) : page),
  });
  expect({ rows, calls, doubts }).toEqual({ rows: 40, calls: 7, doubts: [] });
});

test('rows that came meanwhile, with times of before, are no reason to doubt the page that they stand behind', async () => {
  const doubts: (string | undefined)[] = [];
  const came: unknown[] = [];
  let [rows, calls] = [15, 0];
  const readPage = async ({ cursor }: CursorContext) => {
    calls += 1;
    const from = Number(cursor);
    const records = Array.from({ length: Math.min(SIZE, rows - from) }, (_, i) => from + 1 + i);
    if (calls > 1) rows = Math.min(18, rows + 1); // behind a page that is short each call finds one more
    return { records, next: String(records.at(-1) ?? from) };
  };
  const rules = { pageSize: SIZE, driftMs: 0, eventTimeOf: () => BigInt(NOW - 1) * 1000n };
  const stream = { name: 'made_up.bets', cursor: rules, readPage } as unknown as CursorStream;
  const net = { now: () => NOW, clockAheadMs: () => undefined };
  const context = { account: { name: 'a' }, net, cursor: '0' } as unknown as CursorContext;
  for await (const step of followCursor(stream, context)) {
    came.push(...step.records);
    doubts.push(step.doubted);
  }
  expect(came).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
  expect(new Set(doubts)).toEqual(new Set([undefined]));
  expect(calls).toBeGreaterThan(doubts.length); // it was looked at again
});

test.each([
  ['whole pages and a rest', { rows: 45 }, 6],
  ['a vendor that caps its pages', { rows: 45, cap: 4 }, 13],
  ['a rest with what came since the walk began behind it', { rows: 45, live: 10 }, 6],
  ['nothing', { rows: 0 }, 1],
] as const)('nothing is asked twice of %s', async (_, walking, calls) => {
  expect(await walk(walking)).toMatchObject({ calls, doubts: [] });
});
