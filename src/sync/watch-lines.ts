/** Progress of a pull in lines: one a stream now and then, and what went wrong at once. */
import type { WindowCounts } from '../contract/ledger.ts';
import { duration, iso } from '../transform/time.ts';
import type { SyncJob, SyncWatcher } from './job.ts';

const LINE_EVERY_MS = 10_000;
const MOST_FAILURES_SHOWN = 5;

/** How far one job is. */
export interface Tally {
  readonly job: SyncJob;
  readonly startedAt: number;
  done: number;
  rows: number;
  failures: number;
}

/** Shows how far jobs are. */
export interface ProgressView {
  /** Something of the job was done. */
  step(tally: Tally, rate: string): void;
  say(text: string): void;
  stop(): void;
}

/** Keeps the tallies of a pull's jobs and passes on what is worth telling. */
export function watchJobs(
  jobs: readonly SyncJob[],
  view: ProgressView,
  now: () => number,
): SyncWatcher {
  const tallies = new Map<string, Tally>();
  for (const job of jobs) {
    tallies.set(nameOf(job), { job, startedAt: now(), done: 0, rows: 0, failures: 0 });
  }
  const step = (job: SyncJob, rows: number): void => {
    const tally = tallies.get(nameOf(job));
    if (!tally) return;
    tally.done += 1;
    tally.rows += rows;
    view.step(tally, rateOf(tally, now()));
  };
  return {
    loaded: (job, _, { received }: WindowCounts) => step(job, received),
    failed: (job, window, error) => {
      if (window) step(job, 0);
      const tally = tallies.get(nameOf(job));
      if (!tally) return;
      tally.failures += 1;
      if (tally.failures > MOST_FAILURES_SHOWN) return;
      const more = tally.failures === MOST_FAILURES_SHOWN ? ' (further failures: `ggr gaps`)' : '';
      const what = window ? `the window from ${iso(window.start)}` : 'the walk';
      view.say(`${nameOf(job)}: ${what} failed: ${error.message}${more}`);
    },
    unknownField: (job, field) =>
      view.say(
        `${nameOf(job)}: the vendor sends a field that its document does not name: ${field}; it is kept in extra`,
      ),
    noted: (job, text) => view.say(`${nameOf(job)}: ${text}`),
    stop: () => view.stop(),
  };
}

/** A line a stream at most every ten seconds, for logs and pipes. */
export function watchLines(
  jobs: readonly SyncJob[],
  note: (line: string) => void,
  now: () => number,
): SyncWatcher {
  const lineAt = new Map<Tally, number>();
  const step = (tally: Tally, rate: string): void => {
    if (now() - (lineAt.get(tally) ?? tally.startedAt) < LINE_EVERY_MS) return;
    lineAt.set(tally, now());
    const { job, done, rows } = tally;
    const soFar = job.windows ? `${done} of ${job.windows.length} windows` : `${rows} rows`;
    note(`${nameOf(job)}: ${soFar}, ${rate}`);
  };
  return watchJobs(jobs, { step, say: note, stop: () => {} }, now);
}

/** "pv pv.bets". */
export function nameOf({ account, stream }: SyncJob): string {
  return `${account.name} ${stream.name}`;
}

function rateOf({ job, startedAt, done, rows }: Tally, now: number): string {
  const elapsedMs = Math.max(1, now - startedAt);
  const perSecond = Math.round((rows * 1000) / elapsedMs);
  if (!job.windows) return `${perSecond} rows/s`;
  const left = ((job.windows.length - done) * elapsedMs) / done;
  return `${perSecond} rows/s, ${duration(left)} left`;
}
