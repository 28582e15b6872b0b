/** Gaming days and hours when clocks change. Berlin: +01:00 in winter, +02:00 in summer. */
import { expect, test } from 'vitest';
import { openHandMade } from '../support/hand-made.ts';

type Store = Awaited<ReturnType<typeof openHandMade>>;

/** One bet every half hour, each with a stake of its own power of two: a sum tells which bets are in it. */
async function fill({ pv }: Store, ends: readonly string[]): Promise<void> {
  for (const [i, end] of ends.entries()) await pv({ end, user: i, stake: String(2 ** i) });
}
const hours = ({ rows }: Store) =>
  rows(`select hour_start::varchar as hour, gaming_day::varchar as day, bets::integer as bets, stake::integer as stake,
               players::integer as players from ggr.hourly order by 1, 2`);
const days = ({ rows }: Store) =>
  rows(
    `select gaming_day::varchar as day, bets::integer as bets, stake::integer as stake from ggr.daily order by 1`,
  );

test('the hour that the clock shows twice is two hours of one day, with every bet once', async () => {
  const store = await openHandMade({ zone: 'Europe/Berlin', dayStart: '03:00' });
  // 02:15 and 02:45 summer time, 02:15 and 02:45 winter time, 03:00 winter time
  await fill(store, [
    '2025-10-26T00:15:00',
    '2025-10-26T00:45:00',
    '2025-10-26T01:15:00',
    '2025-10-26T01:45:00',
    '2025-10-26T02:00:00',
  ]);
  expect(await hours(store)).toEqual([
    { hour: '2025-10-26 00:00:00', day: '2025-10-25', bets: 2, stake: 3, players: 2 },
    { hour: '2025-10-26 01:00:00', day: '2025-10-25', bets: 2, stake: 12, players: 2 },
    { hour: '2025-10-26 02:00:00', day: '2025-10-26', bets: 1, stake: 16, players: 1 },
  ]);
  expect(await days(store)).toEqual([
    { day: '2025-10-25', bets: 4, stake: 15 },
    { day: '2025-10-26', bets: 1, stake: 16 },
  ]);
});

test('a day that begins within the hour that the clock skips begins when it has skipped it', async () => {
  const store = await openHandMade({ zone: 'Europe/Berlin', dayStart: '02:30' });
  // 01:59:59 winter time is followed by 03:00:00 summer time
  await fill(store, [
    '2025-03-30T00:30:00',
    '2025-03-30T00:59:59',
    '2025-03-30T01:00:00',
    '2025-03-30T01:30:00',
  ]);
  expect(await hours(store)).toEqual([
    { hour: '2025-03-30 00:00:00', day: '2025-03-29', bets: 2, stake: 3, players: 2 },
    { hour: '2025-03-30 01:00:00', day: '2025-03-30', bets: 2, stake: 12, players: 2 },
  ]);
});

test('the day of a change has 23 or 25 hours, and midnight is where the zone has it', async () => {
  const store = await openHandMade({ zone: 'Europe/Berlin' });
  await store.rows(`
    insert into pv.bets
    select 'pv', i::varchar, 'd', 1, i, '', 1, 0, 0, 0, t, t, null, t, t, 1, '00000000-0000-0000-0000-000000000001'
      from (select i, timestamp '2025-03-28' + to_minutes(i * 15) as t from range(21000) r(i))`);
  expect(
    await store.rows(`select gaming_day::varchar as day, bets::integer as quarters from ggr.daily
                       where bets <> 96 and gaming_day not in (select min(gaming_day) from ggr.daily)
                         and gaming_day not in (select max(gaming_day) from ggr.daily) order by 1`),
  ).toEqual([
    { day: '2025-03-30', quarters: 92 },
    { day: '2025-10-26', quarters: 100 },
  ]);
  expect(await store.value(`select count(*) from ggr.hourly where bets <> 4`)).toBe('0');
  expect(await store.value(`select sum(bets) from ggr.hourly`)).toBe('21000');
});

test('where a day begins within an hour of UTC, the hour has a row for each day', async () => {
  const store = await openHandMade({ zone: 'Asia/Kolkata' }); // +05:30
  await fill(store, ['2025-03-01T18:29:59', '2025-03-01T18:30:00']);
  expect(await hours(store)).toEqual([
    { hour: '2025-03-01 18:00:00', day: '2025-03-01', bets: 1, stake: 1, players: 1 },
    { hour: '2025-03-01 18:00:00', day: '2025-03-02', bets: 1, stake: 2, players: 1 },
  ]);
});

test('ggr.gaming_day gives the day of any instant, as the views do', async () => {
  const store = await openHandMade({ zone: 'Europe/Berlin', dayStart: '06:00' });
  expect(
    await store.rows(
      `select ggr.gaming_day(timestamp '2025-03-30 03:59:59')::varchar as a, ggr.gaming_day(timestamp '2025-03-30 04:00:00')::varchar as b`,
    ),
  ).toEqual([{ a: '2025-03-29', b: '2025-03-30' }]);
});
