/** `ggr gaps`: every hole between the start of sync and now, and every window that failed. */
import { streams } from '../catalogue.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { intersect, subtract } from '../intervals.ts';
import { count } from '../load/database.ts';
import { sql } from '../load/sql.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { type LedgerEntry, listWindows } from '../load/windows.ts';
import { holes, rulesOf, unitAt } from '../plan.ts';
import { type Account, type AnyStream, isPulled } from '../stream.ts';
import { iso } from '../transform/time.ts';
import { openToRead, type Session } from './session.ts';
import { formatTable, toDocument } from './terminal.ts';

const DAY_MS = 86_400_000;

export interface Gap {
  readonly account: string;
  readonly stream: string;
  readonly window_start: string;
  readonly window_end: string;
  /** pending: never tried. failed: tried, with the reason. expired: lost for good. */
  readonly state: 'pending' | 'failed' | 'expired';
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
export async function findGaps(session: Session, warehouse: Warehouse): Promise<Gap[]> {
  const found: Gap[] = [];
  for (const account of session.config.accounts) {
    for (const stream of streams.filter((s) => isKept(s, account))) {
      const key = { account: account.name, stream: stream.name };
      const ledger = await listWindows(warehouse.db, key);
      const until = Math.floor(session.now() / 1000 - account.lagSeconds) * 1000;
      const remembered = await warehouse.db.maybeOne(sql('queries/find-sync-start'), key);
      const start = session.config.syncStart ?? (remembered ? count(remembered.start_ms) : until);
      const missing = holes({ start: Math.min(start, until), end: until }, ledger)
        // the open unit is followed by sync, not missing
        .filter((hole) => hole.start < unitAt(until, rulesOf(stream, account)).start);
      found.push(...describe(key, missing, ledger, stream.windows.retentionDays));
    }
  }
  return found;
}

/** Streams that sync keeps complete: neither of now alone, nor pulled on request only. */
export function isKept(stream: AnyStream, account: Account): boolean {
  return (
    stream.vendor.name === account.vendor && !stream.windows.isInstant && isPulled(stream, account)
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
  return [...tried, ...untried]
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, state, attempts, error }) => ({
      ...key,
      window_start: iso(start),
      window_end: iso(end),
      state: state as Gap['state'],
      attempts,
      error,
      expires_at:
        retentionDays === undefined || state === 'expired'
          ? null
          : iso(start + retentionDays * DAY_MS),
    }));
}
