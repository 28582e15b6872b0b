/** Gaming days in every zone, against Node: its zone data give the day, DuckDB's own do not. */
import { expect, test } from 'vitest';
import { openEngine } from '../../src/load/engine.ts';
import { gamingDaySql } from '../../src/load/gaming-day.ts';
import { writeSettings } from '../../src/load/settings.ts';
import { dayShifts } from '../../src/transform/day-shifts.ts';
import { DAY_MS } from '../../src/transform/time.ts';
import { openHandMade } from '../support/hand-made.ts';

const ZONES = Intl.supportedValuesOf('timeZone');
const [FROM, TO] = [Date.UTC(2020, 0), Date.UTC(2031, 0)];
const STEP_MS = 1201 * 3_600_000;
const at = (text: string) => Date.parse(text);

/** The calendar day that Node's clock shows, as days since 1970. */
function nodeDays(zone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  return (instant) => at(format.format(instant)) / DAY_MS;
}

async function openMacros() {
  const instance = await openEngine({ threads: '2' });
  const connection = await instance.connect();
  const values = async (sql: string) =>
    ((await connection.runAndReadAll(sql)).getRowObjectsJson() as { value: unknown }[]).map((row) =>
      Number(row.value),
    );
  await connection.run('create schema ggr');
  const use = (zone: string, dayStartMs: number) =>
    connection.run(gamingDaySql(dayShifts(zone, dayStartMs)));
  return { use, values, run: (sql: string) => connection.run(sql) };
}

test('in every zone that Node knows, around each change of clocks of 2020 to 2030 and every 1201 hours between, the gaming day is the date that Node shows', async () => {
  const { use, values } = await openMacros();
  const grid = Array.from({ length: (TO - FROM) / STEP_MS }, (_, i) => FROM + i * STEP_MS);
  const wrong: string[] = [];
  for (const zone of ZONES) {
    const changes = dayShifts(zone, 0).flatMap(({ from }) =>
      from !== undefined && from >= FROM && from < TO
        ? [-DAY_MS, -3_600_000, -1000, 0, 1000, 3_600_000, 7_200_000, DAY_MS].map((by) => from + by)
        : [],
    );
    const instants = [...grid, ...changes];
    await use(zone, 0);
    const days = await values(
      `select ggr.gaming_day(instant) - date '1970-01-01' as value
         from (select make_timestamp(unnest([${instants.join(', ')}]) * 1000) as instant)`,
    );
    const expected = nodeDays(zone);
    for (const [i, instant] of instants.entries()) {
      if (days[i] !== expected(instant)) wrong.push(`${zone} ${new Date(instant).toISOString()}`);
    }
  }
  expect(wrong).toEqual([]);
}, 120_000);

test('in every zone gaming days follow one another, and ggr.gaming_day_starts says where each begins, also where the clock shows its beginning twice', async () => {
  const { use, values, run } = await openMacros();
  await run(
    `create table days as select date '2020-01-01' + cast(i as integer) as day from range(4018) t(i)`,
  );
  const wrong: string[] = [];
  for (const zone of ZONES) {
    await use(zone, 5_400_000); // 01:30, which many zones show twice a year
    const [count] = await values(
      `with starts as materialized (
         select day, ggr.gaming_day_starts(day) as start from days
       ), instants as materialized (
         select day, start as instant from starts
          union all
         select day - 1, start - interval 1 microsecond from starts
       )
       select count(*) as value from instants where ggr.gaming_day(instant) <> day`,
    );
    if (count !== 0) wrong.push(`${zone}: ${count} days`);
  }
  expect(wrong).toEqual([]);
}, 120_000);

test('a day that begins while the clock shows an hour for the second time has begun at the first', async () => {
  const store = await openHandMade({ zone: 'Europe/Berlin', dayStart: '02:30' });
  const day = (instant: string) =>
    store.value(`select ggr.gaming_day(timestamp '2025-10-26 ${instant}')`);
  expect(await day('00:29:59')).toBe('2025-10-25'); // 02:29:59 in summer time
  expect(await day('00:30:00')).toBe('2025-10-26');
  expect(await day('01:10:00')).toBe('2025-10-26'); // 02:10 again, in winter time
  expect(await store.value(`select ggr.gaming_day_starts(date '2025-10-26')`)).toBe(
    '2025-10-26 00:30:00',
  );
});

test('a bet at 07:30Z in America/Vancouver, which stays on summer time from 2026 on, is of the day that it is there', async () => {
  const store = await openHandMade({ zone: 'America/Vancouver' });
  await store.pv({ end: '2026-12-01T07:30:00' }); // 00:30 at -07:00
  expect(await store.value('select gaming_day from ggr.daily')).toBe('2026-12-01');
});

test('settings that change give other days at once, and say what the days come from', async () => {
  const store = await openHandMade({ zone: 'UTC' });
  await store.pv({ end: '2025-03-01T23:30:00' });
  await writeSettings(store.warehouse, {
    reportTimezone: 'Asia/Kathmandu',
    dayStart: '06:00',
    baseCurrency: undefined,
    isDemo: false,
  });
  expect(await store.value('select gaming_day from ggr.daily')).toBe('2025-03-01');
  expect(await store.value('select day_rules from sync.settings')).toContain(
    `Asia/Kathmandu from 06:00, zone data ${process.versions.tz}`,
  );
});
