/** The wallet's two clocks: receipt times in UTC, and the `time` of answers in the configured zone. */
import { Temporal } from 'temporal-polyfill';
import type { Micros } from './entries.ts';

export function microsOf(epochMs: number): Micros {
  return BigInt(Math.round(epochMs * 1000));
}

/** An RFC 3339 instant, its offset required; undefined where the text is anything else. */
export function microsFromRfc3339(text: string): Micros | undefined {
  if (!/^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/.test(text)) {
    return undefined;
  }
  try {
    return Temporal.Instant.from(text).epochNanoseconds / 1000n;
  } catch {
    return undefined;
  }
}

/** Formats an instant as DD-MM-YYYY HH:mm:ss in a zone (wallet-v2.txt), once a second at most. */
export function answerClock(zone: string, now: () => number): () => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  let second = Number.NaN;
  let text = '';
  return () => {
    const current = Math.floor(now() / 1000);
    if (current !== second) {
      second = current;
      const parts = Object.fromEntries(
        format.formatToParts(current * 1000).map(({ type, value }) => [type, value]),
      );
      text = `${parts.day}-${parts.month}-${parts.year} ${parts.hour}:${parts.minute}:${parts.second}`;
    }
    return text;
  };
}
