/** `ggr status`: how far each stream is complete, and what needs a person. */
import { streams } from '../../catalogue.ts';
import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { Account } from '../../contract/vendor.ts';
import { count, type StoredRow } from '../../load/database.ts';
import { sql } from '../../load/sql.ts';
import type { Warehouse } from '../../load/warehouse.ts';
import { duration, iso } from '../../transform/time.ts';
import { openToRead, type Session } from '../session/session.ts';
import { formatTable, toDocument } from '../session/terminal.ts';
import { findGaps, type Gap, isKept } from './gaps.ts';

/** A stream is stale when it lies further behind than its lag and this. */
const STALE_AFTER_MS = 2 * 3_600_000;
const DAY_MS = 86_400_000;

/** Holes are warned of this long before they expire. */
const WARN_BEFORE_MS = 7 * 86_400_000;

interface StreamStatus {
  readonly account: string;
  readonly stream: string;
  readonly covered_from: string | null;
  readonly complete_until: string | null;
  readonly behind_seconds: number | null;
  readonly missing_windows: number;
  readonly failed_windows: number;
  readonly truncated_windows: number;
  readonly rejects: number;
  readonly stale: boolean;
}

export async function status(session: Session, { json }: { json: boolean }): Promise<ExitCode> {
  const warehouse = await openToRead(session);
  try {
    const document = await readDocument(session, warehouse);
    if (json) session.terminal.out(toDocument(document));
    else print(session, document);
    return document.streams.some((s) => s.stale) ? EXIT.stale : EXIT.done;
  } finally {
    await warehouse.close();
  }
}

/** The document of `ggr status --json`; in a daemon with its schedules and parts. */
export async function readDocument(session: Session, warehouse: Warehouse) {
  const streams = await readStatus(session, warehouse);
  const lastRun = await warehouse.db.maybeOne(sql('queries/last-run'));
  const last_run = lastRun ? describeRun(lastRun, session.host !== undefined) : null;
  return { warehouse: session.config.warehouse, streams, last_run, ...session.host?.describe() };
}

async function readStatus(session: Session, warehouse: Warehouse): Promise<StreamStatus[]> {
  const { db } = warehouse;
  const gaps = await findGaps(session, warehouse);
  warnOfExpiry(session, gaps);
  const fresh = await db.many(sql('queries/freshness'));
  const rejects = await db.many(sql('queries/count-rejects'));
  const names = new Map<string, { account: string; stream: string }>();
  for (const { account, stream } of [...fresh, ...gaps]) {
    names.set(`${account} ${stream}`, { account: String(account), stream: String(stream) });
  }
  return [...names.values()].map(({ account, stream }) => {
    const mine = <T extends { account?: unknown; stream?: unknown }>(row: T) =>
      row.account === account && row.stream === stream;
    const held = fresh.find(mine);
    const lagMs = 1000 * (session.config.accounts.find((a) => a.name === account)?.lagSeconds ?? 0);
    const completeUntil = instantOf(held?.complete_until);
    const behindMs = completeUntil === null ? null : session.now() - completeUntil;
    return {
      account,
      stream,
      covered_from: isoOf(held?.covered_from),
      complete_until: completeUntil === null ? null : iso(completeUntil),
      behind_seconds: behindMs === null ? null : Math.round(behindMs / 1000),
      missing_windows: gaps.filter((gap) => mine(gap) && gap.state === 'pending').length,
      failed_windows: gaps.filter((gap) => mine(gap) && gap.state === 'failed').length,
      truncated_windows: gaps.filter((gap) => mine(gap) && gap.state === 'truncated').length,
      rejects: count(rejects.find(mine)?.rejects),
      stale:
        mustBeFresh(
          stream,
          session.config.accounts.find((a) => a.name === account),
        ) &&
        (behindMs === null || behindMs - lagMs > staleAfterMs(stream)),
    };
  });
}

/** Sums of closed days are a day behind at any time. */
function staleAfterMs(name: string): number {
  const stream = streams.find((s) => s.name === name);
  return stream?.windows?.days === 'closed' ? STALE_AFTER_MS + DAY_MS : STALE_AFTER_MS;
}

/** Streams pulled on request only may be as old as they like. */
function mustBeFresh(name: string, account: Account | undefined): boolean {
  const stream = streams.find((s) => s.name === name);
  return stream === undefined || account === undefined || isKept(stream, account);
}

/** A hole that the vendor will soon no longer keep is said loudly, while it can still be filled. */
function warnOfExpiry({ terminal, now }: Session, gaps: readonly Gap[]): void {
  const soon = gaps.filter(
    (g) => g.expires_at && Date.parse(g.expires_at) < now() + WARN_BEFORE_MS,
  );
  for (const gap of soon) {
    terminal.note(
      `WARNING: ${gap.account} ${gap.stream}: the hole from ${gap.window_start} expires at ${gap.expires_at}: pull it now, or it is lost`,
    );
  }
  const lost = gaps.filter((gap) => gap.state === 'expired').length;
  if (lost > 0)
    terminal.note(`${lost} windows have expired and are lost for good: see \`ggr gaps\``);
}

/** A timestamp of the store in epoch ms; null where the store has none. */
function instantOf(value: unknown): number | null {
  return value == null ? null : Date.parse(`${String(value).replace(' ', 'T')}Z`);
}

function isoOf(value: unknown): string | null {
  const instant = instantOf(value);
  return instant === null ? null : iso(instant);
}

function describeRun(row: StoredRow, isShared: boolean) {
  return {
    command: String(row.command),
    started_at: isoOf(row.started_at),
    ended_at: isoOf(row.ended_at),
    // alone with the store, nobody writes to it: a run without an end was killed
    outcome: row.outcome === 'running' && !isShared ? 'killed' : String(row.outcome),
    error: row.error === null ? null : String(row.error),
  };
}

function print(
  { terminal, host }: Session,
  { streams, last_run: lastRun }: Awaited<ReturnType<typeof readDocument>>,
): void {
  const head = [
    'account',
    'stream',
    'covered_from',
    'complete_until',
    'behind',
    'missing',
    'failed',
    'truncated',
    'rejects',
    '',
  ];
  const rows = streams.map((s) => [
    s.account,
    s.stream,
    s.covered_from,
    s.complete_until,
    s.behind_seconds === null ? 'never' : duration(s.behind_seconds * 1000),
    String(s.missing_windows),
    String(s.failed_windows),
    String(s.truncated_windows),
    String(s.rejects),
    s.stale ? 'STALE' : '',
  ]);
  terminal.out(formatTable(head, rows, new Set(['missing', 'failed', 'truncated', 'rejects'])));
  if (lastRun) {
    const isSaid = lastRun.error === null || lastRun.outcome === 'interrupted';
    const error = isSaid ? '' : `: ${lastRun.error}`;
    terminal.note(
      `last run: ${lastRun.command} at ${lastRun.started_at}, ${lastRun.outcome}${error}`,
    );
  }
  for (const line of host?.troubles() ?? []) terminal.note(line);
  if (streams.some((s) => s.missing_windows + s.failed_windows > 0)) {
    terminal.note('`ggr gaps` lists what is missing; `ggr sync` pulls it');
  }
  if (streams.some((s) => s.truncated_windows > 0)) {
    terminal.note(
      'truncated windows are loaded, but the vendor gives no more of them: see `ggr gaps`',
    );
  }
  if (streams.some((s) => s.rejects > 0)) terminal.note('`ggr rejects list` shows the quarantine');
}
