import { expect, test } from 'vitest';
import type { PopTally } from '../../../src/demo/pop/tally.ts';
import {
  DAY_MS,
  HOUR,
  idsOf,
  NOW_MS,
  named,
  post,
  type Row,
  startForTest,
  tenThousandths,
} from './pop-fetch.ts';

function tally(rows: readonly Row[]): PopTally {
  return {
    bets: rows.length,
    stake: rows.reduce((sum, row) => sum + tenThousandths(row.Bet), 0n),
    payout: rows.reduce((sum, row) => sum + tenThousandths(row.Win), 0n),
  };
}

function tallies(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, PopTally> {
  const groups = [...Map.groupBy(rows, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(groups.map(([key, group]) => [key, tally(group)]));
}

const dayOf = (row: Row): string => new Date(String(row.InsertTime)).toISOString().slice(0, 10);
const everything = [0, NOW_MS + HOUR] as const;

test('the whole history read by its cursor is what the vendor says it earned', async () => {
  const { vendor, readAll } = await startForTest();
  const { rows, pages } = await readAll();
  expect(rows.length).toBeGreaterThan(3000);
  expect(pages).toBe(Math.ceil(rows.length / 1000) + 1);
  expect(idsOf(rows)).toEqual(vendor.bets(...everything).map((bet) => bet.id));
  expect(tally(rows)).toEqual(vendor.sums(...everything));
});

test('its sums per day, per game and per player are those of the rows', async () => {
  const { vendor, readAll } = await startForTest();
  const { rows } = await readAll('', 5000);
  const byDay = vendor.sumsBy('day', ...everything);
  expect([...byDay.keys()]).toEqual(['2025-03-01', '2025-03-02', '2025-03-03']);
  expect(tallies(rows, dayOf)).toEqual(byDay);
  expect(tallies(rows, (row) => String(row.GameID))).toEqual(vendor.sumsBy('game', ...everything));
  const byPlayer = vendor.sumsBy('player', ...everything);
  expect(byPlayer.size).toBe(20);
  expect(tallies(rows, (row) => String(row.UserID))).toEqual(byPlayer);
});

test('sixty days are there, whatever the size of pages', async () => {
  const it = await startForTest({ betsPerHour: 12 });
  it.clock.ms = DAY_MS + 60 * 24 * HOUR;
  const large = await it.readAll('', 5000);
  expect(tallies(large.rows, dayOf)).toEqual(it.vendor.sumsBy('day', 0, it.clock.ms + HOUR));
  expect(it.vendor.sumsBy('day', 0, it.clock.ms).size).toBe(60);
  const small = await it.readAll(String(large.rows.at(-700)?.ID), 7);
  expect(idsOf(small.rows)).toEqual(idsOf(large.rows.slice(-699)));
});

test.each(['hex', 'mixed'] as const)('a cursor of %s IDs leaves nothing out', async (ids) => {
  const { vendor, readAll } = await startForTest({ ids });
  const { rows } = await readAll('', 251);
  expect(new Set(idsOf(rows)).size).toBe(rows.length);
  expect(tally(rows)).toEqual(vendor.sums(...everything));
  const lengths = new Set(idsOf(rows).map((id) => String(id).length));
  expect(lengths).toEqual(new Set(ids === 'hex' ? [24] : [19, 24]));
});

test('decimal IDs have 19 digits and grow', async () => {
  const { rows } = await (await startForTest()).readAll();
  const ids = idsOf(rows).map(String);
  expect(ids.every((id) => /^\d{19}$/.test(id))).toBe(true);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test('NextStartID is the last ID given, and the one asked where no row came', async () => {
  const { betList } = await startForTest();
  const page = await betList('', 3);
  expect(page.List).toHaveLength(3);
  expect(page.NextStartID).toBe(page.List[2][0]);
  const next = await betList(page.NextStartID, 1);
  expect(next.List[0][0]).not.toBe(page.NextStartID);
  const empty = await startForTest({ betsPerHour: 0 });
  expect(await empty.betList('')).toMatchObject({ List: [], NextStartID: '' });
  expect(await empty.betList('1900000000000000001')).toMatchObject({
    List: [],
    NextStartID: '1900000000000000001',
  });
});

test('rows come with the clock, and a row is there from its millisecond on', async () => {
  const it = await startForTest({ betsPerHour: 0, extraBets: [{ recordedMs: NOW_MS + 1 }] });
  expect((await it.readAll()).rows).toEqual([]);
  it.clock.ms += 1;
  expect((await it.readAll()).rows).toHaveLength(1);
  const busy = await startForTest();
  const { cursor, rows } = await busy.readAll();
  busy.clock.ms += 2 * HOUR;
  const more = await busy.readAll(cursor);
  expect(more.rows.length).toBeGreaterThan(60);
  expect(idsOf([...rows, ...more.rows])).toEqual(idsOf((await busy.readAll()).rows));
});

test('a cursor that never was an ID stands where it would', async () => {
  const { readAll, betList } = await startForTest();
  const { rows } = await readAll();
  const id = BigInt(String(rows[9]?.ID));
  expect((await betList(String(id - 1n), 1)).NextStartID).toBe(String(id));
  expect((await betList('f'.repeat(24))).List).toEqual([]);
});

test('a row is written as the page of the platform shows it', async () => {
  const { vendor, betList } = await startForTest({
    betsPerHour: 0,
    appId: 'op1',
    firstPid: 100_001n,
    extraBets: [
      {
        id: '1900000000000000001',
        recordedMs: Date.UTC(2025, 2, 1, 4, 0, 0, 500),
        userId: 'pop_u1',
        gameId: 'pg_1',
        bet: 10_000n,
        win: 12_000n,
        balanceBefore: 990_000n,
        roundId: '67c2000000000000000000aa',
      },
    ],
  });
  expect(vendor.users[0]).toBe('pop_u1');
  const { Title, List, NextStartID } = await betList('');
  expect(Title).toEqual([
    ...['ID', 'Pid', 'UserID', 'GameID', 'Bet', 'Win', 'InsertTime', 'AppID', 'Balance'],
    ...['WinLose', 'Grade', 'RoundID', 'Completed'],
  ]);
  // 1.2 - 1 and 99 + 0.2 as floats.
  expect(List).toEqual([
    [
      ...['1900000000000000001', 100001, 'pop_u1', 'pg_1', 1, 1.2, '2025-03-01T04:00:00.5Z', 'op1'],
      ...[99.2, 0.19999999999999996, 51, '67c2000000000000000000aa', true],
    ],
  ]);
  expect(NextStartID).toBe('1900000000000000001');
});

test('without float noise amounts are as short as they can be', async () => {
  const bet = { recordedMs: DAY_MS, bet: 10_000n, win: 12_000n };
  const { readAll } = await startForTest({ betsPerHour: 0, floatNoise: false, extraBets: [bet] });
  expect((await readAll()).rows).toMatchObject([{ WinLose: 0.2, Win: 1.2 }]);
});

test('columns may come in another order with each page, and mean the same', async () => {
  const [plain, varying] = [await startForTest(), await startForTest({ columns: 'varying' })];
  const [first, second] = [await varying.betList('', 10), await varying.betList('', 11)];
  expect(first.Title).toEqual(second.Title);
  const other = await varying.betList(named(first.Title, first.List[9]).ID as string, 10);
  expect(other.Title).not.toEqual(first.Title);
  expect((await varying.readAll()).rows).toEqual((await plain.readAll()).rows);
  const old = await startForTest({ columns: ['ID', 'Win', 'Bet'] });
  expect((await old.betList('', 1)).Title).toEqual(['ID', 'Win', 'Bet']);
});

test('a Pid has more digits than a JavaScript number holds', async () => {
  const { vendor } = await startForTest({ players: 1 });
  const body = { StartID: '', Count: 1 };
  const reply = await post(vendor, '/api/v1/record/betlist', body);
  expect(reply.headers.get('content-type')).toBe('application/json;charset=UTF-8');
  expect(await reply.text()).toContain(',910000000000000001,"pop_u1",');
});

test('late rows come at the end of the record, with the time they were made', async () => {
  const { vendor, readAll } = await startForTest();
  const { cursor, rows } = await readAll();
  const before = vendor.sumsBy('day', ...everything).get('2025-03-01');
  const late = vendor.append({ insertedMs: DAY_MS + HOUR, bet: 30_000n, win: 5n });
  expect(await readAll(cursor)).toMatchObject({ rows: [{ ID: late.id, Bet: 3, Win: 0.0005 }] });
  expect((await readAll()).rows).toHaveLength(rows.length + 1);
  expect(vendor.sumsBy('day', ...everything).get('2025-03-01')).toEqual({
    bets: (before?.bets ?? 0) + 1,
    stake: (before?.stake ?? 0n) + 30_000n,
    payout: (before?.payout ?? 0n) + 5n,
  });
});

test('a row written into the past is behind the cursors that are past it', async () => {
  const { vendor, readAll } = await startForTest();
  const { cursor, rows } = await readAll();
  const hidden = vendor.append({ recordedMs: DAY_MS + HOUR });
  expect((await readAll(cursor)).rows).toEqual([]);
  expect(idsOf((await readAll()).rows)).toContain(hidden.id);
  expect(vendor.sums(...everything).bets).toBe(rows.length + 1);
});

test('an ID may be any text, and is given once', async () => {
  const { vendor, readAll } = await startForTest({ betsPerHour: 0 });
  vendor.append({ id: 'one' });
  expect(() => vendor.append({ id: 'one' })).toThrow('this ID is there: one');
  const second = vendor.append({ userId: 'stranger' });
  expect((await readAll('one')).rows).toMatchObject([{ ID: second.id, UserID: 'stranger' }]);
});
