/** Rows that are stored after their ids were given: a walk begins again before its end, and no row is passed. */
import { describe, expect, test } from 'vitest';
import { rememberAccounts } from '../../src/load/settings.ts';
import { at, only } from '../support/engine.ts';
import { openPopEngine, type PopEngine } from '../support/pop-engine.ts';

const START = '2025-03-01T10:00:00';
const id = (n: number) => `19000000000000000${String(n).padStart(2, '0')}`;
const open = (options: Partial<Parameters<typeof openPopEngine>[0]> = {}) =>
  openPopEngine({ now: START, vendor: { betsPerHour: 0 }, ...options });
const give = ({ vendor }: PopEngine, n: number, time: string) =>
  vendor.append({ id: id(n), recordedMs: at(`2025-03-01T${time}`) });
const stored = async ({ rows }: PopEngine) =>
  (await rows('select id from pop.bets order by id')).map((row) =>
    Number(String(row.id).slice(-2)),
  );
const LEDGER = `select cursor, resume_cursor, rows::integer as rows, resume_rows::integer as resume_rows,
  is_complete, complete_until::varchar as complete_until from sync.cursors where range_start is null`;

test('a row that appears below the cursor comes with the next sync, and is never said to be there before', async () => {
  const engine = await open();
  give(engine, 1, '09:59:50');
  give(engine, 3, '09:59:52');
  await engine.sync();
  expect(await stored(engine)).toEqual([1, 3]);
  const [ledger] = await engine.rows(LEDGER);
  expect(ledger).toMatchObject({ cursor: id(3), rows: 2, complete_until: '2025-03-01 09:55:00' });
  give(engine, 2, '09:59:51');
  give(engine, 4, '09:59:53');
  engine.clock.now += 60_000;
  expect(only(await engine.sync())).toMatchObject({ inserted: 2, unchanged: 2, updated: 0 });
  expect(await stored(engine)).toEqual([1, 2, 3, 4]);
  expect(await engine.rows(LEDGER)).toMatchObject([{ cursor: id(4), rows: 4 }]);
});

test('it does so with one row a page, where the cursors before the end are many', async () => {
  const engine = await open();
  engine.vendor.misbehave.maxRows = 1;
  for (const [n, time] of [
    [1, '09:40:00'],
    [2, '09:50:00'],
    [4, '09:59:00'],
    [6, '09:59:30'],
  ] as const) {
    give(engine, n, time);
  }
  await engine.sync();
  // what can still be joined lies behind 2
  expect(await engine.rows(LEDGER)).toMatchObject([
    { resume_cursor: id(2), resume_rows: 2, rows: 4 },
  ]);
  give(engine, 3, '09:58:00');
  give(engine, 5, '09:59:15');
  engine.clock.now += 60_000;
  await engine.sync();
  expect(await stored(engine)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await engine.rows(LEDGER)).toMatchObject([{ rows: 6 }]);
});

test('it does so after a quiet night, when the last row lies hours back', async () => {
  const engine = await open();
  give(engine, 1, '09:59:50');
  give(engine, 3, '09:59:52');
  await engine.sync();
  engine.clock.now += 8 * 3_600_000;
  await engine.sync();
  expect(await engine.rows(LEDGER)).toMatchObject([{ complete_until: '2025-03-01 17:55:00' }]);
  give(engine, 2, '09:59:51');
  await engine.sync();
  expect(await stored(engine)).toEqual([1, 2, 3]);
});

test('the lag decides where the next walk begins again, where it is longer than some minutes', async () => {
  const lag = { env: { GGR_POP_LAG_SECONDS: '1800' } };
  for (const [options, has] of [
    [lag, true],
    [{}, false],
  ] as const) {
    const engine = await open(options);
    engine.vendor.misbehave.maxRows = 1;
    give(engine, 1, '09:35:00');
    give(engine, 3, '09:45:00');
    give(engine, 5, '10:00:00');
    await engine.sync();
    give(engine, 2, '09:40:00');
    engine.clock.now += 60_000;
    await engine.sync();
    expect((await stored(engine)).includes(2)).toBe(has);
  }
});

test('a sync that has nothing new reads one page or two, and changes neither rows nor counts', async () => {
  const engine = await open({ now: '2025-03-02T10:00:00', vendor: { betsPerHour: 200 } });
  await engine.sync();
  const before = await engine.rows(LEDGER);
  const bets = await engine.rows('select * from pop.bets order by id');
  const calls = engine.calls();
  const outcome = only(await engine.sync());
  expect(engine.calls() - calls).toBe(2);
  expect(outcome).toMatchObject({
    loaded: 0,
    inserted: 0,
    updated: 0,
    unchanged: outcome.received,
  });
  expect(await engine.rows(LEDGER)).toEqual(before);
  expect(await engine.rows('select * from pop.bets order by id')).toEqual(bets);
  expect(await engine.value('select count(*) from sync.revisions')).toBe('0');
});

test('a record that is refused at the end of a walk is news once, however often it is met again', async () => {
  const engine = await open();
  give(engine, 1, '09:59:50');
  give(engine, 2, '09:59:51');
  engine.vendor.misbehave.cells.set(id(2), { Bet: 'x' });
  expect((await engine.sync()).exitCode).toBe(3);
  const REJECTS = 'select id, first_seen::varchar as first_seen from sync.rejects';
  const rejects = await engine.rows(REJECTS);
  expect(rejects).toHaveLength(1);
  engine.clock.now += 60_000;
  const again = await engine.sync();
  expect(again.exitCode).toBe(0);
  expect(only(again)).toMatchObject({ quarantined: 1, refusedNew: 0, unchanged: 1 });
  expect(await engine.rows(REJECTS)).toEqual(rejects);
  engine.vendor.misbehave.cells.clear();
  await engine.sync();
  expect(await engine.value('select count(*) from sync.rejects')).toBe('0');
});

