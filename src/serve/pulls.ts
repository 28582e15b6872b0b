/** The pulls of the timetable, in the daemon's own store: what changes for a stream is logged. */
import { type Cron, utcCron } from '../schedules/cron.ts';
import { type Runner, startRunner } from '../schedules/runner.ts';
import type { ScheduleEntry } from '../schedules/timetable.ts';
import type { Log } from './log.ts';
import { startNightlyChecks } from './nightly-check.ts';
import { nightlyOf, reconcileDue } from './scheduled-reconcile.ts';
import { logTerminal, pullDue } from './scheduled-sync.ts';
import type { Host, Session } from './session.ts';

interface Pulls {
  readonly entries: readonly ScheduleEntry[];
  readonly session: Pick<Session, 'config' | 'catalogue' | 'now' | 'user'>;
  readonly host: Host;
  readonly log: Log;
  readonly cron?: Cron | undefined;
  /** Told of each pull that changed rows. */
  readonly onPulled: () => void;
}

/**
 * Starts every stream's pull at once, and then at its times in UTC, until the runner is stopped; what has
 * totals is reconciled every night besides, and the whole store is checked.
 */
export function startPulls(options: Pulls): Runner {
  const pulls = startPullsAlone(options);
  const nights = startNights(options);
  const checks = startNightlyChecks({ ...options, cron: options.cron ?? utcCron });
  return {
    status: pulls.status,
    stop: async () => {
      await Promise.all([pulls.stop(), nights.stop(), checks.stop()]);
    },
  };
}

function startNights({ entries, session, host, log, cron = utcCron }: Pulls): Runner {
  const terminal = logTerminal(log);
  return startRunner({
    entries: nightlyOf(entries),
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
