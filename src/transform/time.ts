/** Times: UTC inside, ISO 8601 with Z at the edges. */
import { Temporal } from 'temporal-polyfill';
import { Refusal } from '../contract/errors.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { integerOf, type JsonNumber } from './json.ts';

export const SECOND_MS = 1000;
export const HOUR_MS = 3_600_000;
/** A day of UTC, or of a zone that never changes its clocks. */
export const DAY_MS = 24 * HOUR_MS;

const FIRST_TEN_DIGITS = 1_000_000_000n;
const LAST_TEN_DIGITS = 9_999_999_999n;
const MICROS_PER_SECOND = 1_000_000n;
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(?:\.0+)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** A 10-digit timestamp in seconds, as PV sends every time (pv.txt §2), as microseconds UTC. */
export function microsFromSeconds(value: JsonNumber, field: string): bigint {
  const seconds = integerOf(value);
  if (seconds < FIRST_TEN_DIGITS || seconds > LAST_TEN_DIGITS) {
    throw new Refusal(field, 'not a 10-digit timestamp');
  }
  return seconds * MICROS_PER_SECOND;
}

/** An instant as ISO 8601 with Z, to the second unless it has a fraction. */
export function iso(instant: EpochMs): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}

const LONGEST_ISO_MS = 8_640_000_000_000_000n;

/** Microseconds UTC as ISO 8601 with Z; undefined beyond the years that it has. */
export function isoOfMicros(micros: bigint): string | undefined {
  const ms = micros >= 0n ? micros / 1000n : -((-micros + 999n) / 1000n);
  if (ms > LONGEST_ISO_MS || ms < -LONGEST_ISO_MS) return undefined;
  const fraction = micros - ms * 1000n;
  const text = new Date(Number(ms)).toISOString().slice(0, -1);
  if (fraction !== 0n) return `${text}${fraction.toString().padStart(3, '0')}Z`;
  return `${text.replace('.000', '')}Z`;
}

/** The same as a DuckDB TIMESTAMP literal's text, without a zone. */
export function sqlTimestamp(instant: EpochMs): string {
  return new Date(instant).toISOString().slice(0, -1).replace('T', ' ');
}

/**
 * Reads an ISO 8601 date or date-time of whole seconds; without an offset it is UTC.
 * Returns undefined where the text is anything else, dates such as 30 February included.
 */
export function parseIso(text: string): EpochMs | undefined {
  const match = ISO.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone = 'Z'] = match;
  const date = `${year}-${month}-${day}`;
  if (new Date(`${date}T00:00:00Z`).toJSON()?.slice(0, 10) !== date) return undefined;
  const offset = zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const instant = Date.parse(`${date}T${hour}:${minute}:${second}${offset}`);
  return Number.isNaN(instant) ? undefined : instant;
}

/** Whether the runtime knows this IANA zone or offset. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** A duration for people: "3 min 20 s", "2 d 4 h". */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return hours % 24 ? `${Math.floor(hours / 24)} d ${hours % 24} h` : `${hours / 24} d`;
}

const FIXED_OFFSET = /^([+-])(\d{2}):(\d{2})$/;

/** How far a zone without rules is ahead of UTC; undefined for zones that change their clocks. */
function fixedOffsetMs(zone: string): number | undefined {
  if (zone === 'UTC') return 0;
  const match = FIXED_OFFSET.exec(zone);
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === '-' ? -minutes : minutes) * 60_000;
}

/** The calendar day of a zone that holds an instant; 23 or 25 hours long where clocks change. */
export function dayAt(instant: EpochMs, zone: string): Window {
  const offset = fixedOffsetMs(zone);
  if (offset !== undefined) {
    const start = Math.floor((instant + offset) / DAY_MS) * DAY_MS - offset;
    return { start, end: start + DAY_MS };
  }
  const local = Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(zone)
    .startOfDay();
  return {
    start: local.epochMilliseconds,
    end: local.add({ days: 1 }).startOfDay().epochMilliseconds,
  };
}

const LOCAL = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;

/** A local time `YYYY-MM-DD HH:mm:ss` as microseconds UTC; the earlier one where clocks go back. */
export function microsFromLocal(text: string, zone: string, field: string): bigint {
  const utc = LOCAL.test(text) ? parseIso(text) : undefined;
  if (utc === undefined) throw new Refusal(field, 'not a time of the form YYYY-MM-DD HH:mm:ss');
  const offset = fixedOffsetMs(zone);
  const instant =
    offset === undefined
      ? Temporal.PlainDateTime.from(new Date(utc).toISOString().slice(0, -1)).toZonedDateTime(
          zone, // not from the text: to Temporal 24:00:00 is no time
          { disambiguation: 'earlier' },
        ).epochMilliseconds
      : utc - offset;
  return BigInt(instant) * 1000n;
}

const RFC3339 =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
/** A program's empty time, such as 0001-01-01, is no time. */
const YEAR_2000 = Date.UTC(2000, 0);

/** An RFC 3339 time as microseconds UTC; what a fraction has beyond them is cut off. */
export function microsFromRfc3339(text: string, field: string): bigint {
  const match = RFC3339.exec(text);
  const [, date, time, fraction = '', offset = ''] = match ?? [];
  const instant = match ? parseIso(`${date}T${time}${offset.toUpperCase()}`) : undefined;
  if (instant === undefined) throw new Refusal(field, 'not an RFC 3339 time with an offset');
  if (instant < YEAR_2000) throw new Refusal(field, 'before the year 2000');
  return BigInt(instant) * 1000n + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
}

/** An instant as a zone's `yyyyMMddHHmmss`. */
export function localDigits(instant: EpochMs, zone: string): string {
  const offset = fixedOffsetMs(zone);
  const local =
    offset === undefined
      ? Temporal.Instant.fromEpochMilliseconds(instant)
          .toZonedDateTimeISO(zone)
          .toPlainDateTime()
          .toString()
      : new Date(instant + offset).toISOString();
  return local.slice(0, 19).replaceAll(/[-T:]/g, '').padEnd(14, '0');
}
