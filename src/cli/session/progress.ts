/** Progress of a pull: a bar per stream on a terminal, one line now and then elsewhere. */
import { MultiBar, type SingleBar } from 'cli-progress';
import type { SyncJob, SyncWatcher } from '../../sync/job.ts';
import { duration, iso } from '../../transform/time.ts';
import type { Terminal } from './terminal.ts';

const LINE_EVERY_MS = 10_000;
const MOST_FAILURES_SHOWN = 5;

interface Tally {
  done: number;
  rows: number;
  failures: number;
  readonly startedAt: number;
  lineAt: number;
  bar: SingleBar | undefined;
}

export interface Progress extends SyncWatcher {
  stop(): void;
}

export function watchProgress(
  jobs: readonly SyncJob[],
  terminal: Terminal,
  now: () => number,
): Progress {
  const bars = terminal.isWatched ? makeBars() : undefined;
  const say = (text: string) => (bars ? bars.log(`${text}\n`) : terminal.note(text));
  const tallies = new Map<string, Tally>();
  for (const job of jobs) {
    const bar = bars?.create(lengthOf(job, 0), 0, { name: nameOf(job), rate: '' });
    tallies.set(nameOf(job), {
      done: 0,
      rows: 0,
      failures: 0,
      startedAt: now(),
      lineAt: now(),
      bar,
    });
  }
  const step = (job: SyncJob, rows: number) => {
    const tally = tallies.get(nameOf(job));
    if (!tally) return;
    tally.done += 1;
    tally.rows += rows;
    const rate = rateOf(job, tally, now());
    tally.bar?.setTotal(lengthOf(job, tally.done));
    tally.bar?.update(tally.done, { rate });
    if (!bars && now() - tally.lineAt >= LINE_EVERY_MS) {
      tally.lineAt = now();
      const done = job.windows
        ? `${tally.done} of ${job.windows.length} windows`
        : `${tally.rows} rows`;
      terminal.note(`${nameOf(job)}: ${done}, ${rate}`);
    }
  };
  return {
    loaded: (job, _, counts) => step(job, counts.received),
    failed: (job, window, error) => {
      if (window) step(job, 0);
      const tally = tallies.get(nameOf(job));
      if (!tally) return;
      tally.failures += 1;
      if (tally.failures > MOST_FAILURES_SHOWN) return;
      const more = tally.failures === MOST_FAILURES_SHOWN ? ' (further failures: `ggr gaps`)' : '';
      const what = window ? `the window from ${iso(window.start)}` : 'the walk';
      say(`${nameOf(job)}: ${what} failed: ${error.message}${more}`);
    },
    unknownField: (job, field) =>
      say(
        `${nameOf(job)}: the vendor sends a field that its document does not name: ${field}; it is kept in extra`,
      ),
    stop: () => bars?.stop(),
  };
}

function makeBars(): MultiBar {
  return new MultiBar({
    format: '{name} {bar} {value}/{total} windows {rate}',
    barCompleteChar: '#',
    barIncompleteChar: '-',
    barsize: 24,
    hideCursor: null,
    stream: process.stderr,
    stopOnComplete: false,
  });
}

/** How long a walk is shows only at its end. */
function lengthOf(job: SyncJob, done: number): number {
  return job.windows?.length ?? done + 1;
}

function rateOf(job: SyncJob, tally: Tally, now: number): string {
  const elapsedMs = Math.max(1, now - tally.startedAt);
  const perSecond = Math.round((tally.rows * 1000) / elapsedMs);
  if (!job.windows) return `${perSecond} rows/s`;
  const left = ((job.windows.length - tally.done) * elapsedMs) / tally.done;
  return `${perSecond} rows/s, ${duration(left)} left`;
}

function nameOf({ account, stream }: SyncJob): string {
  return `${account.name} ${stream.name}`;
}
