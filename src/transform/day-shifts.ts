/**
 * How far a gaming day's clock is ahead of UTC, and from when on: the zone's offset less the time at which a
 * day begins. Node's zone data alone say it: DuckDB's own are older (docs/decisions/0012).
 */
import { Temporal } from 'temporal-polyfill';
import type { EpochMs } from '../contract/window.ts';
import { DAY_MS } from './time.ts';

/** The gaming day of an instant from `from` on, to the next shift, is the date of instant + ms. */
export interface DayShift {
  /** UTC; the first shift has no beginning. */
  readonly from: EpochMs | undefined;
  readonly ms: number;
}

/** Changes of clocks outside are not looked at: the first offset holds before, the last one after. */
export const FIRST_YEAR = 2000;
export const LAST_YEAR = 2060;

/** In order of `from`. Gaming days never go back with them. Throws RangeError for an unknown zone. */
export function dayShifts(zone: string, dayStartMs: number): DayShift[] {
  const end = Date.UTC(LAST_YEAR + 1, 0);
  let local = Temporal.Instant.fromEpochMilliseconds(Date.UTC(FIRST_YEAR, 0)).toZonedDateTimeISO(
    zone,
  );
  let before: DayShift = { from: undefined, ms: shiftOf(local, dayStartMs) };
  const shifts = [before];
  while (true) {
    const next = local.getTimeZoneTransition('next');
    if (!next || next.epochMilliseconds >= end) return shifts;
    const after = { from: next.epochMilliseconds, ms: shiftOf(next, dayStartMs) };
    shifts.push(...withoutGoingBack(before, after));
    [local, before] = [next, after];
  }
}

function shiftOf(local: Temporal.ZonedDateTime, dayStartMs: number): number {
  return local.offsetNanoseconds / 1e6 - dayStartMs;
}

/**
 * Where clocks go back over the moment at which a day begins, its day has begun already and does not end
 * for a while to begin again: the old shift holds until the clock shows that moment for the second time.
 */
function withoutGoingBack(before: DayShift, after: Required<DayShift> & { from: EpochMs }) {
  const day = Math.floor((after.from + before.ms - 1) / DAY_MS);
  if (Math.floor((after.from + after.ms) / DAY_MS) >= day) return [after];
  return [
    { from: after.from, ms: before.ms },
    { from: day * DAY_MS - after.ms, ms: after.ms },
  ];
}
