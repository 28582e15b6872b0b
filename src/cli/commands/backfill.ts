/** `ggr backfill <source> --from --to`: pulls history again, as far as it is missing, failed or wanted. */
import { selectStreams } from '../../config/select-streams.ts';
import { type ExitCode, UsageError } from '../../contract/errors.ts';
import { span } from '../../contract/intervals.ts';
import { type AccountStream, hasCursor } from '../../contract/stream.ts';
import type { Window } from '../../contract/window.ts';
import type { Session } from '../../serve/session.ts';
import { planBackfill } from '../../sync/backfill-plan.ts';
import { DAY_MS, duration, iso } from '../../transform/time.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { pullAndReport } from '../session/report.ts';
import { alone, leaveOut } from '../session/session.ts';
import { dryRun } from './backfill-dry-run.ts';
import { readOnly, readRange, refusePastRetention } from './backfill-range.ts';

const ASK_FROM_MS = DAY_MS;

export interface BackfillOptions {
  /** Both are needed, except for reports that are walked by a cursor: all of them without. */
  readonly from?: string;
  readonly to?: string;
  readonly stream?: string;
  readonly account?: string;
  readonly only: string;
  /** Where to begin, for streams that are read by a cursor. */
  readonly cursor?: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

export const addBackfill: AddCommand = (ggr, { run }) => {
  ggr
    .command('backfill')
    .description('pull history again; what is loaded is not asked for unless --only all')
    .argument('<source>', 'vendor or stream, such as pv')
    .option('--from <ISO>', 'first instant, UTC unless it has an offset')
    .option('--to <ISO>', 'instant after the last; a report by a cursor (pop.bets) needs neither')
    .option('--stream <name>', 'only this stream')
    .option('--account <name>', 'only this account')
    .option('--only <which>', 'missing, failed or all', 'missing')
    .option('--cursor <id>', 'where to begin a report that is walked by a cursor (pop.bets)')
    .option('--dry-run', 'print the windows, requests and time, and do nothing', false)
    .option('--yes', 'do not ask before more than a day', false)
    .option(...JSON_OPTION)
    .action((source, options) => run((session) => backfill(session, source, options)));
};

export async function backfill(
  session: Session,
  source: string,
  options: BackfillOptions,
): Promise<ExitCode> {
  const { terminal, now } = session;
  const isPartial = leaveOut(session, [source], options.account);
  const streams = narrow(session, source, options);
  const isWalked = streams.every(({ stream }) => hasCursor(stream));
  const range = readRange(options, { now: now(), isWalked });
  const only = readOnly(options.only);
  for (const { stream } of streams) refusePastRetention(range, stream, now());
  const request = { range, only, from: options.cursor, now, note: terminal.note };
  if (options.dryRun) return dryRun(session, streams, { request, json: options.json });
  const past = { ...range, end: Math.min(range.end, now()) };
  if (span([past]) > ASK_FROM_MS && !options.yes) await ask(session, past);
  return alone(session, { streams, command: 'backfill' }, async (warehouse, net) => {
    const plans = await planBackfill(streams, request, warehouse);
    for (const { notes } of plans) for (const line of notes) terminal.note(line);
    const from = options.from === undefined ? '' : ` --from ${iso(range.start)}`;
    const to = options.to === undefined ? '' : ` --to ${iso(range.end)}`;
    const name = { command: 'backfill', arguments: `${source}${from}${to} --only ${only}` };
    const jobs = plans.map(({ job }) => job);
    return pullAndReport(
      { ...session, warehouse, net },
      { jobs, name, json: options.json, isPartial },
    );
  });
}

function narrow(session: Session, source: string, options: BackfillOptions): AccountStream[] {
  const names = options.stream === undefined ? [source] : [source, options.stream];
  const { catalogue, config } = session;
  const { accounts } = config;
  const selected = selectStreams({ accounts, catalogue }, names).filter(
    ({ account, stream }) =>
      !stream.windows?.isInstant &&
      (options.cursor === undefined || hasCursor(stream)) &&
      (stream.vendor.name === source || stream.name === source) &&
      (options.stream === undefined || stream.name === options.stream) &&
      (options.account === undefined || account.name === options.account),
  );
  if (selected.length > 0) return selected;
  const all = selectStreams({ accounts, catalogue }, [source]);
  if (options.cursor !== undefined) {
    throw new UsageError(`no stream of ${source} is read by a --cursor`, {
      hint: 'its history is asked for by --from and --to alone',
    });
  }
  const named = options.stream ?? source;
  const ofNow = all.find(({ stream }) => stream.windows?.isInstant && stream.name === named);
  if (ofNow) {
    throw new UsageError(`${named} tells of now and of no other time: it has no history to pull`, {
      hint: `\`ggr sync ${named}\` looks at it`,
    });
  }
  const withHistory = all.filter(({ stream }) => !stream.windows?.isInstant);
  throw new UsageError(`${source} has no such --stream or --account`, {
    hint: `there is ${withHistory.map((s) => `${s.account.name} ${s.stream.name}`).join(', ')}`,
  });
}

async function ask({ terminal, signal }: Session, range: Window): Promise<void> {
  const what =
    range.start === 0
      ? `everything before ${iso(range.end)}`
      : `${duration(span([range]))} of history from ${iso(range.start)}`;
  const question = `pull ${what}?`;
  if (!terminal.ask) {
    throw new UsageError(`${question} More than a day needs --yes`, {
      hint: '--dry-run shows the windows, requests and time first',
    });
  }
  const answer = await terminal.ask(`${question} [y/N] `, signal);
  if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError('not confirmed: nothing was done');
}
