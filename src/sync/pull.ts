/** What sync, backfill and the demo share: run jobs side by side within one run, and tell the sums. */

import { watchProgress } from '../cli/session/progress.ts';
import { counted, formatTable, type Terminal } from '../cli/session/terminal.ts';
import { EXIT, type ExitCode, type GgrError, Interrupted } from '../contract/errors.ts';
import type { Net } from '../contract/net.ts';
import { endRun, type RunOutcome, type RunSums, startRun } from '../load/runs.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { iso } from '../transform/time.ts';
import type { SyncJob } from './job.ts';
import type { JobOutcome } from './job-state.ts';
import { runJobs } from './run.ts';

export interface PullContext {
  readonly warehouse: Warehouse;
  readonly net: Net;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

export interface PullReport {
  readonly runId: string;
  readonly outcomes: readonly JobOutcome[];
  readonly exitCode: ExitCode;
}

/** Runs every job; a source that fails leaves the others alone. */
export async function pull(
  jobs: readonly SyncJob[],
  command: { readonly name: string; readonly arguments: string },
  context: PullContext,
): Promise<PullReport> {
  const { warehouse, net, signal, terminal, now } = context;
  const runId = await startRun(warehouse, {
    command: command.name,
    arguments: command.arguments,
    now: now(),
  });
  const watch = watchProgress(jobs, terminal, now);
  const outcomes = await runJobs(jobs, { warehouse, net, runId, signal, watch }).finally(() =>
    watch.stop(),
  );
  const ended: unknown = signal.aborted ? signal.reason : outcomes.find((o) => o.fatal)?.fatal;
  const exitCode = exitCodeOf(outcomes);
  const outcome = ended
    ? ended instanceof Interrupted
      ? 'interrupted'
      : 'stopped'
    : named(exitCode);
  await endRun(warehouse, {
    run: runId,
    outcome,
    sums: sumsOf(outcomes),
    error: messageOf(ended ?? outcomes.find((o) => o.stopped)?.stopped),
    now: now(),
  }).catch((error: unknown) => {
    if (!ended) throw error;
  });
  if (ended) throw ended;
  return { runId, outcomes, exitCode };
}

function exitCodeOf(outcomes: readonly JobOutcome[]): ExitCode {
  const stopped = outcomes.find((o) => o.stopped)?.stopped;
  if (stopped) return stopped.exitCode;
  const partial = outcomes.some(
    (o) => o.failures.length + o.truncations.length + o.untried + o.quarantined > 0,
  );
  return partial ? EXIT.partial : EXIT.done;
}

function named(exitCode: ExitCode): RunOutcome {
  if (exitCode === EXIT.done) return 'done';
  return exitCode === EXIT.partial ? 'partial' : 'stopped';
}

function messageOf(error: unknown): string | null {
  if (error === undefined) return null;
  return error instanceof Error ? error.message : String(error);
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
  };
}

/** The report as the one JSON document of --json. */
export function reportDocument({ runId, outcomes, exitCode }: PullReport) {
  return {
    run_id: runId,
    exit_code: exitCode,
    streams: outcomes.map(({ job, failures, truncations, stopped, fatal: _, ...sums }) => ({
      account: job.account.name,
      stream: job.stream.name,
      // a walk is as long as it turns out to be
      windows: job.windows?.length ?? sums.loaded,
      ...sums,
      failed: failures.length,
      errors: failures.map(({ window, error }) => ({
        window_start: window ? iso(window.start) : null,
        window_end: window ? iso(window.end) : null,
        code: error.code,
        message: error.message,
      })),
      truncated: truncations.map(({ window, says }) => ({
        window_start: iso(window.start),
        window_end: iso(window.end),
        message: says,
      })),
      stopped: stopped
        ? { code: stopped.code, message: stopped.message, hint: stopped.hint }
        : null,
    })),
  };
}

const COUNTS = [
  'received',
  'inserted',
  'updated',
  'unchanged',
  'withdrawn',
  'quarantined',
] as const;

/** The report as a table. */
export function reportTable({ outcomes }: PullReport): string {
  const head = ['account', 'stream', 'windows', 'failed', ...COUNTS];
  const rows = outcomes.map((o) => [
    o.job.account.name,
    o.job.stream.name,
    `${o.loaded}/${o.job.windows?.length ?? o.loaded}`,
    String(o.failures.length),
    ...COUNTS.map((name) => String(o[name])),
  ]);
  return formatTable(head, rows, new Set(head.slice(2)));
}

/** What of a report needs a person, each line with its next step. */
export function reportTroubles({ outcomes }: PullReport): string[] {
  return outcomes.flatMap(({ job, stopped, failures, truncations, untried, quarantined }) => {
    const name = `account ${job.account.name}, ${job.stream.name}`;
    const lines: string[] = [];
    if (stopped) lines.push(`${name}: stopped: ${describe(stopped)}`);
    const last = failures.at(-1);
    if (last) {
      lines.push(
        last.window
          ? `${name}: ${counted(failures.length, 'window')} failed and due again; last: ${describe(last.error)}`
          : `${name}: the walk stays where it stands: ${describe(last.error)}`,
      );
    }
    const full = truncations[0];
    if (full) {
      lines.push(
        `${name}: ${counted(truncations.length, 'window')} loaded, but not whole; first: ${full.says} (\`ggr gaps\` lists them)`,
      );
    }
    if (untried > 0) lines.push(`${name}: ${counted(untried, 'window')} left for the next run`);
    if (quarantined > 0) {
      lines.push(`${name}: ${counted(quarantined, 'record')} refused; see \`ggr rejects list\``);
    }
    return lines;
  });
}

function describe(error: GgrError): string {
  return error.hint ? `${error.message}; ${error.hint}` : error.message;
}
