/** `ggr backfill <source> --from --to`: pulls history again, as far as it is missing, failed or wanted. */

import { existsSync } from 'node:fs';
import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import { span } from '../../contract/intervals.ts';
import type { AccountStream } from '../../contract/stream.ts';
import { hasCursor } from '../../contract/stream.ts';
import type { Window } from '../../contract/window.ts';
import { type BackfillRequest, planBackfill, secondsByLane } from '../../sync/backfill-plan.ts';
import type { Only } from '../../sync/plan.ts';
import { pull, reportDocument, reportTable, reportTroubles } from '../../sync/pull.ts';
import { duration, iso, parseIso } from '../../transform/time.ts';
import { alone, openToRead, type Session, selectStreams } from '../session/session.ts';
import { counted, formatTable, toDocument } from '../session/terminal.ts';

const DAY_MS = 86_400_000;
const ASK_FROM_MS = DAY_MS;
const LONGEST_DAYS = 3660;
/** The end of a walk without --to: the same on every day, so that the same line goes on where it stood. */
const OPEN_END = Date.UTC(9999, 11, 31);

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

export async function backfill(
  session: Session,
  source: string,
  options: BackfillOptions,
): Promise<ExitCode> {
  const selected = narrow(session, source, options);
  const isWalked = selected.every(({ stream }) => hasCursor(stream));
  const range = readRange(session, options, isWalked);
  const only = readOnly(options.only);
  for (const { stream } of selected) refusePastRetention(range, stream, session.now());
  const { note } = session.terminal;
  const request = { range, only, from: options.cursor, now: session.now(), note };
  if (options.dryRun) return dryRun(session, selected, request, options.json);
  const past = { ...range, end: Math.min(range.end, session.now()) };
  if (span([past]) > ASK_FROM_MS && !options.yes) await ask(session, past);
  return alone(session, 'backfill', selected, async (warehouse, net) => {
    const { terminal } = session;
    const plans = await planBackfill(selected, request, warehouse);
    for (const { notes } of plans) for (const line of notes) terminal.note(line);
    const from = options.from === undefined ? '' : ` --from ${iso(range.start)}`;
    const to = options.to === undefined ? '' : ` --to ${iso(range.end)}`;
    const command = `${source}${from}${to} --only ${only}`;
    const context = { ...session, warehouse, net };
    const report = await pull(
      plans.map((p) => p.job),
      { name: 'backfill', arguments: command },
      context,
    );
    if (options.json) terminal.out(toDocument(reportDocument(report)));
    else terminal.out(reportTable(report));
    for (const line of reportTroubles(report)) terminal.note(line);
    return report.exitCode;
  });
}

function narrow(session: Session, source: string, options: BackfillOptions): AccountStream[] {
  const names = options.stream === undefined ? [source] : [source, options.stream];
  const selected = selectStreams(session.config, names).filter(
    ({ account, stream }) =>
      !stream.windows?.isInstant &&
      (options.cursor === undefined || hasCursor(stream)) &&
      (stream.vendor.name === source || stream.name === source) &&
      (options.stream === undefined || stream.name === options.stream) &&
      (options.account === undefined || account.name === options.account),
  );
  if (selected.length > 0) return selected;
  const all = selectStreams(session.config, [source]);
  if (options.cursor !== undefined) {
    throw new UsageError(`no stream of ${source} is read by a --cursor`, {
      hint: 'its history is asked for by --from and --to alone',
    });
  }
  throw new UsageError(`${source} has no such --stream or --account`, {
    hint: `there is ${all.map((s) => `${s.account.name} ${s.stream.name}`).join(', ')}`,
  });
}

/** What is asked for; a report that is walked by a cursor has a beginning and an end of its own. */
function readRange(session: Session, { from, to }: BackfillOptions, isWalked: boolean): Window {
  const now = session.now();
  const start = from === undefined && isWalked ? 0 : readInstant('--from', from);
  const end = to === undefined && isWalked ? OPEN_END : readInstant('--to', to);
  if (end <= start) {
    throw new UsageError(`--to ${iso(end)} does not lie after --from ${iso(start)}`, {
      hint: 'the range is half-open: --from is in it, --to is not',
    });
  }
  const [newest, option] = to === undefined ? [start, '--from'] : [end, '--to'];
  if (newest > now) {
    throw new UsageError(`${option} ${iso(newest)} lies in the future: it is ${iso(now)} UTC`, {
      hint: 'history ends now; `ggr sync` follows it',
    });
  }
  if (from !== undefined && Math.min(end, now) - start > LONGEST_DAYS * DAY_MS) {
    throw new UsageError(`the range is longer than ${LONGEST_DAYS} days`, {
      hint: 'no vendor answers for so long ago; move --from',
    });
  }
  return { start, end };
}

function readInstant(option: string, text: string | undefined): number {
  if (text === undefined) {
    throw new UsageError(`${option} is missing`, {
      hint: 'the range to pull again: --from 2025-03-01 --to 2025-03-02',
    });
  }
  const instant = parseIso(text);
  if (instant !== undefined) return instant;
  throw new UsageError(`${option} ${JSON.stringify(text)} is not an ISO 8601 date or time`, {
    hint: 'write 2025-03-01 or 2025-03-01T06:00:00Z; without an offset it is UTC',
  });
}

function readOnly(text: string): Only {
  if (text === 'missing' || text === 'failed' || text === 'all') return text;
  throw new UsageError(`--only ${JSON.stringify(text)} is none of missing, failed, all`);
}

function refusePastRetention(range: Window, stream: AccountStream['stream'], now: number): void {
  const days = stream.windows?.retentionDays;
  if (days === undefined || range.start >= now - days * DAY_MS) return;
  throw new UsageError(
    `${stream.name}: the vendor keeps ${days} days, so nothing before ${iso(now - days * DAY_MS)} can be pulled`,
    { hint: 'move --from' },
  );
}

/** Prints exactly what the run would ask for. */
async function dryRun(
  session: Session,
  selected: readonly AccountStream[],
  request: BackfillRequest,
  json: boolean,
): Promise<ExitCode> {
  const { terminal, config } = session;
  const warehouse = existsSync(config.warehouse) ? await openToRead(session) : undefined;
  const plans = await planBackfill(selected, request, warehouse).finally(() => warehouse?.close());
  const windows = plans.flatMap(({ job, windows }) =>
    windows.map((window) => ({
      account: job.account.name,
      stream: job.stream.name,
      window_start: iso(window.start),
      window_end: iso(window.end),
    })),
  );
  const requests = plans.reduce((sum, { requests }) => sum + requests, 0);
  const estimated_seconds = Math.ceil(Math.max(0, ...secondsByLane(plans)));
  if (json) {
    terminal.out(toDocument({ windows, requests, estimated_seconds }));
    return EXIT.done;
  }
  for (const { job, notes, unknown } of plans) {
    for (const line of notes) terminal.note(line);
    if (unknown === undefined) continue;
    terminal.note(
      `${job.account.name} ${job.stream.name}: the ${job.stream.callsPer}s to ask for come with ${unknown} in the same run: its requests show once that is loaded`,
    );
  }
  terminal.out(
    formatTable(
      ['account', 'stream', 'window_start', 'window_end'],
      windows.map((w) => [w.account, w.stream, w.window_start, w.window_end]),
    ),
  );
  terminal.note(
    `${counted(windows.length, 'window')}, at least ${counted(requests, 'request')}, about ${duration(estimated_seconds * 1000)} at the lane's rate`,
  );
  return EXIT.done;
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
