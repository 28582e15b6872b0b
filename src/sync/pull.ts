/** What sync, backfill and the demo share: run jobs side by side within one run, and tell the sums. */
import { VERSION } from '../config/version.ts';
import { EXIT, type ExitCode, Interrupted } from '../contract/errors.ts';
import type { Net } from '../contract/net.ts';
import type { Database } from '../load/database.ts';
import { refuseWindow } from '../load/forgotten.ts';
import { endRun, type RunOutcome, type RunSums, startRun } from '../load/runs.ts';
import type { StandingDifference } from '../load/waivers.ts';
import type { Warehouse } from '../load/warehouse.ts';
import type { SyncJob, SyncWatcher } from './job.ts';
import type { JobOutcome } from './job-state.ts';
import { runJobs } from './run.ts';
import { messageOf, outcomeOf } from './run-outcome.ts';
import { listStillDiffering } from './still-differs.ts';

export interface PullContext {
  readonly warehouse: Warehouse;
  /** Address of the ClickHouse that has what the store has forgotten; undefined: there is none. */
  readonly cluster?: string | undefined;
  readonly net: Net;
  readonly signal: AbortSignal;
  /** Epoch ms. */
  readonly now: () => number;
  readonly watch: SyncWatcher;
}

export interface PullReport {
  readonly runId: string;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly outcomes: readonly JobOutcome[];
  /** What an earlier run found, and nobody has mended, waived or accepted. */
  readonly standing: readonly StandingDifference[];
  readonly exitCode: ExitCode;
}

/** What a run is called in sync.runs. */
export interface RunName {
  readonly command: string;
  readonly arguments: string;
}

/** Throws ForgottenError before a vendor is asked for what cannot be loaded. */
async function refuseForgotten(db: Database, jobs: readonly SyncJob[]): Promise<void> {
  for (const { account, stream, windows = [] } of jobs) {
    for (const window of windows) await refuseWindow(db, { account: account.name, stream }, window);
  }
}

/**
 * Runs every job; a source that fails leaves the others alone. Throws ForgottenError where a window touches a month that
 * stands in ClickHouse alone.
 */
export async function pull(
  jobs: readonly SyncJob[],
  name: RunName,
  { warehouse, cluster, net, signal, now, watch }: PullContext,
): Promise<PullReport> {
  await refuseForgotten(warehouse.db, jobs);
  const startedAt = now();
  const runId = await startRun(warehouse, { ...name, version: VERSION, now: startedAt });
  const outcomes = await runJobs(jobs, {
    ...{ warehouse, cluster, net, runId, signal, watch },
  }).finally(() => watch.stop());
  const ended: unknown = signal.aborted ? signal.reason : outcomes.find((o) => o.fatal)?.fatal;
  const ofRun = exitCodeOf(outcomes);
  await endRun(warehouse, {
    run: runId,
    outcome: ended === undefined ? outcomeOf(ofRun) : endOf(ended),
    sums: sumsOf(outcomes),
    error: messageOf(ended ?? outcomes.find((o) => o.stopped)?.stopped),
    now: now(),
  }).catch((error: unknown) => {
    if (ended === undefined) throw error;
  });
  if (ended !== undefined) throw ended;
  const standing = await listStillDiffering(outcomes, warehouse, now());
  const exitCode = ofRun === EXIT.done && standing.length > 0 ? EXIT.mismatch : ofRun;
  return { runId, startedAt, outcomes, standing, exitCode };
}

function endOf(reason: unknown): RunOutcome {
  return reason instanceof Interrupted ? 'interrupted' : 'stopped';
}

/** What was refused before, and stands in quarantine as it stood, makes no run partial again. */
function exitCodeOf(outcomes: readonly JobOutcome[]): ExitCode {
  const stopped = outcomes.find((o) => o.stopped)?.stopped;
  if (stopped) return stopped.exitCode;
  const partial = outcomes.some(
    (o) => o.failures.length + o.truncations.length + o.untried + o.refusedNew > 0,
  );
  if (partial) return EXIT.partial;
  return outcomes.some((o) => o.differences.length > 0) ? EXIT.mismatch : EXIT.done;
}

function sumsOf(outcomes: readonly JobOutcome[]): RunSums {
  const sum = (pick: (outcome: JobOutcome) => number) => outcomes.reduce((n, o) => n + pick(o), 0);
  return {
    loaded: sum((o) => o.loaded),
    failed: sum((o) => o.failures.length),
    received: sum((o) => o.received),
    inserted: sum((o) => o.inserted),
    updated: sum((o) => o.updated),
    unchanged: sum((o) => o.unchanged),
    withdrawn: sum((o) => o.withdrawn),
    quarantined: sum((o) => o.quarantined),
    refusedNew: sum((o) => o.refusedNew),
  };
}
