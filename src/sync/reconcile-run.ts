/** One run of reconcile over streams with totals: what stands after it, and as which exit code. */
import { VERSION } from '../config/version.ts';
import { EXIT, type ExitCode, Interrupted } from '../contract/errors.ts';
import { type AccountStream, hasCursor } from '../contract/stream.ts';
import { netOf } from '../extract/traffic.ts';
import { endRun, type RunOutcome, type RunSums, startRun } from '../load/runs.ts';
import { isAccepted, isExplained } from './difference.ts';
import type { WindowJob } from './job.ts';
import type { PullContext } from './pull.ts';
import { reconcileStream } from './reconcile.ts';
import type { Reconciled, ReconcileRequest } from './reconciled.ts';
import { messageOf, outcomeOf } from './run-outcome.ts';

export interface ReconcileReport {
  readonly runId: string;
  readonly streams: readonly Reconciled[];
  readonly exitCode: ExitCode;
}

/** Those of the streams whose vendor has totals, as jobs without windows to pull. */
export function withTotals(selected: readonly AccountStream[]): WindowJob[] {
  return selected.flatMap(({ account, stream }) =>
    !hasCursor(stream) && stream.totals ? [{ account, stream, windows: [], priority: 0 }] : [],
  );
}

/** Reconciles the accounts side by side. What is no fault of a vendor ends the run, and is thrown. */
export async function reconcile(
  jobs: readonly WindowJob[],
  request: ReconcileRequest & { readonly arguments: string },
  { warehouse, cluster, net, signal, now, watch }: PullContext,
): Promise<ReconcileReport> {
  const name = { command: 'reconcile', arguments: request.arguments, version: VERSION };
  const run = await startRun(warehouse, { ...name, now: now() });
  const end = (outcome: RunOutcome, streams: readonly Reconciled[], error: unknown) =>
    endRun(warehouse, { run, outcome, sums: sumsOf(streams), error: messageOf(error), now: now() });
  try {
    const context = { warehouse, cluster, net, runId: run, signal, watch };
    const ofJob = ({ stream }: WindowJob) => ({ ...context, net: netOf(net, stream.name) });
    const streams = await Promise.all(jobs.map((job) => reconcileStream(job, request, ofJob(job))));
    signal.throwIfAborted();
    const exitCode = exitCodeOf(streams);
    await end(outcomeOf(exitCode), streams, streams.find(({ error }) => error)?.error);
    return { runId: run, streams, exitCode };
  } catch (error) {
    const reason: unknown = signal.aborted ? signal.reason : error;
    const outcome = reason instanceof Interrupted ? 'interrupted' : 'stopped';
    await end(outcome, [], reason).catch(() => {}); // the first error is the one to tell
    throw reason;
  } finally {
    watch.stop();
  }
}

/** What an open refusal explains is 3, though its totals differ as well; what is waived or accepted counts for nothing. */
function exitCodeOf(streams: readonly Reconciled[]): ExitCode {
  const stopped = streams.find(({ error }) => error?.recovery === 'stop')?.error;
  if (stopped) return stopped.exitCode;
  if (streams.some(({ error, counts }) => error !== undefined || counts.refusedNew > 0)) {
    return EXIT.partial;
  }
  const open = streams.flatMap(({ standing }) =>
    standing.filter((each) => !each.waiver && !isAccepted(each)),
  );
  const isUnsure = streams.some(({ unresolved }) => unresolved.length > 0);
  if (isUnsure || open.some((each) => !isExplained(each))) return EXIT.mismatch;
  return open.length > 0 ? EXIT.partial : EXIT.done;
}

function sumsOf(streams: readonly Reconciled[]): RunSums {
  const sum = (pick: (stream: Reconciled) => number) => streams.reduce((n, s) => n + pick(s), 0);
  return {
    loaded: sum((s) => s.reread),
    failed: sum((s) => (s.error ? 1 : 0)),
    received: sum((s) => s.counts.received),
    inserted: sum((s) => s.counts.inserted),
    updated: sum((s) => s.counts.updated),
    unchanged: sum((s) => s.counts.unchanged),
    withdrawn: sum((s) => s.counts.withdrawn),
    quarantined: sum((s) => s.counts.quarantined),
    refusedNew: sum((s) => s.counts.refusedNew),
  };
}
