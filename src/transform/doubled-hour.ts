/** The time that a zone's clocks show twice when they go back. */
import { Temporal } from 'temporal-polyfill';
import type { Window } from '../contract/window.ts';
import { HOUR_MS } from './time.ts';

/** No zone has moved its clocks by more within a day since 1970 without leaving the day out. */
const FARTHEST_MS = 4 * HOUR_MS;

/**
 * The instants around a change in which each local time occurs twice, both passes together: half of them
 * before clocks go back, half after. Undefined where no such hour touches the window.
 */
export function doubledHour(window: Window, zone: string): Window | undefined {
  let local = Temporal.Instant.fromEpochMilliseconds(window.start - FARTHEST_MS).toZonedDateTimeISO(
    zone,
  );
  while (true) {
    const next = local.getTimeZoneTransition('next');
    if (!next || next.epochMilliseconds - FARTHEST_MS >= window.end) return undefined;
    const byMs = (local.offsetNanoseconds - next.offsetNanoseconds) / 1e6;
    const change = next.epochMilliseconds;
    const doubled = { start: change - byMs, end: change + byMs };
    if (byMs > 0 && doubled.start < window.end && doubled.end > window.start) return doubled;
    local = next;
  }
}
