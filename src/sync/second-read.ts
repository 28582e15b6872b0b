/**
 * Where a vendor has no totals, a second read by both of its clocks is the witness: what it brings into
 * windows that were held was missing.
 */
import { EXIT, type ExitCode } from '../contract/errors.ts';
import { intersect } from '../contract/intervals.ts';
import { isHeld } from '../contract/ledger.ts';
import { type AccountStream, hasCursor, type WindowedStream } from '../contract/stream.ts';
import type { Account } from '../contract/vendor.ts';
import type { Window } from '../contract/window.ts';
import { countInserted, enterCheck } from '../load/checks.ts';
import { around } from '../load/stretches.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { listWindows } from '../load/windows.ts';
import { counted } from '../transform/text.ts';
import { DAY_MS, iso } from '../transform/time.ts';
import type { WindowJob } from './job.ts';
import { believed, plan, readUntil, rulesOf } from './plan.ts';
import { type PullContext, type PullReport, pull } from './pull.ts';

/** Read again without a range: what comes late comes within a day. */
const LAST_MS = 2 * DAY_MS;

/** One table of an account that two reports fill, by event time and by update time. */
export interface BothClocks {
  readonly account: Account;
  readonly byEvent: WindowedStream;
  readonly byUpdate: WindowedStream;
}

export interface SecondRead extends BothClocks {
  readonly range: Window;
  /** Rows of the windows that were held before. */
  readonly rows: number;
  /** Those of them that only this read has brought. */
  readonly missing: number;
}

export interface SecondReadReport {
  readonly pulled: PullReport;
  readonly reads: readonly SecondRead[];
  readonly exitCode: ExitCode;
}

/** The tables of these streams that have two clocks and no totals. */
export function withBothClocks(selected: readonly AccountStream[]): BothClocks[] {
  const windowed = selected.flatMap(({ account, stream }) =>
    hasCursor(stream) || stream.totals ? [] : [{ account, stream }],
  );
  return windowed.flatMap(({ account, stream: byEvent }) => {
    if (byEvent.mode !== 'replace') return [];
    const update = windowed.find(
      ({ account: other, stream }) =>
        other === account && stream.mode === 'upsert' && stream.table === byEvent.table,
    );
    return update ? [{ account, byEvent, byUpdate: update.stream }] : [];
  });
}

/** Reads both reports again up to now, and counts what was missing. No window's state says more than loaded. */
export async function secondRead(
  pairs: readonly BothClocks[],
  asked: { readonly range: Window | undefined; readonly arguments: string },
  context: PullContext,
): Promise<SecondReadReport> {
  const { warehouse } = context;
  const jobs: WindowJob[] = [];
  const held = new Map<BothClocks, { readonly range: Window; readonly windows: Window[] }>();
  for (const pair of pairs) {
    const { account, byEvent, byUpdate } = pair;
    const range = asked.range ?? (await lastHeld(pair, context));
    const job = await again({ account, stream: byEvent }, range, context);
    // what the vendor has forgotten is not read again, and nothing is said of it
    const windows = intersect(job.windows, await heldOf(pair, range, context));
    held.set(pair, { range, windows });
    jobs.push(job, await again({ account, stream: byUpdate }, range, context));
  }
  const pulled = await pull(jobs, { command: 'reconcile', arguments: asked.arguments }, context);
  const reads: SecondRead[] = [];
  for (const [pair, { range, windows }] of held) {
    const read = { ...pair, range, ...(await countIn(windows, pair, { warehouse, pulled })) };
    await enter(read, windows, { pulled, context });
    reads.push(read);
  }
  const isMissing = reads.some(({ missing }) => missing > 0);
  const exitCode = isMissing && pulled.exitCode === EXIT.done ? EXIT.mismatch : pulled.exitCode;
  return { pulled, reads, exitCode };
}

type Report = Pick<WindowJob, 'account' | 'stream'>;

/** The last days of what is held: before its first window a stream was never kept, and a part of a day would stand there. */
async function lastHeld(pair: BothClocks, context: PullContext): Promise<Window> {
  const end = context.now();
  const held = await heldOf(pair, { start: end - LAST_MS, end }, context);
  return { start: Math.min(end, ...held.map(({ start }) => start)), end };
}

/** What of the ledger a question for a range can touch. */
async function ledgerOf(
  { account, stream }: Report,
  range: Window,
  { warehouse, now }: PullContext,
) {
  const key = { account: account.name, stream: stream.name };
  const window = around(range, stream.windows.unitMs);
  return believed(await listWindows(warehouse.db, { ...key, window }), now());
}

async function heldOf({ account, byEvent }: BothClocks, range: Window, context: PullContext) {
  const ledger = await ledgerOf({ account, stream: byEvent }, range, context);
  return intersect(
    [range],
    ledger.filter((window) => isHeld(window) && window.state !== 'expired'),
  );
}

async function again(
  { account, stream }: Report,
  range: Window,
  context: PullContext,
): Promise<WindowJob> {
  const ledger = await ledgerOf({ account, stream }, range, context);
  const now = context.now();
  const until = readUntil(account, now);
  const rules = rulesOf(stream, account);
  const windows = plan({ range, ledger, rules, until, lagMs: now - until, only: 'all' });
  return { account, stream, windows, priority: 1 };
}

interface Pulled {
  readonly warehouse: Warehouse;
  readonly pulled: PullReport;
}

async function countIn(
  windows: readonly Window[],
  { account, byEvent }: BothClocks,
  { warehouse, pulled }: Pulled,
) {
  let [rows, missing] = [0, 0];
  for (const window of windows) {
    const part = { account: account.name, stream: byEvent, window };
    const found = await countInserted(warehouse.db, part, pulled.runId);
    rows += found.rows;
    missing += found.inserted;
  }
  return { rows, missing };
}

async function enter(
  { account, byEvent, byUpdate, rows, missing }: SecondRead,
  windows: readonly Window[],
  { pulled, context }: { readonly pulled: PullReport; readonly context: PullContext },
): Promise<void> {
  const [first, last] = [windows[0], windows.at(-1)];
  if (!first || !last) return;
  const isWhole = pulled.outcomes.every(
    ({ job, failures, untried }) =>
      job.account !== account ||
      (job.stream !== byEvent && job.stream !== byUpdate) ||
      failures.length + untried === 0,
  );
  const verdict = missing > 0 ? 'differs' : isWhole ? 'equal' : 'inconclusive';
  const reason =
    missing > 0 ? `${counted(missing, 'bet')} missing from ${iso(first.start)} on` : null;
  const check = {
    account: account.name,
    stream: byEvent.name,
    window: { start: first.start, end: last.end },
    witness: 'second read' as const,
    verdict: verdict as 'differs' | 'equal' | 'inconclusive',
    ours: { count: BigInt(rows - missing) },
    theirs: { count: BigInt(rows) },
    reason,
    run: pulled.runId,
    now: context.now(),
  };
  await enterCheck(context.warehouse, check, undefined);
}
