/** Bad input: refused whole, kept, and never in the way of the rest of its page. */
import { expect, test } from 'vitest';
import { at, only, openEngine } from '../support/engine.ts';
import { firstBet, open as openDays } from '../support/pv-days.ts';

const HOUR = { start: at('2025-03-01T03:00:00'), end: at('2025-03-01T04:00:00') };
const open = () => openEngine({ start: '2025-03-01', now: '2025-03-01T06:00:00' });

type Change = (record: Record<string, unknown>) => unknown;
const without =
  (name: string): Change =>
  (record) =>
    Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
const with_ =
  (fields: Record<string, unknown>): Change =>
  (record) => ({ ...record, ...fields });

test.for([
  ['an amount that is text', 'bet_amount', with_({ bet_amount: 'abc' })],
  ['an amount that is a number in quotes', 'gain_amount', with_({ gain_amount: '100' })],
  ['an amount with a fraction of a li', 'bet_amount', with_({ bet_amount: 12.5 })],
  ['an amount that is null', 'credit', with_({ credit: null })],
  ['a stake below zero', 'bet_amount', with_({ bet_amount: -1000 })],
  ['a missing amount', 'gain_amount', without('gain_amount')],
  ['an empty key', 'event_id', with_({ event_id: '' })],
  ['a key that is a number', 'event_id', with_({ event_id: 7 })],
  ['a missing key', 'event_id', without('event_id')],
  ['a time in milliseconds', 'end_at', with_({ end_at: 1_740_798_000_000 })],
  ['a time that is text', 'start_at', with_({ start_at: '2025-03-01' })],
  ['a player who is text', 'user_id', with_({ user_id: 'u1' })],
  ['a record that is an array', 'record', () => []],
  ['a record that is null', 'record', () => null],
] as const)('%s is refused for %s, and the rest of the page loads', async ([, field, change]) => {
  const engine = await open();
  const bets = engine.vendor.bets(HOUR.start / 1000, HOUR.end / 1000);
  engine.vendor.misbehave.malformed.set(bets[3]?.event_id ?? '', change);
  const report = await engine.backfill(HOUR);
  expect(report.exitCode).toBe(3);
  expect(only(report)).toMatchObject({
    loaded: 1,
    received: bets.length,
    inserted: bets.length - 1,
    quarantined: 1,
  });
  const [reject] = await engine.rows(
    'select account, stream, window_start::varchar as w, field, raw, run_id::varchar as run from sync.rejects',
  );
  expect(reject).toMatchObject({
    account: 'pv',
    stream: 'pv.bets',
    w: '2025-03-01 03:00:00',
    field,
    run: report.runId,
  });
  expect(JSON.parse(String(reject?.raw))).toEqual(
    JSON.parse(JSON.stringify(change({ ...bets[3] }))),
  );
});

test('a record that is refused in every read stands once in the quarantine, and leaves it when it is mended', async () => {
  const engine = await open();
  const id = engine.vendor.bets(HOUR.start / 1000, HOUR.end / 1000)[0]?.event_id ?? '';
  engine.vendor.misbehave.malformed.set(id, with_({ credit: 'x' }));
  await engine.backfill(HOUR);
  await engine.backfill(HOUR, 'all');
  expect(await engine.value('select count(*) from sync.rejects')).toBe('1');
  engine.vendor.misbehave.malformed.clear();
  const report = await engine.backfill(HOUR, 'all');
  expect(only(report)).toMatchObject({ inserted: 1, quarantined: 0 });
  expect(await engine.value('select count(*) from sync.rejects')).toBe('0');
});

test('a field that the document does not name is kept in extra and noted once', async () => {
  const engine = await open();
  for (const bet of engine.vendor.bets(HOUR.start / 1000, HOUR.end / 1000).slice(0, 5)) {
    engine.vendor.misbehave.malformed.set(bet.event_id, with_({ tournament: 'T1', odds: 1.25 }));
  }
  expect((await engine.backfill(HOUR)).exitCode).toBe(0);
  await engine.backfill(HOUR, 'all');
  expect(
    await engine.rows(
      `select extra->>'tournament' as t, extra->>'odds' as o, count(*)::integer as n from pv.bets where extra is not null group by all`,
    ),
  ).toEqual([{ t: 'T1', o: '1.25', n: 5 }]);
  expect(await engine.rows('select field from sync.drift order by 1')).toEqual([
    { field: 'odds' },
    { field: 'tournament' },
  ]);
});

test('a refused record is exit 3 though the totals differ as well, and explains the difference', async () => {
  const engine = await openDays({ start: '2025-03-02', now: '2025-03-03T06:30:00' });
  const { event_id } = firstBet(engine, '2025-03-02T10:00:00');
  engine.vendor.misbehave.malformed.set(event_id, (record) => ({
    ...record,
    bet_amount: 1.5,
  }));
  const report = await engine.sync();
  expect(report.exitCode).toBe(3);
  expect(await engine.value(`select error from sync.windows where state = 'mismatch'`)).toContain(
    '1 refused records could explain',
  );
});
