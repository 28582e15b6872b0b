/** One thing that is lacking: what people are told of it, and how long the vendor still has it. */
import type { EpochMs } from '../contract/window.ts';
import type { PageCount } from '../load/raw-pages.ts';
import { DAY_MS, iso } from '../transform/time.ts';

export interface Gap {
  readonly account: string;
  readonly stream: string;
  /** ISO 8601 with Z. */
  readonly window_start: string;
  readonly window_end: string;
  /**
   * pending: never tried. failed: tried, with the reason. expired: lost for good. truncated: loaded,
   * but the vendor does not give all of it. differs: loaded, and the vendor's totals say otherwise.
   */
  readonly state: 'pending' | 'failed' | 'expired' | 'truncated' | 'differs';
  readonly attempts: number;
  readonly error: string | null;
  /** When the vendor stops keeping it; null where it is not known. */
  readonly expires_at: string | null;
  /** How long that is from now, below zero where it is past; null where it is not known. */
  readonly expires_in_seconds: number | null;
  /** Answers that could not be mapped and are kept: `ggr rejects pages`. */
  readonly raw_pages: number;
  /** Who says that a difference may stand. */
  readonly waived_by: string | null;
}

/** Seconds from now to an instant, below zero where it is past. */
export function secondsTo(instant: string | null, now: EpochMs): number | null {
  return instant === null ? null : Math.floor((Date.parse(instant) - now) / 1000);
}

/** Holes are warned of this long before the vendor forgets them, and after. */
const WARN_SECONDS = (7 * DAY_MS) / 1000;

/** Whether the vendor is about to forget what is missing, or has just done so; what is held is in no danger. */
export function isExpiring({ state, expires_in_seconds: left }: Gap): boolean {
  if (left === null || state === 'truncated' || state === 'differs') return false;
  return Math.abs(left) < WARN_SECONDS || (left < 0 && state !== 'expired');
}

/** How many answers are kept of a gap. */
export function pagesOf(
  { account, stream, window_start: start, state }: Gap,
  pages: readonly PageCount[],
) {
  if (state !== 'failed') return 0;
  const mine = pages.filter((each) => each.account === account && each.stream === stream);
  const ofGap = mine.filter(({ window }) => !window || iso(window.start) === start);
  return ofGap.reduce((sum, each) => sum + each.pages, 0);
}
