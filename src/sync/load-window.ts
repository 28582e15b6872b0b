/** One window: read whole, as often as it takes, staged and committed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { VendorError } from '../contract/errors.ts';
import type { WindowCounts } from '../contract/ledger.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { commitWindow, type Staged } from '../load/merge.ts';
import { findSeen } from '../load/seen.ts';
import { type Probe, Stage } from '../load/stage.ts';
import { normalise } from '../transform/normalise.ts';
import { iso } from '../transform/time.ts';
import type { SyncContext, WindowJob } from './job.ts';

/** A list that moves while it is read is read again, this often in all. */
const READS = 4;
const PAUSE_BETWEEN_READS_MS = 400;
/** A Date header has whole seconds. */
const CLOCK_PRECISION_MS = 2000;

export interface LoadedWindow {
  readonly counts: WindowCounts;
  /** Why the vendor does not give all of it; null where it does. */
  readonly truncated: string | null;
}

/** What is loaded, and with what. */
interface Task {
  readonly job: WindowJob;
  readonly window: Window;
  readonly context: SyncContext;
}

/** Reads one window until a read is complete, then commits it. Throws VendorError. */
export async function loadWindow(
  job: WindowJob,
  window: Window,
  context: SyncContext,
): Promise<LoadedWindow> {
  const { warehouse, net, signal } = context;
  const task = { job, window, context };
  return warehouse.withConnection(async (db) => {
    using stage = new Stage(db, job.stream);
    let fault = '';
    let isClockDoubted = false;
    for (let read = 1; read <= READS; read += 1) {
      if (read > 1) await sleep(PAUSE_BETWEEN_READS_MS * (read - 1), undefined, { signal });
      const fetchedAt = net.now();
      const { fault: seen, truncated, probe } = await readOnce(stage, task);
      fault = seen;
      if (fault !== '') continue;
      signal.throwIfAborted();
      const early = tooEarly(task, fetchedAt);
      if (!early) return commit({ stage, probe }, task, { fetchedAt, truncated });
      // an answer that lay unread while this process stood still looks the same: one more tells
      if (isClockDoubted || read === READS) throw early;
      isClockDoubted = true;
      fault = early.message;
    }
    throw neverStable(task, fault);
  });
}

interface Reading {
  /** What makes the read incomplete, or nothing. */
  readonly fault: string;
  readonly truncated: string | null;
}

/** Stages all pages of one read. */
async function readOnce(stage: Stage, task: Task): Promise<Reading & { readonly probe: Probe }> {
  await stage.reset();
  const reading = await stagePages(stage, task);
  const probe = await stage.probe();
  if (reading.fault !== '') return { ...reading, probe };
  const mayBeSplit = probe.keys < probe.staged || probe.rejected > 0;
  const split = mayBeSplit ? await stage.splitKeys() : 0;
  const fault = split > 0 ? `${split} records stand on two pages` : '';
  return { ...reading, fault, probe };
}

async function stagePages(stage: Stage, { job, window, context }: Task): Promise<Reading> {
  const { account, stream, priority } = job;
  const { net, signal, warehouse } = context;
  let truncated: string | null = null;
  let total: number | undefined;
  let received = 0;
  let page = 0;
  const seen = findSeen(warehouse.db, { stream, account, window });
  for await (const answer of stream.read({ account, window, net, signal, priority, ...seen })) {
    page += 1;
    if (page > 1 && answer.total !== total) {
      const fault = `total was ${total} on the first page and ${answer.total} on page ${page}`;
      return { fault, truncated };
    }
    total = answer.total;
    truncated ??= answer.truncated ?? null;
    received += answer.records.length;
    stage.append(normalise(stream, account, answer.records), page);
  }
  const isWhole = total === undefined || received === total;
  return { fault: isWhole ? '' : `${received} records came, total says ${total}`, truncated };
}

/** What is known of a read that is whole. */
interface Whole {
  readonly fetchedAt: EpochMs;
  readonly truncated: string | null;
}

async function commit(
  staged: Staged,
  { job, window, context }: Task,
  { fetchedAt, truncated }: Whole,
): Promise<LoadedWindow> {
  const { warehouse, net, runId, watch } = context;
  const { counts, newFields } = await commitWindow(warehouse, staged, {
    account: job.account.name,
    stream: job.stream,
    owner: window,
    runId,
    fetchedAt,
    now: net.now(),
    truncated,
  });
  for (const field of newFields) watch.unknownField(job, field);
  return { counts, truncated };
}

/**
 * A window that is over by our clock and not by the vendor's would be taken for complete, and the bets
 * to come would be lost. The vendor's clock is known to the second, from its Date header.
 */
function tooEarly({ job, window, context }: Task, fetchedAt: EpochMs): VendorError | undefined {
  const { account } = job;
  const aheadMs = context.net.clockAheadMs(account.name);
  if (aheadMs === undefined || fetchedAt + aheadMs + CLOCK_PRECISION_MS >= window.end) {
    return undefined;
  }
  return new VendorError(
    'clock',
    `account ${account.name}: this machine's clock is ${Math.round(-aheadMs / 1000)} s ahead of the vendor's, ` +
      `more than the lag of ${account.lagSeconds} s: bets would be missed`,
    { hint: "set this machine's clock, or raise the lag" },
  );
}

function neverStable({ job, window }: Task, fault: string): VendorError {
  return new VendorError(
    'unstable',
    `account ${job.account.name}: ${job.stream.name} from ${iso(window.start)} changed during each of ${READS} reads: ${fault}`,
    { hint: 'the next sync reads it again; raise the lag if it stays so' },
  );
}
