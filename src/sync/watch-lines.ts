/** Progress of a pull in lines: one a stream now and then, and what went wrong at once. */
import { type GgrError, VendorError, type VendorFault } from '../contract/errors.ts';
import type { WindowCounts } from '../contract/ledger.ts';
import type { Window } from '../contract/window.ts';
import { counted } from '../transform/text.ts';
import { duration, iso } from '../transform/time.ts';
import type { SyncJob, SyncWatcher } from './job.ts';
import { nameOf, Tallies, type Tally } from './tallies.ts';

const LINE_EVERY_MS = 10_000;
const MOST_FAILURES_SHOWN = 5;

/** Nobody answers: the same befalls every report of the account, and is said once. */
export const IS_DOWN: ReadonlySet<VendorFault> = new Set(['unreachable', 'unavailable']);

/** Shows how far jobs are. */
export interface ProgressView {
  /** Something of the job was done. */
  step(tally: Tally, tallies: Tallies): void;
  say(text: string): void;
  stop(): void;
}

interface Watched {
  readonly view: ProgressView;
  readonly tallies: Tallies;
  /** Each window, for whoever asked for it. */
  readonly detail?: ((text: string) => void) | undefined;
}

/** Keeps the tallies of a pull's jobs and passes on what is worth telling. */
export function watchJobs({ view, tallies, detail }: Watched): SyncWatcher {
  const down = new Set<string>();
  const step = (job: SyncJob, rows: number): void => {
    const tally = tallies.step(job, rows);
    if (tally) view.step(tally, tallies);
  };
  return {
    loaded: (job, window, counts) => {
      step(job, counts.received);
      detail?.(sayLoaded(job, window, counts));
    },
    failed: (job, window, error) => {
      if (window) step(job, 0);
      const tally = tallies.of(job);
      if (!tally) return;
      tally.failures += 1;
      const line = sayFailed(tally, window, { error, down });
      if (line) view.say(line);
    },
    ended: (job) => {
      const tally = tallies.of(job);
      if (!tally) return;
      tally.isOver = true;
      view.step(tally, tallies);
    },
    unknownField: (job, field) =>
      view.say(
        `${nameOf(job)}: the vendor sends a field that its document does not name: ${field}; it is kept in extra`,
      ),
    noted: (job, text) => view.say(`${nameOf(job)}: ${text}`),
    stop: () => view.stop(),
  };
}

function sayLoaded(job: SyncJob, window: Window | undefined, counts: WindowCounts): string {
  const what = window ? `${iso(window.start)} to ${iso(window.end)}` : 'a piece of the walk';
  const told = ['inserted', 'updated', 'withdrawn', 'quarantined'] as const;
  const changes = told.flatMap((name) => (counts[name] > 0 ? [`${counts[name]} ${name}`] : []));
  const rows = [counted(counts.received, 'row'), ...changes].join(', ');
  return `${nameOf(job)}: ${what}: ${rows}`;
}

function sayFailed(
  { job, failures }: Tally,
  window: Window | undefined,
  { error, down }: { readonly error: GgrError; readonly down: Set<string> },
): string | undefined {
  if (error instanceof VendorError && IS_DOWN.has(error.code)) {
    const { name } = job.account;
    if (down.has(name)) return undefined;
    down.add(name);
    return `${error.message}; reports of it that fail likewise are not told one by one`;
  }
  if (failures > MOST_FAILURES_SHOWN) return undefined;
  const more = failures === MOST_FAILURES_SHOWN ? ' (further failures: `ggr gaps`)' : '';
  const what = window ? `the window from ${iso(window.start)}` : 'the walk';
  return `${nameOf(job)}: ${what} failed: ${error.message}${more}`;
}

/** Where the lines go. */
export interface Lines {
  readonly note: (line: string) => void;
  /** What is as it should be; `note` without it. */
  readonly tell?: ((line: string) => void) | undefined;
  readonly isVerbose?: boolean | undefined;
}

/** A line a stream at most every ten seconds, for logs and pipes. */
export function watchLines(
  jobs: readonly SyncJob[],
  lines: Lines | Lines['note'],
  now: () => number,
): SyncWatcher {
  const {
    note,
    tell = note,
    isVerbose = false,
  }: Lines = typeof lines === 'function' ? { note: lines } : lines;
  const lineAt = new Map<Tally, number>();
  const step = (tally: Tally, tallies: Tallies): void => {
    if (tally.isOver || now() - (lineAt.get(tally) ?? tally.startedAt) < LINE_EVERY_MS) return;
    lineAt.set(tally, now());
    tell(`${nameOf(tally.job)}: ${describeTally(tally, tallies)}`);
  };
  const view = { step, say: note, stop: () => {} };
  const detail = isVerbose ? tell : undefined;
  return watchJobs({ view, tallies: new Tallies(jobs, now), detail });
}

/** "3 of 12 windows, 45 rows/s, 4 min 30 s left". */
export function describeTally(tally: Tally, tallies: Tallies): string {
  const { job, done, rows } = tally;
  const soFar = job.windows ? `${done} of ${job.windows.length} windows` : `${rows} rows`;
  const isDone = job.windows !== undefined && done >= job.windows.length;
  const left = isDone ? undefined : tallies.leftMs(tally);
  const rest = left === undefined ? [] : [`${duration(left)} left`];
  return [soFar, `${tallies.rowsPerSecond(tally)} rows/s`, ...rest].join(', ');
}
