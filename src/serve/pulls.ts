/** The pulls of the timetable, in the daemon's own store: what changes for a stream is logged. */
import { type Cron, utcCron } from '../schedules/cron.ts';
import { type Runner, startRunner } from '../schedules/runner.ts';
import type { ScheduleEntry } from '../schedules/timetable.ts';
import type { Log } from './log.ts';
import { logTerminal, pullDue } from './scheduled-sync.ts';
import type { Host, Session } from './session.ts';

interface Pulls {
  readonly entries: readonly ScheduleEntry[];
  readonly session: Pick<Session, 'config' | 'catalogue' | 'now' | 'user'>;
  readonly host: Host;
  readonly log: Log;
  readonly cron?: Cron | undefined;
}

/** Starts every stream's pull at once, and then at its times in UTC, until the runner is stopped. */
export function startPulls({ entries, session, host, log, cron = utcCron }: Pulls): Runner {
  const terminal = logTerminal(log);
  return startRunner({
    entries,
    cron,
    now: session.now,
    pull: (entry, signal) => pullDue(entry, { ...session, terminal, signal, host }),
    onChange: ({ account, stream }, error) => {
      const where = { account: account.name, stream: stream.name };
      if (error === undefined) log.info(where, 'pulls again');
      else log.warn({ ...where, error }, 'could not pull');
    },
  });
}
