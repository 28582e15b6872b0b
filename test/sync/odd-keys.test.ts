/** Keys that come twice, move between windows or are no keys, and clocks that would miss them. */
import { expect, test } from 'vitest';
import { at, type Engine, histories, only, openEngine, withoutTotals } from '../support/engine.ts';
import { answer, bet, hour, open } from '../support/pv-answers.ts';

const ids = async (engine: Engine) =>
  (await engine.rows('select event_id from pv.bets order by 1')).map((row) => row.event_id);

test('a record that two windows return, at two times, is one row, and the older one a revision', async () => {
  const engine = await open();
  answer(engine, '10:00:00', [[bet('x', '10:59:59')]]);
  answer(engine, '11:00:00', [[bet('x', '11:00:01'), bet('y', '11:30:00')]]);
  await engine.backfill(hour(10));
  await engine.backfill(hour(11));
  expect(await ids(engine)).toEqual(['x', 'y']);
  expect(await engine.rows('select record_key, reason from sync.revisions')).toEqual([
    { record_key: 'x', reason: 'replaced' },
  ]);
});

test('a record whose time moves between two slices does not block the closing of its hour', async () => {
  const engine = await open('2025-03-01T10:21:00');
  answer(engine, '10:00:00', [[bet('x', '10:19:59')]]);
  await engine.sync();
  engine.clock.now = at('2025-03-01T10:41:00');
  answer(engine, '10:20:00', [[bet('x', '10:20:01')]]);
  await engine.sync();
  engine.vendor.faults.clear();
  withoutTotals(engine);
  answer(engine, '10:00:00', [[bet('x', '10:20:01')]]);
  engine.clock.now = at('2025-03-01T11:02:00');
  expect((await engine.sync()).exitCode).toBe(0);
  expect(await ids(engine)).toEqual(['x']);
});

test('a record that a foreign window returned too stays with the window of its time', async () => {
  const engine = await open();
  const both = [bet('a', '10:00:05'), bet('b', '11:00:05')];
  answer(engine, '10:00:00', [both]);
  answer(engine, '11:00:00', [both]);
  await engine.backfill(hour(10));
  await engine.backfill(hour(11));
  engine.vendor.faults.clear();
  withoutTotals(engine);
  answer(engine, '11:00:00', [[bet('b', '11:00:05')]]);
  expect(only(await engine.backfill(hour(11), 'all'))).toMatchObject({ withdrawn: 0 });
  expect(await ids(engine)).toEqual(['a', 'b']);
});

test('a clock that is ahead of the vendor by more than the lag stops the source before a bet is missed', async () => {
  const engine = await openEngine({
    start: '2025-03-01T10:00:00Z',
    now: '2025-03-01T11:02:00',
    vendor: { clockOffsetMs: -200_000 },
  });
  const report = await engine.sync();
  expect(report.exitCode).toBe(2);
  expect(only(report).stopped?.message).toContain('clock is 200 s ahead of the vendor');
  expect(await engine.value('select count(*) from sync.windows')).toBe('0');
});

test('such a clock stops the source even where the list moved until the last read', async () => {
  const engine = await openEngine({
    start: '2025-03-01T10:00:00Z',
    now: '2025-03-01T11:00:30',
    vendor: { clockOffsetMs: -200_000, betsPerHour: 0 },
  });
  const data = { items: [], total: 1, page: 1, page_size: 2000 };
  const body = JSON.stringify({ code: 200, msg: '', data });
  engine.vendor.faults.add({ kind: 'answer', times: 3, body });
  const report = await engine.sync();
  expect(histories(engine)).toHaveLength(4);
  expect(report.exitCode).toBe(2);
  expect(only(report).stopped?.code).toBe('clock');
  expect(await engine.value('select count(*) from sync.windows')).toBe('0');
});

