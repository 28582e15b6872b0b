/** Progress of a pull: a bar for each stream that moves where a person watches, lines elsewhere. */
import type { Bar, Progress } from '../../serve/progress.ts';
import type { Session, Terminal } from '../../serve/session.ts';
import type { SyncJob, SyncWatcher } from '../../sync/job.ts';
import { nameOf, Tallies, type Tally } from '../../sync/tallies.ts';
import {
  describeTally,
  type Lines,
  type ProgressView,
  watchJobs,
  watchLines,
} from '../../sync/watch-lines.ts';
import { duration } from '../../transform/time.ts';
import { tell } from './terminal.ts';

/** Often enough that what is left counts down, and what a daemon sends stays little. */
const DRAW_EVERY_MS = 500;

/** Where lines about progress go. */
export function linesOf(terminal: Terminal): Lines {
  const { note, isVerbose } = terminal;
  return { note, tell: (text) => tell(terminal, text), isVerbose };
}

/** Watches jobs on the session's terminal. */
export function watchProgress(
  jobs: readonly SyncJob[],
  { terminal, now }: Pick<Session, 'terminal' | 'now'>,
): SyncWatcher {
  const lines = linesOf(terminal);
  const { note, tell: say, isVerbose } = lines;
  if (!terminal.progress) return watchLines(jobs, lines, now);
  const tallies = new Tallies(jobs, now);
  const view = drawBars(tallies, { progress: terminal.progress, note });
  return watchJobs({ view, tallies, detail: isVerbose ? say : undefined });
}

function drawBars(
  tallies: Tallies,
  { progress, note }: Pick<Required<Terminal>, 'note'> & { progress: (p?: Progress) => void },
): ProgressView {
  const draw = () => progress(progressOf(tallies));
  const timer = setInterval(draw, DRAW_EVERY_MS);
  draw();
  return {
    step: () => {},
    say: note,
    stop: () => {
      clearInterval(timer);
      progress(undefined);
    },
  };
}

/** Those that move, and how many are through. */
export function progressOf(tallies: Tallies): Progress {
  const { all } = tallies;
  const open = all.filter((tally) => !tally.isOver);
  const over = all.length - open.length;
  const left = Math.max(-1, ...open.map((tally) => tallies.leftMs(tally) ?? -1));
  const rest = left < 0 ? '' : `, about ${duration(left)} left`;
  return {
    bars: open.map((tally) => barOf(tally, tallies)),
    says: open.length === 0 ? '' : `${over} of ${all.length} streams are through${rest}`,
  };
}

function barOf(tally: Tally, tallies: Tallies): Bar {
  const { job, done } = tally;
  const total = job.windows?.length ?? null;
  return { name: nameOf(job), done, total, says: describeTally(tally, tallies) };
}
