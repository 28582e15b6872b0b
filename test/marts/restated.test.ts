/** ggr.restated: days whose figures changed after they were complete, by what the vendor was told to change. */
import { expect, test } from 'vitest';
import { formatAmount } from '../../src/transform/money.ts';
import { at, type Engine, openEngine } from '../support/engine.ts';

const RESTATED = `select cast(gaming_day as varchar) as day, source, account, currency, was_ggr::varchar as was,
  is_ggr::varchar as "is", difference::varchar as difference, changed_at::varchar as changed_at, cause from ggr.restated
  order by gaming_day, changed_at, cause`;
const dayOf = (day: string) => ({ start: at(day), end: at(day) + 86_400_000 });
const ggrOf = (engine: Engine, day: string) =>
  engine.value(`select ggr from ggr.daily where gaming_day = '${day}'`);
const firstBet = ({ vendor }: Engine, day: string) => {
  const [bet] = vendor.bets(at(day) / 1000 + 3600, at(day) / 1000 + 86_400);
  if (!bet) throw new Error(`no bet on ${day}`);
  return { id: bet.event_id, gain: Number(bet.gain_amount) };
};
const open = (now: string) => openEngine({ start: '2025-03-01', now, vendor: { betsPerHour: 6 } });
/** li are ten ten-thousandths */
const amount = (li: number) => formatAmount(BigInt(li) * 10n);

test('a replaced, a withdrawn and a late bet restate their days, each with the figure before and after, and no other day', async () => {
  const engine = await open('2025-03-05T06:00:00');
  const { misbehave } = engine.vendor;
  const [replaced, withdrawn, late] = ['2025-03-01', '2025-03-02', '2025-03-03'].map((day) =>
    firstBet(engine, day),
  );
  if (!replaced || !withdrawn || !late) throw new Error('three bets expected');
  misbehave.withdrawn.add(late.id);
  await engine.sync();
  expect(await engine.rows(RESTATED)).toEqual([]);
  const was = await Promise.all(['01', '02', '03'].map((d) => ggrOf(engine, `2025-03-${d}`)));

  misbehave.withdrawn.delete(late.id);
  misbehave.withdrawn.add(withdrawn.id);
  misbehave.amended.set(replaced.id, { gain_amount: replaced.gain - 5000 });
  engine.clock.now = at('2025-03-07T06:00:00');
  for (const day of ['2025-03-01', '2025-03-02', '2025-03-03', '2025-03-04']) {
    await engine.backfill(dayOf(day), 'all');
  }
  const is = await Promise.all(['01', '02', '03'].map((d) => ggrOf(engine, `2025-03-${d}`)));
  const who = { source: 'pv', account: 'pv', currency: 'CNY', changed_at: '2025-03-07 06:00:00' };
  expect(await engine.rows(RESTATED)).toEqual([
    { ...who, day: '2025-03-01', was: was[0], is: is[0], difference: '5.0000', cause: 'replaced' },
    {
      ...who,
      day: '2025-03-02',
      was: was[1],
      is: is[1],
      difference: amount(withdrawn.gain),
      cause: 'withdrawn',
    },
    {
      ...who,
      day: '2025-03-03',
      was: was[2],
      is: is[2],
      difference: amount(-late.gain),
      cause: 'late',
    },
  ]);
  expect(
    await engine.value(
      `select count(distinct run_id) from ggr.restated join sync.runs using (run_id) where command = 'backfill'`,
    ),
  ).toBe('3');
});

test('a day that is restated twice has a row for each change, from one figure to the next', async () => {
  const engine = await open('2025-03-03T06:00:00');
  await engine.sync();
  const bet = firstBet(engine, '2025-03-01');
  const figures = [await ggrOf(engine, '2025-03-01')];
  for (const [now, by] of [
    ['2025-03-04T06:00:00', 1000],
    ['2025-03-05T06:00:00', 4000],
  ] as const) {
    engine.clock.now = at(now);
    engine.vendor.misbehave.amended.set(bet.id, { gain_amount: bet.gain + by });
    await engine.backfill(dayOf('2025-03-01'), 'all');
    figures.push(await ggrOf(engine, '2025-03-01'));
  }
  expect(await engine.rows(RESTATED)).toMatchObject([
    { was: figures[0], is: figures[1], difference: '-1.0000', changed_at: '2025-03-04 06:00:00' },
    { was: figures[1], is: figures[2], difference: '-3.0000', changed_at: '2025-03-05 06:00:00' },
  ]);
});

test('what changes before the day is complete restates nothing: an hour read while it was open, a day that began before the sync', async () => {
  const engine = await open('2025-03-01T06:30:00');
  await engine.sync();
  const [first] = engine.vendor.bets(
    at('2025-03-01T02:00:00') / 1000,
    at('2025-03-01T03:00:00') / 1000,
  );
  if (!first) throw new Error('no bet');
  engine.vendor.misbehave.amended.set(first.event_id, { gain_amount: 123_000 });
  await engine.backfill(
    { start: at('2025-03-01T02:00:00'), end: at('2025-03-01T03:00:00') },
    'all',
  );
  engine.clock.now = at('2025-03-02T06:30:00');
  await engine.sync();
  expect(await engine.value(`select count(*) from sync.revisions where reason = 'replaced'`)).toBe(
    '1',
  );
  expect(await engine.rows(RESTATED)).toEqual([]);
});

test('a window keeps the moment at which it was first whole, however often it is read again', async () => {
  const engine = await open('2025-03-01T06:30:00');
  await engine.sync();
  const closed = (start: string) =>
    engine.rows(
      `select closed_at::varchar as closed, fetched_at::varchar as fetched from sync.windows where window_start = '2025-03-01 ${start}'`,
    );
  const first = '2025-03-01 06:30:00';
  expect(await closed('03:00:00')).toEqual([{ closed: first, fetched: first }]);
  engine.clock.now = at('2025-03-01T09:30:00');
  await engine.backfill(
    { start: at('2025-03-01T03:00:00'), end: at('2025-03-01T04:00:00') },
    'all',
  );
  await engine.sync();
  const second = '2025-03-01 09:30:00';
  expect(await closed('03:00:00')).toEqual([{ closed: first, fetched: second }]);
  // it was a part of an hour before
  expect(await closed('06:00:00')).toEqual([{ closed: second, fetched: second }]);
});
