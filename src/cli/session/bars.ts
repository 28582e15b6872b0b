/** Progress of a pull: a bar per stream where a person watches, lines elsewhere. */
import { MultiBar, type SingleBar } from 'cli-progress';
import { withoutSecrets } from '../../contract/secrets.ts';
import type { Session } from '../../serve/session.ts';
import type { SyncJob, SyncWatcher } from '../../sync/job.ts';
import { nameOf, type ProgressView, watchJobs, watchLines } from '../../sync/watch-lines.ts';
import { visibleLines } from '../../transform/visible.ts';

/** Watches jobs on the session's terminal. */
export function watchProgress(
  jobs: readonly SyncJob[],
  { terminal, now }: Pick<Session, 'terminal' | 'now'>,
): SyncWatcher {
  return terminal.isWatched
    ? watchJobs(jobs, drawBars(jobs), now)
    : watchLines(jobs, terminal.note, now);
}

function drawBars(jobs: readonly SyncJob[]): ProgressView {
  const bars = new MultiBar({
    format: '{name} {bar} {value}/{total} windows {rate}',
    barCompleteChar: '#',
    barIncompleteChar: '-',
    barsize: 24,
    hideCursor: null,
    stream: process.stderr,
    stopOnComplete: false,
  });
  const barOf = new Map<SyncJob, SingleBar>();
  for (const job of jobs) {
    barOf.set(job, bars.create(lengthOf(job, 0), 0, { name: nameOf(job), rate: '' }));
  }
  return {
    step: ({ job, done }, rate) => {
      const bar = barOf.get(job);
      bar?.setTotal(lengthOf(job, done));
      bar?.update(done, { rate });
    },
    say: (text) => bars.log(`${visibleLines(withoutSecrets(text))}\n`),
    stop: () => bars.stop(),
  };
}

/** How long a walk is shows only at its end. */
function lengthOf(job: SyncJob, done: number): number {
  return job.windows?.length ?? done + 1;
}