test('whatever is stored late, by up to five minutes, a sync a minute ends with the books of the vendor', async () => {
  const engine = await openPopEngine({ now: '2025-03-01T09:00:00', vendor: { betsPerHour: 1200 } });
  const { vendor, clock } = engine;
  vendor.misbehave.maxRows = 40;
  // a pattern of delays with neighbours that overtake each other
  vendor.misbehave.storedAfterMs = ({ recordedMs }) => (recordedMs * 7919) % 290_000;
  let late = 0;
  for (let minute = 0; minute < 30; minute += 1) {
    clock.now += 60_000;
    await engine.sync();
    const complete = at(
      String(
        await engine.value(
          "select strftime(complete_until, '%Y-%m-%dT%H:%M:%S.%f') from sync.cursors",
        ),
      ),
    );
    const sums = vendor.bets(0, complete).length;
    expect(
      await engine.value(`select count(*) from pop.bets where insert_time < epoch_ms(${complete})`),
    ).toBe(String(sums));
    late += Number(await engine.value('select count(*) from pop.bets')) - sums;
  }
  expect(late).toBeGreaterThan(0);
  clock.now += 300_000;
  await engine.sync();
  expect(await stored(engine)).toHaveLength(vendor.bets(0, clock.now + 1).length);
});

describe('a cursor that the vendor no longer takes', () => {
  const refuse = (engine: PopEngine, cursors: readonly string[]) => {
    engine.vendor.misbehave.unknownCursors = new Set(cursors);
  };
  const twoPages = async (options = {}) => {
    const engine = await open(options);
    engine.vendor.misbehave.maxRows = 1;
    for (const [n, time] of [
      [1, '09:00:00'],
      [2, '09:59:50'],
      [3, '09:59:52'],
    ] as const)
      give(engine, n, time);
    await engine.sync();
    expect(await engine.rows(LEDGER)).toMatchObject([{ cursor: id(3), resume_cursor: id(1) }]);
    give(engine, 4, '10:00:10');
    engine.clock.now += 60_000;
    return engine;
  };

  test('before the end gives way to the one at the end, and that is said', async () => {
    const engine = await twoPages();
    refuse(engine, [id(1)]);
    const said: string[] = [];
    const report = await engine.sync(undefined, undefined, undefined, (line) => said.push(line));
    expect(report.exitCode).toBe(0);
    expect(said.join()).toContain('the vendor no longer takes the cursor');
    expect(said.join()).toContain('backfill --only all');
    expect(await stored(engine)).toEqual([1, 2, 3, 4]);
    expect(await engine.rows(LEDGER)).toMatchObject([{ cursor: id(4), rows: 4 }]);
  });

  test('at the end as well fails, and the third time in a row the walk begins at the beginning', async () => {
    const engine = await twoPages();
    refuse(engine, [id(1), id(3)]);
    expect((await engine.sync()).exitCode).toBe(3);
    expect((await engine.sync()).exitCode).toBe(3);
    expect(await engine.rows(LEDGER)).toMatchObject([{ cursor: id(3), is_complete: true }]);
    engine.vendor.misbehave.maxRows = 5000;
    expect((await engine.sync()).exitCode).toBe(0);
    expect(await stored(engine)).toEqual([1, 2, 3, 4]);
    expect(await engine.rows(LEDGER)).toMatchObject([{ cursor: id(4), rows: 4 }]);
  });
});

test('a walk that failed at its first page begins again before the end, not at it', async () => {
  const engine = await open({ net: { retries: 0 } });
  give(engine, 1, '09:59:50');
  give(engine, 3, '09:59:52');
  await engine.sync();
  give(engine, 2, '09:59:51');
  engine.vendor.faults.add({ kind: 'http-500-html' });
  expect((await engine.sync()).exitCode).toBe(3);
  expect((await engine.sync()).exitCode).toBe(0);
  expect(await stored(engine)).toEqual([1, 2, 3]);
});

test('a backfill of what is missing begins before the end of sync, too', async () => {
  const engine = await open();
  give(engine, 1, '09:59:50');
  give(engine, 3, '09:59:52');
  await engine.sync();
  give(engine, 2, '09:59:51');
  engine.clock.now += 600_000;
  const range = { start: at('2025-03-01T09:00:00'), end: at('2025-03-01T10:05:00') };
  expect(only(await engine.backfill(range))).toMatchObject({ inserted: 1, unchanged: 2 });
  expect(await engine.planFor(range, 'missing')).toMatchObject([{ windows: [], requests: 0 }]);
});

test('an account keeps its currency while a walk that begins again at the beginning has failed', async () => {
  const engine = await open({ net: { retries: 0 } });
  give(engine, 1, '09:59:50');
  await engine.sync();
  engine.vendor.faults.add({ kind: 'http-500-html' });
  expect((await engine.sync()).exitCode).toBe(3);
  await expect(
    rememberAccounts(engine.warehouse, [{ ...engine.account, currency: 'USD' }]),
  ).rejects.toThrow('EUR');
});
