/**
 * Which files a table is cut into. Pure: what was there, what was touched and what time it is decide.
 * A file is an hour while its day is open, so that a minute costs an hour at most; a day when that is
 * over and quiet; when all days of a month are, the month, or runs of its days where it is large: to open a file
 * costs a query 0.06 ms, whatever it asks for.
 */
import type { EpochMs } from '../../contract/window.ts';
import { DAY_MS, HOUR_MS } from '../../transform/time.ts';
import type { Part } from './manifest.ts';

/** Half-open, of a table's clock or of its sequence. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

export interface Plan {
  /** Files that are as they were. */
  readonly keep: readonly Part[];
  readonly write: readonly Span[];
}

/** So long after a day's end its rows still come hour by hour: vendors' lags, and the second read of a window. */
const DAY_OPEN_MS = 6 * HOUR_MS;
const MONTH_OPEN_MS = 3 * DAY_MS;
/** What was written within it may be touched again soon: it is not merged yet. */
const QUIET_MS = HOUR_MS;
/** A touched hour writes its whole file anew: 1 M rows take about a second. */
export const MOST_DAY_ROWS = 2_000_000;
export const MOST_RUN_ROWS = 1_000_000;

const dayOf = (instant: EpochMs): EpochMs => Math.floor(instant / DAY_MS) * DAY_MS;
const monthOf = (instant: EpochMs): EpochMs => {
  const date = new Date(instant);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
};
const monthEnd = (month: EpochMs): EpochMs => monthOf(month + 32 * DAY_MS);
const hourSpan = (hour: EpochMs): Span => ({ from: hour, until: hour + HOUR_MS });
const daySpan = (day: EpochMs): Span => ({ from: day, until: day + DAY_MS });
const dayIsOpen = (day: EpochMs, now: EpochMs) => day + DAY_MS + DAY_OPEN_MS > now;
const monthIsOpen = (month: EpochMs, now: EpochMs) => monthEnd(month) + MONTH_OPEN_MS > now;
const isHour = ({ from, until }: Span) => until - from === HOUR_MS;
const isDay = ({ from, until }: Span) => until - from === DAY_MS;

const isMonth = ({ from, until }: Span) => monthOf(from) === from && monthEnd(from) === until;

/** The name of a file: 2025-03-10T14, 2025-03-10, 2025-03, or 2025-03-01--11 for a run of days. */
export function nameOf(span: Span): string {
  const name = new Date(span.from).toISOString();
  if (isHour(span)) return name.slice(0, 13);
  if (isDay(span)) return name.slice(0, 10);
  if (isMonth(span)) return name.slice(0, 7);
  return `${name.slice(0, 10)}--${new Date(span.until - DAY_MS).toISOString().slice(8, 10)}`;
}

/** What a publish writes of a table: the files of touched hours, and those that it makes of smaller ones. */
export function planDated(
  parts: readonly Part[],
  touched: readonly EpochMs[],
  { now, merges }: { readonly now: EpochMs; readonly merges: boolean },
): Plan {
  const plan = planTouched(parts, touched, now);
  if (!merges) return plan;
  // what is written now is not quiet: its day is merged another time
  const written = plan.write.map((span) => asPart(span, now));
  const merged = planMerges([...plan.keep, ...written], now);
  const keep = merged.keep.filter((part) => !written.includes(part));
  return { keep, write: [...plan.write, ...merged.write] };
}

/** A file that is yet to be written. */
export function asPart({ from, until }: Span, written: EpochMs): Part {
  return { file: '', from, until, rows: 0, written };
}

/** The files of touched hours are written anew; an hour that no file covers gets one. */
export function planTouched(
  parts: readonly Part[],
  touched: readonly EpochMs[],
  now: EpochMs,
): Plan {
  const days = new Set(parts.filter(isHour).map(({ from }) => dayOf(from)));
  const write = new Map<number, Span>();
  for (const hour of touched) {
    const covering = parts.find(({ from, until }) => from <= hour && hour < until);
    const day = dayOf(hour);
    const fresh = dayIsOpen(day, now) || days.has(day) ? hourSpan(hour) : daySpan(day);
    const { from, until } = covering ?? fresh;
    write.set(from, { from, until });
  }
  return { keep: parts.filter(({ from }) => !write.has(from)), write: [...write.values()] };
}

export interface HourCount {
  readonly hour: EpochMs;
  readonly rows: number;
}

/** All files of a table, from the number of rows of each of its hours. */
export function planWhole(hours: readonly HourCount[], now: EpochMs): Span[] {
  return grouped(hours, ({ hour }) => monthOf(hour)).flatMap(([month, ofMonth]) => {
    const days = grouped(ofMonth, ({ hour }) => dayOf(hour));
    const whole = days.map(([day, some]) => ({ ...daySpan(day), rows: rowsOf(some) }));
    if (!monthIsOpen(month, now) && whole.every(({ rows }) => rows <= MOST_DAY_ROWS)) {
      return runsOf(month, whole);
    }
    return days.flatMap(([day, ofDay]) =>
      dayIsOpen(day, now) || rowsOf(ofDay) > MOST_DAY_ROWS
        ? ofDay.map(({ hour }) => hourSpan(hour))
        : [daySpan(day)],
    );
  });
}

/** Hours of closed, quiet days become days, and quiet days of a closed month the month, or runs of them. */
export function planMerges(parts: readonly Part[], now: EpochMs): Plan {
  const isQuiet = (some: readonly Part[]) => some.every(({ written }) => written + QUIET_MS <= now);
  const days = grouped(parts.filter(isHour), ({ from }) => dayOf(from))
    .filter(([day, some]) => !dayIsOpen(day, now) && isQuiet(some) && rowsOf(some) <= MOST_DAY_ROWS)
    .map(([day]) => daySpan(day));
  const runs = grouped(parts, ({ from }) => monthOf(from))
    .filter(([month, some]) => !some.some(isHour) && !monthIsOpen(month, now) && isQuiet(some))
    .flatMap(([month, some]) => runsOf(month, some))
    .filter(({ from, until }) => inside(parts, { from, until }).length > 1);
  return merging(parts, [...days, ...runs]);
}

/** A month in the order of its days, cut where a file would have too many rows; a run lasts until the next begins. */
function runsOf(month: EpochMs, days: readonly (Span & { readonly rows: number })[]): Span[] {
  const starts: number[] = [];
  let sum = 0;
  for (const { from, rows } of days) {
    sum += rows;
    if (starts.length > 0 && sum <= MOST_RUN_ROWS) continue;
    starts.push(starts.length === 0 ? month : from);
    sum = rows;
  }
  return starts.map((from, i) => ({ from, until: starts[i + 1] ?? monthEnd(month) }));
}

/** The plan in which some spans take the place of the files in them. */
export function merging(parts: readonly Part[], write: readonly Span[]): Plan {
  const gone = new Set(write.flatMap((span) => inside(parts, span)));
  return { keep: parts.filter((part) => !gone.has(part)), write };
}

const inside = (parts: readonly Part[], { from, until }: Span) =>
  parts.filter((part) => from <= part.from && part.until <= until);

const rowsOf = (some: readonly { readonly rows: number }[]) =>
  some.reduce((sum, { rows }) => sum + rows, 0);

function grouped<T>(some: readonly T[], keyOf: (each: T) => number): [number, T[]][] {
  const groups = new Map<number, T[]>();
  for (const each of some) {
    const key = keyOf(each);
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return [...groups].sort(([a], [b]) => a - b);
}
