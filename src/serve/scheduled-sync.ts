/** What a schedule's fire does: pulls what is due of one stream of one account. */
import { selectStreams } from '../config/select-streams.ts';
import { withHint } from '../contract/errors.ts';
import type { AccountStream } from '../contract/stream.ts';
import { checkRun } from '../read/run-checks.ts';
import { makeTimetable } from '../schedules/timetable.ts';
import { hasChanged, type JobOutcome } from '../sync/job-state.ts';
import { planSync } from '../sync/plan-sync.ts';
import { pull } from '../sync/pull.ts';
import { watchLines } from '../sync/watch-lines.ts';
import { counted } from '../transform/text.ts';
import { type HostedSession, withLent } from './lend.ts';
import type { Log } from './log.ts';
import type { Session, Terminal } from './session.ts';

const MOST_NOTES_KEPT = 1000;

/** Pulls the stream up to now and tells where rows changed; returns what went wrong at the vendor, or nothing. */
export async function pullDue(
  each: AccountStream,
  session: HostedSession,
  onPulled: () => void,
): Promise<string | undefined> {
  const { host } = session;
  const claim = { streams: [each], command: 'sync', session };
  const pulled = await host.alone(claim, () =>
    withLent(host, (warehouse) => pullNow(each, session, warehouse)),
  );
  if (pulled.outcomes.some(hasChanged)) onPulled();
  return pulled.fault;
}

interface Pulled {
  readonly outcomes: readonly JobOutcome[];
  /** What went wrong at the vendor, or stands wrong in what was read. */
  readonly fault: string | undefined;
}

async function pullNow(
  each: AccountStream,
  { host, config, catalogue, now, signal, terminal: { note } }: HostedSession,
  warehouse: HostedSession['host']['warehouse'],
): Promise<Pulled> {
  const job = await planSync(each, { warehouse, now, note, syncStart: config.syncStart });
  if (job.windows?.length === 0) return { outcomes: [], fault: undefined };
  const name = `${each.account.name} ${each.stream.name}, scheduled`;
  const watch = watchLines([job], note, now);
  const cluster = config.cluster.url;
  const context = { warehouse, cluster, net: host.net, signal, now, watch };
  const report = await pull([job], { command: 'sync', arguments: name }, context);
  const fault = report.outcomes.map(faultOf).find((each) => each !== undefined);
  const run = { run: report.runId, startedAt: report.startedAt };
  const { lines, isWrong } = await checkRun(warehouse, run, {
    config,
    catalogue,
    now: now(),
    signal,
    askOwn: host.ownChecks.touched,
  });
  for (const line of lines) note(line);
  return {
    outcomes: report.outcomes,
    fault: fault ?? (isWrong ? lines.join('; ') : undefined),
  };
}

function faultOf({ stopped, failures, untried }: JobOutcome): string | undefined {
  const error = stopped ?? failures.at(-1)?.error;
  if (error === undefined) return undefined;
  const text = withHint(error);
  if (stopped) return text;
  const left = failures.length + untried;
  return `${counted(left, 'window')} failed and due again; last: ${text}`;
}

/** The streams that the daemon pulls, and when. */
export function entriesOf({ config, catalogue }: Pick<Session, 'config' | 'catalogue'>) {
  const { accounts, schedules, serve } = config;
  const selected = accounts.length > 0 ? selectStreams({ accounts, catalogue }, []) : [];
  return makeTimetable(selected, { ...schedules, ...serve.schedules });
}

/** Where scheduled jobs write: the log, and what they say at every fire only once. */
export function logTerminal(log: Log): Terminal {
  const said = new Set<string>();
  return {
    out: () => {},
    note: (text) => {
      if (said.has(text)) return;
      if (said.size >= MOST_NOTES_KEPT) said.clear();
      said.add(text);
      log.info(text);
    },
    isWatched: false,
  };
}
