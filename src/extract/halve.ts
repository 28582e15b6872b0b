/** Reads a list that has a limit and no pages: a full answer is asked for again in halves. */
import { VendorError } from '../contract/errors.ts';
import type { Page } from '../contract/stream.ts';
import type { Window } from '../contract/window.ts';
import { iso, SECOND_MS } from '../transform/time.ts';

/** The vendors' windows have whole seconds. */
const LEAST_MS = SECOND_MS;
/** More, and the vendor gives a full answer whatever it is asked: a day would take 170,000 calls. */
const MOST_FULL_SECONDS = 100;

interface Halving {
  readonly window: Window;
  /** As many records make an answer full: there may be more. */
  readonly limit: number;
  /** Asks for the half-open window, so that no record stands in both halves. */
  readonly fetch: (window: Window) => Promise<readonly unknown[]>;
}

/** Yields the records of a window, oldest part first; says so where a single second is too full. */
export async function* readHalved({ window, limit, fetch }: Halving): AsyncGenerator<Page> {
  const rest = [window];
  let fullSeconds = 0;
  for (let part = rest.pop(); part; part = rest.pop()) {
    const records = await fetch(part);
    if (records.length < limit) {
      yield { records, total: undefined };
    } else if (part.end - part.start <= LEAST_MS) {
      fullSeconds += 1;
      if (fullSeconds > MOST_FULL_SECONDS) throw alwaysFull(window);
      const truncated = `truncated: the vendor gives at most ${limit} rows, and the second from ${iso(part.start)} fills them`;
      yield { records, total: undefined, truncated };
    } else {
      const middle = part.start + Math.floor((part.end - part.start) / (2 * LEAST_MS)) * LEAST_MS;
      rest.push({ start: middle, end: part.end }, { start: part.start, end: middle });
    }
  }
}

function alwaysFull({ start }: Window): VendorError {
  return new VendorError(
    'unstable',
    `of the window from ${iso(start)} more than ${MOST_FULL_SECONDS} seconds are full: the vendor seems to give the same number of rows whatever it is asked`,
    { hint: 'the next sync asks again; if it stays so, tell the vendor' },
  );
}
