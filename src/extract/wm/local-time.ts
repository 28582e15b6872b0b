/** WM's reports go by the account's zone: its days, and times without an offset (NOTES.md). */
import { intersect } from '../../contract/intervals.ts';
import type { ReadContext } from '../../contract/stream.ts';
import type { Account } from '../../contract/vendor.ts';
import type { EpochMs, Window } from '../../contract/window.ts';
import { doubledHour } from '../../transform/doubled-hour.ts';
import { localReader } from '../../transform/plain-times.ts';
import { DAY_MS, localDigits, microsFromLocal, SECOND_MS } from '../../transform/time.ts';

/** The server's zone (NOTES.md); an account may name another. */
export const DEFAULT_ZONE = '+08:00';

/** The zone of an account's days and times. */
export function zoneOf({ settings }: Account): string {
  return settings.timezone ?? DEFAULT_ZONE;
}

/** How a report is cut: by days of the zone, kept 60 of them, with the rate rule's pause. */
export const localDays = {
  unitMs: DAY_MS, // "shouldn't be more than one day"; a closed day is one window (NOTES.md)
  zoneSetting: 'timezone',
  retentionDays: 60,
  paceSetting: 'interval_ms',
  pageSize: Number.POSITIVE_INFINITY,
} as const;

type Asking = Pick<ReadContext, 'account' | 'window'>;

/** One request: what is asked for, and where local times are asked for that occur twice. */
export interface LocalAsk {
  /** The end second is inclusive (NOTES.md). */
  readonly range: { readonly startTime: string; readonly endTime: string };
  /** The rows that are kept. */
  readonly window: Window;
  /** Both passes together. */
  readonly doubled: Window | undefined;
}

/**
 * The window as startTime and endTime. A time that the clock shows twice is no limit, since the vendor could
 * mean either: such an hour is asked for whole, from the second before it to the second after, and what
 * is not of the window is another one's row. Where that makes more than the day which one call may span, as
 * where clocks go back at midnight (Cairo, Havana), the hour is asked for by itself.
 */
export function localAsks({ account, window }: Asking): LocalAsk[] {
  const zone = zoneOf(account);
  const doubled = doubledHour(window, zone);
  if (!doubled) return [{ range: rangeOf(window, zone), window, doubled }];
  const isTwice = (instant: EpochMs) => instant >= doubled.start && instant < doubled.end;
  const start = isTwice(window.start) ? doubled.start - SECOND_MS : window.start;
  const end = isTwice(window.end - SECOND_MS) ? doubled.end + SECOND_MS : window.end;
  if (end - start <= DAY_MS) return [{ range: rangeOf({ start, end }, zone), window, doubled }];
  const before = { start: window.start, end: doubled.start };
  const after = { start: doubled.end, end: window.end };
  return [before, doubled, after]
    .flatMap((part) => intersect([window], [part]))
    .flatMap((part) => localAsks({ account, window: part }));
}

function rangeOf(window: Window, zone: string): LocalAsk['range'] {
  return {
    startTime: localDigits(window.start, zone),
    endTime: localDigits(window.end - SECOND_MS, zone),
  };
}

/** The day that the window is, or begins, as `yyyyMMdd`. */
export function localDay({ account, window }: Asking): string {
  return localDigits(window.start, zoneOf(account)).slice(0, 8);
}

/** A time of a row as microseconds UTC; the first pass of an hour that the clock shows twice. Throws Refusal. */
export function microsOf(text: string, account: Account, field: string): bigint {
  return microsFromLocal(text, zoneOf(account), field);
}

/** A time of ordinary records. */
export const plainTime = (name: string) =>
  ({ as: 'time', of: [name], micros: (account: Account) => localReader(zoneOf(account)) }) as const;

/** The same as microsOf; the second pass. */
export function laterMicrosOf(text: string, account: Account, field: string): bigint {
  return microsFromLocal(text, { zone: zoneOf(account), pass: 'later' }, field);
}
