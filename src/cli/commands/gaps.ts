/** `ggr gaps`: every hole between the start of sync and now, every window that failed or is not whole. */
import { streams } from '../../catalogue.ts';
import { EXIT, type ExitCode } from '../../contract/errors.ts';
import { intersect, subtract } from '../../contract/intervals.ts';
import type { LedgerWalk } from '../../contract/ledger.ts';
import { isHeld } from '../../contract/ledger.ts';
import { type AnyStream, hasCursor, isPulled } from '../../contract/stream.ts';
import type { Account } from '../../contract/vendor.ts';
import type { Window } from '../../contract/window.ts';
import { listWalks } from '../../load/cursors.ts';
import { count } from '../../load/database.ts';
import { sql } from '../../load/sql.ts';
import type { Warehouse } from '../../load/warehouse.ts';
import { type LedgerEntry, listWindows } from '../../load/windows.ts';
import { holes, rulesOf, unitAt } from '../../sync/plan.ts';
import { heldTimes } from '../../sync/walk.ts';
import { iso } from '../../transform/time.ts';
import { openToRead, type Session } from '../session/session.ts';
import { formatTable, toDocument } from '../session/terminal.ts';

const DAY_MS = 86_400_000;
/** A walk that is no further behind is followed by sync, not missing. */
const FOLLOWED_MS = 3_600_000;
/** A walk that met nothing yet is missing for as long as sync goes back by default. */
const UNKNOWN_MS = 7 * DAY_MS;

export interface Gap {
  readonly account: string;
  readonly stream: string;
  readonly window_start: string;
  readonly window_end: string;
  /**
   * pending: never tried. failed: tried, with the reason. expired: lost for good. truncated: loaded,
   * but the vendor does not give all of it.
   */
  readonly state: 'pending' | 'failed' | 'expired' | 'truncated';
  readonly attempts: number;
  readonly error: string | null;
  /** When the vendor stops keeping it; null where it is not known. */
  readonly expires_at: string | null;
}

export async function gaps(session: Session, { json }: { json: boolean }): Promise<ExitCode> {
  const warehouse = await openToRead(session);
  const found = await findGaps(session, warehouse).finally(() => warehouse.close());
  const { terminal } = session;
  if (json) {
    terminal.out(toDocument({ gaps: found }));
  } else if (found.length === 0) {
    terminal.note('no gaps');
  } else {
    const head = [
      'account',
      'stream',
      'window_start',
      'window_end',
      'state',
      'attempts',
      'error',
      'expires_at',
    ] as const;
    const rows = found.map((gap) =>
      head.map((name) => (gap[name] === null ? '' : String(gap[name]))),
    );
    terminal.out(formatTable(head, rows, new Set(['attempts'])));
    terminal.note(
      '`ggr sync` pulls what is due; `ggr backfill <source> --from … --to …` pulls a range',
    );
  }
  return found.some((gap) => gap.state !== 'pending') ? EXIT.partial : EXIT.done;
}

/** The gaps of every configured account's streams, oldest first within a stream. */
export async function findGaps(session: Session, { db }: Warehouse): Promise<Gap[]> {
  const found: Gap[] = [];
  for (const account of session.config.accounts) {
    for (const stream of streams.filter((s) => isKept(s, account))) {
      const key = { account: account.name, stream: stream.name };
      const until = Math.floor(session.now() / 1000 - account.lagSeconds) * 1000;
      const set = account.start ?? session.config.syncStart;
      if (hasCursor(stream)) {
        found.push(...gapsOfWalks(key, await listWalks(db, key), set, until));
        continue;
      }
      const ledger = await listWindows(db, key);
      const remembered = await db.maybeOne(sql('queries/find-sync-start'), key);
      const start = set ?? (remembered ? count(remembered.start_ms) : until);
      const missing = holes({ start: Math.min(start, until), end: until }, ledger)
        // the open unit is followed by sync, not missing
        .filter((hole) => hole.start < unitAt(until, rulesOf(stream, account)).start);
      found.push(...describe(key, missing, ledger, stream.windows.retentionDays));
    }
  }
  return found;
}

/** From where the report is complete to now, and each backfill that broke off. */
function gapsOfWalks(
  key: { account: string; stream: string },
  ledger: readonly LedgerWalk[],
  syncStart: number | undefined,
  until: number,
): Gap[] {
  const synced = ledger.find(({ range }) => range === null);
  const unknown = synced ? until - UNKNOWN_MS : until;
  const start = synced?.completeUntil ?? synced?.firstEventAt ?? syncStart ?? unknown;
  const follows = until - start < (synced?.error == null ? FOLLOWED_MS : 1);
  const missing = follows ? [] : [{ start, end: until, walk: synced }];
  const held = heldTimes(ledger);
  const broken = ledger
    .filter(({ range, error }) => range !== null && error !== null)
    .flatMap((walk) => subtract(pastOf(walk, until), held).map((w) => ({ ...w, walk })))
    // behind what sync has completed, it is sync that is behind
    .filter(({ end }) => end < until || typeof synced?.completeUntil !== 'number');
  return [...broken, ...missing].map(({ start, end, walk }) => ({
    ...key,
    window_start: iso(start),
    window_end: iso(end),
    state: walk?.error == null ? 'pending' : 'failed',
    attempts: walk?.attempts ?? 0,
    error: walk?.error ?? null,
    expires_at: null,
  }));
}

/** What of a backfill's range can have come: without --to it has no end. */
function pastOf({ range }: LedgerWalk, until: number): Window[] {
  if (range === null || range.start >= until) return [];
  return [{ start: range.start, end: Math.min(range.end, until) }];
}

/** Streams that sync keeps complete: neither of now alone, nor pulled on request only. */
export function isKept(stream: AnyStream, account: Account): boolean {
  return (
    stream.vendor.name === account.vendor && !stream.windows?.isInstant && isPulled(stream, account)
  );
}

function describe(
  key: { account: string; stream: string },
  missing: { start: number; end: number }[],
  ledger: readonly LedgerEntry[],
  retentionDays: number | undefined,
): Gap[] {
  const tried = ledger.filter((w) => w.state === 'failed' || w.state === 'expired');
  const untried = subtract(missing, intersect(missing, tried)).map((hole) => ({
    ...hole,
    state: 'pending' as const,
    attempts: 0,
    error: null,
  }));
  const truncated = ledger
    .filter((w) => isHeld(w) && w.state !== 'expired' && w.error !== null)
    .map((w) => ({ ...w, state: 'truncated' as const }));
  return [...tried, ...truncated, ...untried]
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, state, attempts, error }) => ({
      ...key,
      window_start: iso(start),
      window_end: iso(end),
      state: state as Gap['state'],
      attempts,
      error,
      expires_at:
        retentionDays === undefined || state === 'expired' || state === 'truncated'
          ? null
          : iso(start + retentionDays * DAY_MS),
    }));
}
