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

/**
 * Yields the records of a window, oldest part first; says so where a single second is too full. There is
 * no total: that a vendor gives fewer than it is asked for shows only in halves that hold more than the
 * whole. So an answer that looks like such a limit is asked for in halves once, and what they prove is
 * the limit from then on.
 */
export async function* readHalved({ window, limit, fetch }: Halving): AsyncGenerator<Page> {
  let most = limit;
  let fullSeconds = 0;
  const rest: Part[] = [{ window }];
  for (let part = rest.pop(); part; part = rest.pop()) {
    const records = part.records ?? (await fetch(part.window));
    const { start, end } = part.window;
    if (records.length >= most && end - start <= LEAST_MS) {
      fullSeconds += 1;
      if (fullSeconds > MOST_FULL_SECONDS) throw alwaysFull(window);
      const truncated = `truncated: the vendor gives at most ${most} rows, and the second from ${iso(start)} fills them`;
      yield { records, total: undefined, truncated };
    } else if (records.length >= most) {
      rest.push(...halvesOf(part.window));
    } else if (!looksCapped(records.length) || end - start <= LEAST_MS) {
      yield { records, total: undefined };
    } else {
      const halves = await readBoth(part.window, fetch);
      const counted = halves.reduce((sum, half) => sum + half.records.length, 0);
      if (counted > records.length) {
        most = records.length;
        rest.push(...halves);
      } else {
        yield { records, total: undefined };
      }
    }
  }
}

interface Part {
  readonly window: Window;
  /** Where it was asked already. */
  readonly records?: readonly unknown[];
}

/** Limits are round: 50 is PV's default, where it takes no notice of ours. Of other answers, few are. */
const ROUND = 50;

function looksCapped(count: number): boolean {
  return count > 0 && count % ROUND === 0;
}

/** The later half first, as they are taken from the end. */
function halvesOf({ start, end }: Window): [Part, Part] {
  const middle = start + Math.floor((end - start) / (2 * LEAST_MS)) * LEAST_MS;
  return [{ window: { start: middle, end } }, { window: { start, end: middle } }];
}

async function readBoth(window: Window, fetch: Halving['fetch']) {
  const [later, earlier] = halvesOf(window);
  const first = { ...earlier, records: await fetch(earlier.window) };
  return [{ ...later, records: await fetch(later.window) }, first] as const;
}

function alwaysFull({ start }: Window): VendorError {
  return new VendorError(
    'unstable',
    `of the window from ${iso(start)} more than ${MOST_FULL_SECONDS} seconds are full: the vendor seems to give the same number of rows whatever it is asked`,
    { hint: 'the next sync asks again; if it stays so, tell the vendor' },
  );
}
