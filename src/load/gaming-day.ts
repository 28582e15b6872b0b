/** The macros that give the gaming day, made anew when the zone, the day's start or Node's zone data changed. */
import { createHash } from 'node:crypto';
import { ConfigError } from '../contract/errors.ts';
import { type DayShift, dayShifts, FIRST_YEAR, LAST_YEAR } from '../transform/day-shifts.ts';
import { DAY_MS, isTimeZone, sqlTimestamp } from '../transform/time.ts';
import { count, type Database } from './database.ts';
import { sql } from './sql.ts';

/** Goes up when what fills the macros changes; their own text is told by a part of its hash. */
const EDITION = 2;

/**
 * To be called in a transaction, before views are made. A store without settings has days of UTC. Throws
 * ConfigError where this Node does not know the zone.
 */
export async function refreshGamingDay(db: Database): Promise<void> {
  const stored = await db.maybeOne(sql('queries/read-day-rules'));
  const zone = String(stored?.report_timezone ?? 'UTC');
  const dayStartMs = count(stored?.day_start_ms);
  const rules = rulesOf(zone, dayStartMs);
  if (stored ? stored.day_rules === rules : await hasDays(db)) return;
  if (!isTimeZone(zone)) {
    throw new ConfigError(`gaming days are in ${zone}, which this Node does not know`, {
      hint: 'run ggr with a newer Node',
    });
  }
  await db.run(gamingDaySql(dayShifts(zone, dayStartMs)));
  const years = { first_year: String(FIRST_YEAR), after_year: String(LAST_YEAR + 1) };
  await db.run(sql('queries/write-gaming-days', years));
  await db.run(sql('queries/write-day-rules'), { rules });
  await db.run(sql('queries/forget-kept'));
}

/** Whether a store without settings has its days already. */
async function hasDays(db: Database): Promise<boolean> {
  const [first] = await db.many('select 1 from sync.gaming_days limit 1');
  return first !== undefined;
}

/** The statements that make the macros as they are in this store. */
export async function gamingDayStatements(db: Database): Promise<string> {
  const stored = await db.maybeOne(sql('queries/read-day-rules'));
  const zone = String(stored?.report_timezone ?? 'UTC');
  return gamingDaySql(dayShifts(zone, count(stored?.day_start_ms)));
}

/** What the days come from, in words that a person can compare. */
function rulesOf(zone: string, dayStartMs: number): string {
  const start = new Date(dayStartMs).toISOString().slice(11, 16);
  return `${zone} from ${start}, zone data ${process.versions.tz}, changes of ${FIRST_YEAR} to ${LAST_YEAR}, edition ${EDITION} ${textMark()}`;
}

function textMark(): string {
  const text = sql('marts/gaming-day', { day: 'day', start: 'start' });
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** The statements that make the macros. */
export function gamingDaySql(shifts: readonly DayShift[]): string {
  return sql('marts/gaming-day', { day: dayOf(shifts), start: startOf(shifts) });
}

/** make_timestamp of whole microseconds: adding an interval took half as long again. */
function dayOf(shifts: readonly DayShift[]): string {
  const [only] = shifts;
  if (shifts.length === 1 && only?.ms === 0) return 'cast(instant as date)';
  const shift = search(shifts, {
    before: (_, next) => `instant < timestamp '${sqlTimestamp(next)}'`,
    found: ({ ms }) => String(ms * 1000),
  });
  return `cast(make_timestamp(epoch_us(instant) + ${shift}) as date)`;
}

/** The first instant whose clock shows the day or a later one: clocks that go forward may pass its beginning. */
function startOf(shifts: readonly DayShift[]): string {
  return search(shifts, {
    before: ({ ms }, next) =>
      `day < date '${sqlTimestamp(Math.ceil((next + ms) / DAY_MS) * DAY_MS).slice(0, 10)}'`,
    found: ({ from, ms }) => {
      const start = `cast(day as timestamp) - to_seconds(${ms / 1000})`;
      return from === undefined ? start : `greatest(timestamp '${sqlTimestamp(from)}', ${start})`;
    },
  });
}

interface Search {
  /** Whether what is looked for lies in a shift that ends at `next`, or in one before it, in SQL. */
  readonly before: (shift: DayShift, next: number) => string;
  readonly found: (shift: DayShift) => string;
}

/** Nested halves: 7 comparisons for 120 shifts. One after the other they took five times as long. */
function search(shifts: readonly DayShift[], how: Search): string {
  const [first] = shifts;
  if (!first) throw new Error('there is no shift');
  if (shifts.length === 1) return how.found(first);
  const middle = shifts.length >> 1;
  const [left, right] = [shifts.slice(0, middle), shifts.slice(middle)];
  const [last, next] = [left.at(-1), right[0]?.from];
  if (!last || next === undefined) throw new Error('a shift has no beginning');
  return `case when ${how.before(last, next)} then ${search(left, how)} else ${search(right, how)} end`;
}
