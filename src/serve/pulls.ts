/** The pulls of the timetable, in the daemon's own store: what changes for a stream is logged. */
import { type Cron, utcCron } from '../schedules/cron.ts';
import {
  type JobStatus,
  type Runner,
  type RunnerOptions,
  startRunner,
} from '../schedules/runner.ts';
import type { ScheduleEntry } from '../schedules/timetable.ts';
import type { RunningPulls, ScheduledJob } from './job-times.ts';
import type { Log } from './log.ts';
import { startNightlyChecks } from './nightly-check.ts';
import { NO_PINGS, type Pings } from './pings.ts';
import { nightlyOf, reconcileDue } from './scheduled-reconcile.ts';
import { logTerminal, pullDue } from './scheduled-sync.ts';
import type { Host, Session } from './session.ts';
import type { Tracing } from './spans.ts';
import { NO_TRACING } from './tracing.ts';

interface Pulls {
  readonly entries: readonly ScheduleEntry[];
  readonly session: Pick<Session, 'config' | 'catalogue' | 'now' | 'user'>;
  readonly host: Host;
  readonly log: Log;
  readonly cron?: Cron | undefined;
  readonly pings?: Pings | undefined;
  readonly tracing?: Tracing | undefined;
  /** Told of each pull that changed rows. */
  readonly onPulled: () => void;
}

/**
 * Starts every stream's pull at once, and then at its times in UTC, until the runner is stopped; what has
 * totals is reconciled every night besides, and the whole store is checked.
 */
export function startPulls(options: Pulls): RunningPulls {
  const pulls = startPullsAlone(options);
  const nights = startNights(options);
  const { cron = utcCron, pings = NO_PINGS } = options;
  const checks = startNightlyChecks({ ...options, cron, pings });
  return {
    status: pulls.status,
    jobs: () => [
      ...pulls.status().map((status) => asJob('pull', status)),
      ...nights.status().map((status) => asJob('reconcile', status)),
      { job: 'check', account: null, stream: null, ...checks.times() },
    ],
    stop: async () => {
      await Promise.all([pulls.stop(), nights.stop(), checks.stop()]);
    },
  };
}

function asJob(job: 'pull' | 'reconcile', status: JobStatus): ScheduledJob {
  const { account, stream, schedule, running, last_started_at, last_ended_at, ...more } = status;
  const { last_error, next_fire_at } = more;
  const times = { schedule, running, last_started_at, last_ended_at, last_error, next_fire_at };
  return { job, account, stream, ...times };
}

/** Tells whoever watches the jobs of a schedule. */
function telling(
  { pings = NO_PINGS }: Pick<Pulls, 'pings'>,
  scheduleOf: (entry: ScheduleEntry) => string,
) {
  return {
    onBegin: (entry: ScheduleEntry) => pings.begin(scheduleOf(entry)),
    onEnd: (entry: ScheduleEntry, error: string | undefined) =>
      pings.end(scheduleOf(entry), `${entry.account.name} ${entry.stream.name}`, error),
  };
}

/** The job within a span. */
function within(
  { tracing = NO_TRACING }: Pick<Pulls, 'tracing'>,
  name: string,
  pull: RunnerOptions['pull'],
): RunnerOptions['pull'] {
  return (entry, signal) =>
    tracing.span(name, { account: entry.account.name, stream: entry.stream.name }, () =>
      pull(entry, signal),
    );
}

function startNights(options: Pulls): Runner {
  const { entries, session, host, log, cron = utcCron } = options;
  const terminal = logTerminal(log);
  return startRunner({
    entries: nightlyOf(entries),
    ...telling(options, () => 'reconcile'),
    cron,
    now: session.now,
    isLater: true,
    pull: within(options, 'reconcile', (entry, signal) =>
      reconcileDue(entry, { ...session, terminal, signal, host }),
    ),
    onChange: ({ account, stream }, error) => {
      const where = { account: account.name, stream: stream.name };
      if (error === undefined) log.info(where, 'equals the vendor again');
      else log.warn({ ...where, error }, 'not reconciled');
    },
  });
}

function startPullsAlone(options: Pulls): Runner {
  const { entries, session, host, log, cron = utcCron, onPulled } = options;
  const terminal = logTerminal(log);
  return startRunner({
    entries,
    ...telling(options, ({ account }) => account.vendor),
    cron,
    now: session.now,
    pull: within(options, 'pull', (entry, signal) =>
      pullDue(entry, { ...session, terminal, signal, host }, onPulled),
    ),
    onChange: ({ account, stream }, error) => {
      const where = { account: account.name, stream: stream.name };
      if (error === undefined) log.info(where, 'pulls again');
      else log.warn({ ...where, error }, 'could not pull');
    },
  });
}
