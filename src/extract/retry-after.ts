/** Retry-After (RFC 9110 10.2.3): seconds or a date. */

const SECONDS = /^\d+(?:\.\d+)?$/;
/** All three forms begin with a day of the week; without it Date.parse takes "-1" for a year. */
const DATE = /^[A-Z][a-z]{2,8},? /;

/** When the answer was sent: by the vendor's Date header, or by our clock where it has none. */
interface Sent {
  readonly date: string | string[] | undefined;
  readonly now: number;
}

/**
 * How long it asks to wait from now, in milliseconds; undefined where it says nothing that can be waited
 * for: text, a time below zero, a date that has passed. A date is the vendor's: it counts from the Date
 * of the same answer, whatever our clock says.
 */
export function readRetryAfter(
  header: string | string[] | undefined,
  { date, now }: Sent,
): number | undefined {
  if (typeof header !== 'string') return undefined;
  const text = header.trim();
  if (SECONDS.test(text)) return Math.ceil(Number(text) * 1000);
  const until = readDate(text);
  const from = (typeof date === 'string' ? readDate(date) : undefined) ?? now;
  return until === undefined || until <= from ? undefined : until - from;
}

/** An HTTP date as epoch ms. The form of asctime names no zone and is UTC like the others. */
function readDate(text: string): number | undefined {
  if (!DATE.test(text)) return undefined;
  const instant = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(instant) ? undefined : instant;
}
