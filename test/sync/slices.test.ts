/** Time passes: slices of the open hour, its closing, late rows, holes. */
import { expect, test } from 'vitest';
import { at, only, openEngine } from '../support/engine.ts';

const ledger = `select strftime(window_start, '%H:%M') || '-' || strftime(window_end, '%H:%M') as w from sync.windows order by window_start`;
const windows = (rows: { [column: string]: unknown }[]) => rows.map((row) => row.w);

test('the open hour is pulled in slices, and once it has closed once more, late rows included', async () => {
  const engine = await openEngine({ start: '2025-03-01T10:00:00Z', now: '2025-03-01T10:21:00' });
  engine.vendor.misbehave.lateness = { share: 0.2, bySeconds: 600 };
  await engine.sync();
  engine.clock.now = at('2025-03-01T10:41:00');
  await engine.sync();
  expect(windows(await engine.rows(ledger))).toEqual(['10:00-10:20', '10:20-10:40']);
  const before = Number(await engine.value('select count(*) from pv.bets'));

  engine.clock.now = at('2025-03-01T11:12:00');
  const report = await engine.sync();
  expect(windows(await engine.rows(ledger))).toEqual(['10:00-11:00', '11:00-11:11']);
  const truth = engine.vendor.bets(
    at('2025-03-01T10:00:00') / 1000,
    at('2025-03-01T11:00:00') / 1000,
  );
  const stored = await engine.rows(
    `select event_id from pv.bets where end_at < '2025-03-01 11:00:00' order by end_at, event_id`,
  );
  expect(stored.map((row) => row.event_id)).toEqual(truth.map((bet) => bet.event_id));
  expect(truth.length).toBeGreaterThan(before);
  expect(only(report)).toMatchObject({ updated: 0, withdrawn: 0, unchanged: before });
  expect(await engine.value('select count(*) from sync.revisions')).toBe('0');
});

test('after the closing read every row of the hour names the one window that is left', async () => {
  const engine = await openEngine({ start: '2025-03-01T10:00:00Z', now: '2025-03-01T10:31:00' });
  await engine.sync();
  engine.clock.now = at('2025-03-01T11:01:00');
  await engine.sync();
  const orphans = `select count(*) from pv.bets b where not exists
    (select 1 from sync.windows w where w.window_start = b.window_start)`;
  expect(await engine.value(orphans)).toBe('0');
  const agree = `select count(*) from sync.windows w where received <>
    (select count(*) from pv.bets b where b.window_start = w.window_start)`;
  expect(await engine.value(agree)).toBe('0');
});

test('a closed hour is asked for once', async () => {
  const engine = await openEngine({ start: '2025-03-01T08:00:00Z', now: '2025-03-01T10:01:00' });
  await engine.sync();
  engine.clock.now = at('2025-03-01T10:30:00');
  engine.vendor.requests.length = 0;
  await engine.sync();
  expect(engine.vendor.requests.map((r) => (r.body as { data: unknown }).data)).toEqual([
    expect.objectContaining({
      time_start: at('2025-03-01T10:00:00') / 1000,
      time_end: at('2025-03-01T10:29:00') / 1000,
    }),
  ]);
});

test('a hole in the ledger is filled, whatever made it', async () => {
  const engine = await openEngine({ start: '2025-03-01T05:00:00Z', now: '2025-03-01T10:01:00' });
  await engine.backfill({ start: at('2025-03-01T06:00:00'), end: at('2025-03-01T07:00:00') });
  await engine.backfill({ start: at('2025-03-01T08:10:00'), end: at('2025-03-01T08:20:00') });
  await engine.sync();
  expect(windows(await engine.rows(ledger))).toEqual([
    '05:00-06:00',
    '06:00-07:00',
    '07:00-08:00',
    '08:00-08:10',
    '08:10-08:20',
    '08:20-09:00',
    '09:00-10:00',
  ]);
  expect(await engine.value('select holes from sync.freshness')).toBe('0');
});
