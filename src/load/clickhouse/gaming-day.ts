/** The gaming day in ClickHouse's words: the same shifts of Node's zone data, looked up among constants. */
import { type DayShift, dayShifts } from '../../transform/day-shifts.ts';
import { DAY_MS } from '../../transform/time.ts';
import { count, type Database } from '../database.ts';
import { sql } from '../sql.ts';

export interface GamingDay {
  /** The day of an instant, a Date32. */
  readonly of: (instant: string) => string;
  /** The first instant of a day. */
  readonly starts: (day: string) => string;
}

/** By the store's own settings. */
export async function gamingDay(db: Database): Promise<GamingDay> {
  const stored = await db.maybeOne(sql('queries/read-day-rules'));
  const zone = String(stored?.report_timezone ?? 'UTC');
  return spell(dayShifts(zone, count(stored?.day_start_ms)));
}

/** roundDown is a search among sorted constants: nested ifs would evaluate every branch for every row. */
function spell(shifts: readonly DayShift[]): GamingDay {
  const froms = shifts.map(({ from }) => from ?? 0);
  const shiftMs = shifts.map(({ ms }) => ms);
  const pick = (value: string, edges: readonly number[], results: readonly number[]) =>
    `transform(roundDown(${value}, [${edges.map(long).join(', ')}]), [${edges.map(long).join(', ')}], [${results.map(long).join(', ')}], toInt64(0))`;
  const of = (instant: string) => {
    if (shifts.length === 1 && shiftMs[0] === 0) return `toDate32(${instant})`;
    const ms = `toUnixTimestamp64Milli(${instant})`;
    return `toDate32(addMilliseconds(${instant}, ${pick(ms, froms, shiftMs)}))`;
  };
  // the last shift whose first day it is
  const byDay = new Map<number, DayShift>();
  for (const [index, shift] of shifts.entries()) {
    const before = shifts[index - 1]?.ms ?? 0;
    byDay.set(shift.from === undefined ? 0 : Math.ceil((shift.from + before) / DAY_MS), shift);
  }
  const days = [...byDay.keys()];
  const found = [...byDay.values()];
  const starts = (day: string) => {
    const number = `toInt64(toInt32(${day}))`;
    const shift = pick(
      number,
      days,
      found.map(({ ms }) => ms),
    );
    const from = pick(
      number,
      days,
      found.map(({ from: at }) => at ?? 0),
    );
    return `fromUnixTimestamp64Milli(greatest(${number} * ${DAY_MS} - ${shift}, ${from}), 'UTC')`;
  };
  return { of, starts };
}

const long = (value: number) => `toInt64(${value})`;
