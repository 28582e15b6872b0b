/** WM's reports go by the account's zone: its days, and times without an offset (NOTES.md). */
import type { ReadContext } from '../../contract/stream.ts';
import type { Account } from '../../contract/vendor.ts';
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

/** The window as startTime and endTime; the end second is inclusive (NOTES.md). */
export function localRange({ account, window }: Asking): { startTime: string; endTime: string } {
  const zone = zoneOf(account);
  return {
    startTime: localDigits(window.start, zone),
    endTime: localDigits(window.end - SECOND_MS, zone),
  };
}

/** The day that the window is, or begins, as `yyyyMMdd`. */
export function localDay({ account, window }: Asking): string {
  return localDigits(window.start, zoneOf(account)).slice(0, 8);
}

/** A time of a row as microseconds UTC. Throws Refusal. */
export function microsOf(text: string, account: Account, field: string): bigint {
  return microsFromLocal(text, zoneOf(account), field);
}
