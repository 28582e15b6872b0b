/** `ggr schedule`: the jobs of the daemon, when each ran last and when it runs next; all in UTC. */
import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { JobTimes, ScheduledJob } from '../../serve/job-times.ts';
import { CHECKED_AT } from '../../serve/nightly-check.ts';
import { nightlyOf } from '../../serve/scheduled-reconcile.ts';
import { entriesOf } from '../../serve/scheduled-sync.ts';
import type { Host, Session } from '../../serve/session.ts';
import { columnsOf } from '../../serve/table.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { show, tell, toDocument } from '../session/terminal.ts';

const COLUMNS = columnsOf(
  ['job', 'account', 'stream', 'schedule', 'last_started', 'last_ended', 'next', ''],
  { '': 'wrapped' },
);

export const addSchedule: AddCommand = (ggr, { runOnStore }) => {
  ggr
    .command('schedule')
    .description("the daemon's jobs, the last run of each and the next; in UTC")
    .option(...JSON_OPTION)
    .action((options) => runOnStore((session) => schedule(session, options)));
};

export function schedule(session: Session, { json }: { json: boolean }): ExitCode {
  const { terminal, host } = session;
  const jobs = host ? jobsOf(host) : jobsOfNobody(session);
  if (json) {
    terminal.out(toDocument({ daemon: host !== undefined, jobs }));
    return EXIT.done;
  }
  const rows = jobs.map((job) => [
    job.job,
    job.account,
    job.stream,
    job.schedule,
    job.last_started_at ?? (host ? 'not since its start' : null),
    job.running ? 'running' : job.last_ended_at,
    job.next_fire_at ?? (host ? 'none' : null),
    job.last_error === null ? '' : `FAILING: ${job.last_error}`,
  ]);
  show(terminal, { columns: COLUMNS, rows, isShort: true });
  if (!host) {
    tell(
      terminal,
      'no daemon holds the store, so nothing of this runs by itself: `ggr serve` starts one, `ggr docs operations` has a timer and a crontab',
    );
  }
  return EXIT.done;
}

interface Described {
  readonly jobs?: readonly ScheduledJob[];
  readonly parts?: { readonly backup?: { readonly times?: JobTimes } };
}

function jobsOf(host: Host): ScheduledJob[] {
  const { jobs = [], parts } = host.describe() as Described;
  const backup = parts?.backup?.times;
  return [...jobs, ...(backup ? [ofStore('backup', backup)] : [])];
}

const ofStore = (job: 'backup' | 'check', times: JobTimes): ScheduledJob => ({
  job,
  account: null,
  stream: null,
  ...times,
});

/** What a daemon would run with these settings. */
function jobsOfNobody(session: Session): ScheduledJob[] {
  const entries = entriesOf(session);
  const { at } = session.config.backup;
  const streams = (job: 'pull' | 'reconcile', chosen: typeof entries) =>
    chosen.map(({ account, stream, expression }) => ({
      ...never(expression),
      job,
      account: account.name,
      stream: stream.name,
    }));
  return [
    ...streams('pull', entries),
    ...streams('reconcile', nightlyOf(entries)),
    ofStore('check', never(CHECKED_AT)),
    ...(at === undefined ? [] : [ofStore('backup', never(at))]),
  ];
}

const never = (expression: string): JobTimes => ({
  schedule: expression,
  running: false,
  last_started_at: null,
  last_ended_at: null,
  last_error: null,
  next_fire_at: null,
});
