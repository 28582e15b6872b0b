/**
 * How a table that only grows, by numbers without gaps, is cut into files: each publish adds one with what is
 * new. Eight files of a size at the end become one, so that a wallet published every minute has a few dozen,
 * and each entry is written about once for every factor of eight.
 */
import type { Part } from './manifest.ts';
import { asPart, merging, type Plan, type Span } from './spans.ts';

const FEW = 8;
export const MOST_RUN_ROWS = 4_000_000;

/** What a publish writes: what is new up to `end`, in one with the small files before it where there are many. */
export function planRuns(parts: readonly Part[], end: number, merges: boolean): Plan {
  const plan = planNew(parts, end);
  if (!merges) return plan;
  const fresh = plan.write.map((span) => asPart(span, 0));
  const merged = planRunMerges([...parts, ...fresh]);
  const isFresh = (part: Part) => fresh.includes(part);
  const left = merged.keep.filter(isFresh).map(({ from, until }) => ({ from, until }));
  return {
    keep: merged.keep.filter((part) => !isFresh(part)),
    write: [...merged.write, ...left],
  };
}

/** What follows the newest file, up to and with `end`. */
export function planNew(parts: readonly Part[], end: number): Plan {
  const write: Span[] = [];
  const first = parts.at(-1)?.until ?? 1;
  for (let from = first; from <= end; from += MOST_RUN_ROWS) {
    write.push({ from, until: Math.min(from + MOST_RUN_ROWS, end + 1) });
  }
  return { keep: parts, write };
}

/** The newest files as one, where there are eight of a size among them and no larger one. */
export function planRunMerges(parts: readonly Part[]): Plan {
  const largest = parts.length === 0 ? 0 : Math.max(...parts.map(tierOf));
  for (let tier = 0; tier <= largest; tier += 1) {
    const before = parts.findLastIndex((part) => tierOf(part) > tier);
    const tail = parts.slice(before + 1);
    const [first, last] = [tail[0], tail.at(-1)];
    if (tail.filter((part) => tierOf(part) === tier).length < FEW || !first || !last) continue;
    if (last.until - first.from > MOST_RUN_ROWS) continue;
    return merging(parts, [{ from: first.from, until: last.until }]);
  }
  return { keep: parts, write: [] };
}

const tierOf = ({ from, until }: Part): number => Math.floor(Math.log2(until - from) / 3);
