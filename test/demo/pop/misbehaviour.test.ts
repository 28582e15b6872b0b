import { afterEach, beforeEach, expect, test } from 'vitest';
import { jsonText } from '../../../src/demo/json-text.ts';
import type { PopBet } from '../../../src/demo/pop/bet.ts';
import { errorBody } from '../../../src/demo/pop/gateway.ts';
import {
  BETLIST,
  BETLOGS,
  type ClockedVendor,
  DAY_MS,
  HOUR,
  idsOf,
  NOW_MS,
  post,
  startClocked,
} from './pop-fetch.ts';

let it: ClockedVendor;
let bets: PopBet[];
let ids: string[];
beforeEach(async () => {
  it = await startClocked();
  bets = it.vendor.bets(0, NOW_MS + HOUR);
  ids = bets.map((bet) => bet.id);
});
afterEach(() => it.vendor.close());

const idAt = (index: number): string => ids[index] as string;
const textOf = async () => (await post(it.vendor, BETLIST, { StartID: '', Count: 2 })).text();

test('success may leave out code, always or every second time', async () => {
  it.vendor.misbehave.codeAbsent = 'success';
  expect(await textOf()).toMatch(/^\{"error":"","data":/);
  expect(await it.ask(BETLIST, {})).toMatchObject({ code: 1 });
  it.vendor.misbehave.codeAbsent = 'alternate';
  const starts = [await textOf(), await textOf()].map((text) => text.slice(0, 8));
  expect(starts.toSorted()).toEqual(['{"code":', '{"error"']);
});

test('errors may leave out code, too', async () => {
  it.vendor.misbehave.codeAbsent = 'everywhere';
  const reply = await it.ask('/api/v1/transaction/queryOrder', { TraceId: 'none' });
  expect(reply).toEqual({ error: 'Order does not exist', data: null });
});

test('a cursor may repeat, go back or be left out', async () => {
  it.vendor.misbehave.cursor = (asked) => asked;
  expect((await it.betList(idAt(4), 3)).NextStartID).toBe(idAt(4));
  expect((await it.betList('', 3)).NextStartID).toBe('');
  it.vendor.misbehave.cursor = (_asked, right) => (right === idAt(7) ? idAt(2) : right);
  expect((await it.betList(idAt(4), 3)).NextStartID).toBe(idAt(2));
  it.vendor.misbehave.cursor = () => undefined;
  expect(await it.betList('', 3)).not.toHaveProperty('NextStartID');
  it.vendor.misbehave.cursor = undefined;
  expect((await it.betList('', 3)).NextStartID).toBe(idAt(2));
});

test('the row of StartID may come once more, even at the end', async () => {
  it.vendor.misbehave.inclusiveStart = 2;
  const page = await it.betList(idAt(4), 3);
  expect(page.List.map(([id]: string[]) => id)).toEqual(ids.slice(4, 7));
  const last = ids.at(-1) as string;
  expect((await it.betList(last)).List.map(([id]: string[]) => id)).toEqual([last]);
  expect((await it.betList(last)).List).toEqual([]);
});

test('a row may stand twice on a page, and none is lost behind it', async () => {
  it.vendor.misbehave.doubledRows = 3;
  const { rows } = await it.readAll('', 100);
  const doubled = [
    0,
    0,
    ...Array(98)
      .keys()
      .map((index) => index + 1),
    99,
    99,
  ];
  expect(idsOf(rows).slice(0, doubled.length)).toEqual(doubled.map(idAt));
  expect(rows).toHaveLength(ids.length + 3);
  expect([...new Set(idsOf(rows))]).toEqual(ids);
});

test('pages may be shorter than asked though more is there', async () => {
  it.vendor.misbehave.maxRows = 7;
  const { rows, pages } = await it.readAll('', 5000);
  expect(idsOf(rows)).toEqual(ids);
  expect(pages).toBe(Math.ceil(ids.length / 7) + 1);
});

test('an empty List may be null', async () => {
  it.vendor.misbehave.emptyList = 'null';
  expect((await it.betList(ids.at(-1) as string)).List).toBeNull();
  expect((await it.betList('', 1)).List).toHaveLength(1);
});

test('a row may have a wrong number of cells, or be none', async () => {
  const { malformed } = it.vendor.misbehave;
  malformed.set(idAt(0), (cells) => cells.slice(1));
  malformed.set(idAt(1), (cells) => [...cells, 'more']);
  malformed.set(idAt(2), () => null);
  const { List } = await it.betList('', 4);
  const lengths = List.map((cells: unknown[] | null) => cells?.length);
  expect(lengths).toEqual([12, 14, undefined, 13]);
  expect(it.vendor.sums(0, NOW_MS + HOUR).bets).toBe(ids.length);
});

test('a column may be missing with its cells, or lack its name alone', async () => {
  it.vendor.misbehave.missingColumns.add('Completed');
  const old = await it.betList('', 1);
  expect(old.Title).not.toContain('Completed');
  expect(old.List[0]).toHaveLength(12);
  it.vendor.misbehave.missingColumns.clear();
  it.vendor.misbehave.untitledColumns.add('Bet');
  const untitled = await it.betList('', 1);
  expect(untitled.Title).toHaveLength(12);
  expect(untitled.List[0]).toHaveLength(13);
});

test('a cell may be anything, here and in getbetlogs, and the sums stay', async () => {
  const before = it.vendor.sums(0, NOW_MS + HOUR);
  it.vendor.misbehave.cells.set(idAt(0), { Bet: 1.23456, Win: jsonText('1e2') });
  it.vendor.misbehave.cells.set(idAt(1), { InsertTime: 'yesterday' });
  const text = await textOf();
  expect(text).toContain(',1.23456,1e2,"');
  expect(text).toContain('"yesterday"');
  const second = Math.floor((bets[1]?.insertedMs ?? 0) / 1000);
  const body = { StartTime: second, EndTime: second, Page: 1, PageSize: 10 };
  expect((await it.ask(BETLOGS, body)).data.List).toContainEqual(
    expect.objectContaining({ ID: idAt(1), InsertTime: 'yesterday' }),
  );
  expect(it.vendor.sums(0, NOW_MS + HOUR)).toEqual(before);
});

test('a withdrawn bet is gone from reports and sums, its cursor is not', async () => {
  it.vendor.misbehave.withdrawn.add(idAt(3));
  expect(idsOf((await it.readAll()).rows)).toEqual(ids.toSpliced(3, 1));
  expect(it.vendor.sums(0, NOW_MS + HOUR).bets).toBe(ids.length - 1);
  expect((await it.betList(idAt(3), 1)).NextStartID).toBe(idAt(4));
});

test('an amended bet is changed in reports and sums', async () => {
  const before = it.vendor.sums(0, NOW_MS + HOUR);
  const win = (bets[5]?.win ?? 0n) + 7777n;
  it.vendor.misbehave.amended.set(idAt(5), { win, firstLine: 0n, completed: true });
  const { rows } = await it.readAll();
  expect(rows[5]).toMatchObject({ ID: idAt(5), Win: Number(win) / 10_000 });
  expect(it.vendor.sums(0, NOW_MS + HOUR).payout).toBe(before.payout + 7777n);
});

test('too large a Count may never be answered', async () => {
  it.vendor.misbehave.stallAboveCount = 1000;
  expect((await it.betList('', 1000)).List).toHaveLength(1000);
  const stalled = it.betList('', 1001).then(
    () => 'answered',
    () => 'closed',
  );
  expect((await it.betList('', 10)).List).toHaveLength(10);
  await it.vendor.close();
  expect(await stalled).toBe('closed');
  it = await startClocked();
});

test('the faults of HTTP come on request', async () => {
  it.vendor.faults.add(
    { kind: 'http-500-html', path: BETLIST },
    { kind: 'truncated-json' },
    { kind: 'reset' },
    { kind: 'answer', body: errorBody(1019) },
  );
  const body = { StartID: '', Count: 2 };
  expect((await post(it.vendor, BETLIST, body)).status).toBe(500);
  await expect((await post(it.vendor, BETLIST, body)).json()).rejects.toThrow(SyntaxError);
  await expect(post(it.vendor, BETLIST, body)).rejects.toThrow('fetch failed');
  expect(await it.ask(BETLIST, body)).toMatchObject({ code: 1019, data: null });
  expect((await it.betList('', 2)).List).toHaveLength(2);
  expect(it.vendor.requests.map((request) => request.path)).toEqual(Array(5).fill(BETLIST));
});

test('its clock may be off', async () => {
  it.vendor.misbehave.clockOffsetMs = -24 * HOUR;
  const { rows } = await it.readAll();
  expect(rows).toHaveLength(it.vendor.bets(DAY_MS, NOW_MS).length);
  expect(rows.length).toBeLessThan(ids.length * 0.7);
});

test('a row may be stored after its ID was given: until then no report has it, and a cursor passes it', async () => {
  const [late, next] = [bets.at(-2), bets.at(-1)] as [PopBet, PopBet];
  const storedMs = late.recordedMs + 10 * 60_000;
  it.vendor.misbehave.storedAfterMs = (bet) => (bet.id === late.id ? 10 * 60_000 : 0);
  it.clock.ms = storedMs - 1;
  const before = idsOf((await it.readAll()).rows);
  expect(before).not.toContain(late.id);
  expect(before).toContain(next.id);
  expect(it.vendor.bets(0, storedMs).map(({ id }) => id)).not.toContain(late.id);
  it.clock.ms = storedMs;
  expect(idsOf((await it.readAll(next.id)).rows)).not.toContain(late.id);
  expect(idsOf((await it.readAll()).rows)).toContain(late.id);
});

test('a cursor may mean nothing any more, and is refused as no ID', async () => {
  it.vendor.misbehave.unknownCursors = new Set([idAt(4)]);
  expect(await it.ask(BETLIST, { StartID: idAt(4), Count: 3 })).toMatchObject({
    code: 1,
    data: null,
  });
  expect((await it.betList(idAt(3), 3)).List).toHaveLength(3);
});
