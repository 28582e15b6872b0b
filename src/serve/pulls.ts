/** The pulls of the timetable, in the daemon's own store: what changes for a stream is logged. */
import { type Cron, utcCron } from '../schedules/cron.ts';
import { type JobStatus, type Runner, startRunner } from '../schedules/runner.ts';
import type { ScheduleEntry } from '../schedules/timetable.ts';
import type { JobTimes } from './job-times.ts';
import type { Log } from './log.ts';
import { startNightlyChecks } from './nightly-check.ts';
import type { Pings } from './pings.ts';
import { nightlyOf, reconcileDue } from './scheduled-reconcile.ts';
import { logTerminal, pullDue } from './scheduled-sync.ts';
import type { Host, Session } from './session.ts';

interface Pulls {
  readonly entries: readonly ScheduleEntry[];
  readonly session: Pick<Session, 'config' | 'catalogue' | 'now' | 'user'>;
  readonly host: Host;
  readonly log: Log;
  readonly cron?: Cron | undefined;
  readonly pings: Pings;
  /** Told of each pull that changed rows. */
  readonly onPulled: () => void;
}

/** A job of the daemon: the pull or the night's totals of a stream, or one of the whole store. */
export interface ScheduledJob extends JobTimes {
  readonly job: 'pull' | 'reconcile' | 'check' | 'backup';
  readonly account: string | null;
  readonly stream: string | null;
}

export interface RunningPulls extends Runner {
  /** All jobs, pulls among them. */
  readonly jobs: () => ScheduledJob[];
}

/**
 * Starts every stream's pull at once, and then at its times in UTC, until the runner is stopped; what has
 * totals is reconciled every night besides, and the whole store is checked.
 */
export function startPulls(options: Pulls): RunningPulls {
  const pulls = startPullsAlone(options);
  const nights = startNights(options);
  const checks = startNightlyChecks({ ...options, cron: options.cron ?? utcCron });
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
function telling({ pings }: Pick<Pulls, 'pings'>, scheduleOf: (entry: ScheduleEntry) => string) {
  return {
    onBegin: (entry: ScheduleEntry) => pings.begin(scheduleOf(entry)),
    onEnd: (entry: ScheduleEntry, error: string | undefined) =>
      pings.end(scheduleOf(entry), `${entry.account.name} ${entry.stream.name}`, error),
  };
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
    pull: (entry, signal) => reconcileDue(entry, { ...session, terminal, signal, host }),
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
    pull: (entry, signal) => pullDue(entry, { ...session, terminal, signal, host }, onPulled),
    onChange: ({ account, stream }, error) => {
      const where = { account: account.name, stream: stream.name };
      if (error === undefined) log.info(where, 'pulls again');
      else log.warn({ ...where, error }, 'could not pull');
    },
  });
}