test('an answer that lay unread while this machine stood still does not put its clock in the wrong', async () => {
  const engine = await open('2025-03-01T11:00:30');
  let hasStood = false;
  engine.vendor.faults.add({
    kind: 'reset',
    match: () => {
      // the vendor answers in this turn of the loop, the client reads it in a later one
      if (!hasStood) setImmediate(() => (engine.clock.now += 200_000));
      hasStood = true;
      return false;
    },
  });
  expect((await engine.sync()).exitCode).toBe(0);
  expect(histories(engine)).toHaveLength(2);
  expect(await engine.rows('select state, window_end::varchar as until from sync.windows')).toEqual(
    [{ state: 'loaded', until: '2025-03-01 10:59:30' }],
  );
});

test('a refused record on two pages is a moving list like any other', async () => {
  const engine = await open();
  const full = Array.from({ length: 1999 }, (_, i) => bet(`k${i}`, '10:30:00'));
  const bad = bet('bad', '10:40:00', { credit: null });
  answer(engine, '10:00:00', [[...full, bad], [bad]]);
  expect((await engine.backfill(hour(10))).exitCode).toBe(3);
  expect(await engine.value('select error from sync.windows')).toContain(
    '1 records stand on two pages',
  );
});

test('half a surrogate pair in a key is refused: two keys must not become one', async () => {
  const engine = await open();
  answer(engine, '10:00:00', [
    [bet('\ud800', '10:00:01'), bet('\ud801', '10:00:02'), bet('ok', '10:00:03')],
  ]);
  expect(only(await engine.backfill(hour(10)))).toMatchObject({ inserted: 1, quarantined: 2 });
  expect(await engine.rows('select distinct field, reason from sync.rejects')).toEqual([
    { field: 'event_id', reason: 'not well-formed Unicode' },
  ]);
});

test('a key that one answer gives two bets is no row: both are in quarantine, and said', async () => {
  const engine = await open();
  const twice = [
    bet('x', '10:00:01'),
    bet('x', '10:00:01', { bet_amount: 2000, gain_amount: -2000 }),
  ];
  answer(engine, '10:00:00', [[...twice, bet('y', '10:00:02')]]);
  const counts = only(await engine.backfill(hour(10)));
  expect(counts).toMatchObject({ received: 3, inserted: 1, unchanged: 0, quarantined: 2 });
  expect(await ids(engine)).toEqual(['y']);
  expect(
    await engine.rows(
      `select record_key, field, raw->>'bet_amount' as amount from sync.rejects order by 3`,
    ),
  ).toEqual([
    { record_key: 'x', field: 'event_id', amount: '1000' },
    { record_key: 'x', field: 'event_id', amount: '2000' },
  ]);
});

test('a key that stands on two pages of every read as two bets is in quarantine, and the rest is loaded', async () => {
  const engine = await open();
  const page = Array.from({ length: 2000 }, (_, i) => bet(`b${i}`, '10:00:01'));
  const other = bet('b7', '10:00:01', { user_id: 2 });
  answer(engine, '10:00:00', [page, [other]], 2001);
  const counts = only(await engine.backfill(hour(10)));
  expect(counts).toMatchObject({ received: 2001, inserted: 1999, quarantined: 2 });
  expect(await engine.value("select count(*) from sync.rejects where record_key = 'b7'")).toBe('2');
});

test('a key that stands twice on one page as two versions of one bet is one row, and the other version is kept', async () => {
  const engine = await open();
  const twice = [bet('x', '10:00:01', { credit: 1 }), bet('x', '10:00:01', { credit: 2 })];
  answer(engine, '10:00:00', [twice]);
  const counts = only(await engine.backfill(hour(10)));
  expect(counts).toMatchObject({ received: 2, inserted: 1, unchanged: 1 });
  expect(await engine.rows('select credit::varchar as c from pv.bets')).toEqual([{ c: '0.0020' }]);
  expect(await engine.rows(`select reason, "row"->>'credit' as c from sync.revisions`)).toEqual([
    { reason: 'superseded', c: '0.0010' },
  ]);
});
