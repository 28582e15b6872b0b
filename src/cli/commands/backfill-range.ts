/** What a backfill is asked for: its range, and what of it. */
import { UsageError } from '../../contract/errors.ts';
import type { AnyStream } from '../../contract/stream.ts';
import type { EpochMs, Window } from '../../contract/window.ts';
import type { Only } from '../../sync/plan.ts';
import { keptFrom } from '../../sync/retention.ts';
import { DAY_MS, iso, parseIso } from '../../transform/time.ts';

const LONGEST_DAYS = 3660;
/** The end of a walk without --to: the same on every day, so that the same line goes on where it stood. */
const OPEN_END = Date.UTC(9999, 11, 31);

interface Range {
  readonly from?: string;
  readonly to?: string;
}

interface Asked {
  readonly now: EpochMs;
  /** Every stream that is meant goes by a cursor. */
  readonly isWalked: boolean;
}

/** What is asked for; a report that is walked by a cursor has a beginning and an end of its own. */
export function readRange({ from, to }: Range, { now, isWalked }: Asked): Window {
  const start = from === undefined && isWalked ? 0 : readInstant('--from', from);
  const end = to === undefined && isWalked ? OPEN_END : readInstant('--to', to);
  if (end <= start) {
    throw new UsageError(`--to ${iso(end)} does not lie after --from ${iso(start)}`, {
      hint: 'the range is half-open: --from is in it, --to is not',
    });
  }
  const [newest, option] = to === undefined ? [start, '--from'] : [end, '--to'];
  if (newest > now) {
    throw new UsageError(`${option} ${iso(newest)} lies in the future: it is ${iso(now)} UTC`, {
      hint: 'history ends now; `ggr sync` follows it',
    });
  }
  if (from !== undefined && Math.min(end, now) - start > LONGEST_DAYS * DAY_MS) {
    throw new UsageError(`the range is longer than ${LONGEST_DAYS} days`, {
      hint: 'no vendor answers for so long ago; move --from',
    });
  }
  return { start, end };
}

function readInstant(option: string, text: string | undefined): number {
  if (text === undefined) {
    throw new UsageError(`${option} is missing`, {
      hint: 'the range to pull again: --from 2025-03-01 --to 2025-03-02',
    });
  }
  const instant = parseIso(text);
  if (instant !== undefined) return instant;
  throw new UsageError(`${option} ${JSON.stringify(text)} is not an ISO 8601 date or time`, {
    hint: 'write 2025-03-01 or 2025-03-01T06:00:00Z; without an offset it is UTC',
  });
}

export function readOnly(text: string): Only {
  if (text === 'missing' || text === 'failed' || text === 'all') return text;
  throw new UsageError(`--only ${JSON.stringify(text)} is none of missing, failed, all`);
}

export function refusePastRetention(
  range: Window,
  { name, windows }: AnyStream,
  now: EpochMs,
): void {
  const kept = windows && keptFrom(windows, now);
  if (kept === undefined || range.start >= kept) return;
  throw new UsageError(
    `${name}: the vendor keeps ${windows?.retentionDays} days, so nothing before ${iso(kept)} can be pulled`,
    { hint: 'move --from' },
  );
}
