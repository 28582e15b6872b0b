/** One window: read whole, as often as it takes, staged and committed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { VendorError } from '../contract/errors.ts';
import type { WindowCounts } from '../contract/ledger.ts';
import type { Net } from '../contract/net.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { commitWindow } from '../load/merge.ts';
import { seenIn } from '../load/seen.ts';
import { Stage } from '../load/stage.ts';
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

/** Reads one window until a read is complete, then commits it. */
export async function loadWindow(
  job: WindowJob,
  window: Window,
  context: SyncContext,
): Promise<LoadedWindow> {
  const { warehouse, net, signal, runId, watch } = context;
  return warehouse.withConnection(async (db) => {
    using stage = new Stage(db, job.stream);
    let verdict = '';
    let truncated: string | null = null;
    let isDoubted = false;
    for (let read = 1; read <= READS; read += 1) {
      if (read > 1) await sleep(PAUSE_BETWEEN_READS_MS * (read - 1), undefined, { signal });
      const fetchedAt = net.now();
      await stage.reset();
      ({ verdict, truncated } = await fillStage(stage, job, window, context));
      if (verdict !== '') continue;
      const probe = await stage.probe();
      const suspicious = probe.keys < probe.staged || probe.rejected > 0;
      const split = suspicious ? await stage.splitKeys() : 0;
      if (split > 0) {
        verdict = `${split} records stand on two pages`;
        continue;
      }
      signal.throwIfAborted();
      const early = tooEarly(job, window, fetchedAt, net);
      if (early) {
        // an answer that lay unread while this process stood still looks the same: one more tells
        if (isDoubted || read === READS) throw early;
        isDoubted = true;
        verdict = early.message;
        continue;
      }
      const account = job.account.name;
      const { counts, newFields } = await commitWindow(warehouse, stage, probe, {
        account,
        stream: job.stream,
        window,
        runId,
        fetchedAt,
        now: net.now(),
        truncated,
      });
      for (const field of newFields) watch.unknownField(job, field);
      return { counts, truncated };
    }
    throw new VendorError(
      'unstable',
      `account ${job.account.name}: ${job.stream.name} from ${iso(window.start)} changed during each of ${READS} reads: ${verdict}`,
      { hint: 'the next sync reads it again; raise the lag if it stays so' },
    );
  });
}

/**
 * A window that is over by our clock and not by the vendor's would be taken for complete, and the bets
 * to come would be lost. The vendor's clock is known to the second, from its Date header.
 */
function tooEarly(
  { account }: WindowJob,
  window: Window,
  fetchedAt: EpochMs,
  net: Net,
): VendorError | undefined {
  const aheadMs = net.clockAheadMs(account.name);
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

interface Reading {
  /** What makes the read incomplete, or nothing. */
  readonly verdict: string;
  readonly truncated: string | null;
}

/** Stages all pages of one read. */
async function fillStage(
  stage: Stage,
  { account, stream, priority }: WindowJob,
  window: Window,
  { net, signal, warehouse }: SyncContext,
): Promise<Reading> {
  let truncated: string | null = null;
  let total: number | undefined;
  let received = 0;
  let page = 0;
  const seen = seenIn(warehouse.db, stream, account, window);
  for await (const answer of stream.read({ account, window, net, signal, priority, ...seen })) {
    page += 1;
    if (page > 1 && answer.total !== total) {
      const verdict = `total was ${total} on the first page and ${answer.total} on page ${page}`;
      return { verdict, truncated };
    }
    total = answer.total;
    truncated ??= answer.truncated ?? null;
    received += answer.records.length;
    stage.append(normalise(stream, account, answer.records), page);
  }
  const isWhole = total === undefined || received === total;
  const verdict = isWhole ? '' : `${received} records came, total says ${total}`;
  return { verdict, truncated };
}
