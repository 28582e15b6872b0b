/**
 * Times as a loop over whole pages reads them: the minute by the careful reader, once, and its seconds by their
 * digits. Microseconds as a number, exact until the year 2255; NaN where that takes a closer look.
 */
import { Refusal } from '../contract/errors.ts';
import { microsFromLocal, microsFromRfc3339 } from './time.ts';

const MINUTE_LENGTH = 'YYYY-MM-DD HH:mm'.length;
const SECONDS_LENGTH = MINUTE_LENGTH + ':ss'.length;
const MICROS_LENGTH = 6;
const MICROS = 1_000_000;
/** Rows lie in the order of their times, near enough: of so many minutes the newest are asked for again. */
const MOST_MINUTES = 4096;
/** 24:00:00 is a time, and 24:00:01 is none. */
const END_OF_DAY = '24';
const HOUR_AT = 'YYYY-MM-DD '.length;
const COLON = 58;
const POINT = 46;
const ZERO = 48;
const NO_TIME = Number.NaN;

/** Of local times `YYYY-MM-DD HH:mm:ss` of a zone; NaN for those that a change of clocks makes two. */
export function localReader(zone: string): (text: string) => number {
  const minuteOf = remembered((minute) => {
    const [earlier, later] = (['earlier', 'later'] as const).map((pass) =>
      micros(() => microsFromLocal(`${minute}:00`, { zone, pass }, '')),
    );
    return earlier === later ? (earlier ?? NO_TIME) : NO_TIME;
  });
  return (text) => {
    if (text.length !== SECONDS_LENGTH) return NO_TIME;
    return minuteOf(text, '') + secondsOf(text) * MICROS;
  };
}

/** Of RFC 3339 times with an offset. */
export function rfc3339Reader(): (text: string) => number {
  const minuteOf = remembered((minute, zone) =>
    micros(() => microsFromRfc3339(`${minute}:00${zone}`, '')),
  );
  return (text) => {
    let end = SECONDS_LENGTH;
    let fraction = 0;
    if (text.charCodeAt(end) === POINT) {
      let digits = 0;
      for (end += 1; ; end += 1) {
        const digit = text.charCodeAt(end) - ZERO;
        if (!(digit >= 0 && digit <= 9)) break;
        if (digits < MICROS_LENGTH) fraction = fraction * 10 + digit;
        digits += 1;
      }
      if (digits === 0 || digits > 9) return NO_TIME;
      for (; digits < MICROS_LENGTH; digits += 1) fraction *= 10;
    }
    const zone = text.length === end + 1 ? (text[end] as string) : text.slice(end);
    return minuteOf(text, zone) + secondsOf(text) * MICROS + fraction;
  };
}

/** The seconds of `…:ss`, NaN where there are none; 60 is none. */
function secondsOf(text: string): number {
  if (text.charCodeAt(MINUTE_LENGTH) !== COLON) return NO_TIME;
  const tens = text.charCodeAt(MINUTE_LENGTH + 1) - ZERO;
  const ones = text.charCodeAt(MINUTE_LENGTH + 2) - ZERO;
  return tens >= 0 && tens <= 5 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_TIME;
}

/** Asks for a minute and its zone once, for as long as it is remembered. */
function remembered(ask: (minute: string, zone: string) => number) {
  const minutes = new Map<string, number>();
  let [last, lastZone, lastMicros] = ['', '', NO_TIME];
  return (text: string, zone: string): number => {
    if (last !== '' && text.startsWith(last) && zone === lastZone) return lastMicros;
    const minute = text.slice(0, MINUTE_LENGTH);
    const key = zone === '' ? minute : `${minute}${zone}`;
    let found = minutes.get(key);
    if (found === undefined) {
      if (minutes.size >= MOST_MINUTES) minutes.clear();
      found = minute.startsWith(END_OF_DAY, HOUR_AT) ? NO_TIME : ask(minute, zone);
      minutes.set(key, found);
    }
    [last, lastZone, lastMicros] = [minute, zone, found];
    return found;
  };
}

/** What is beyond 2^53 is no exact number. */
function micros(read: () => bigint): number {
  try {
    const exact = read();
    const number = Number(exact);
    return Number.isSafeInteger(number) ? number : NO_TIME;
  } catch (error) {
    if (error instanceof Refusal) return NO_TIME;
    throw error;
  }
}
