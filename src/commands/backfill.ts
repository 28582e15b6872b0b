/** `ggr backfill <source> --from --to`: pulls history again, as far as it is missing, failed or wanted. */

import { existsSync } from 'node:fs';
import { EXIT, type ExitCode, UsageError } from '../errors.ts';
import { intersect, span, subtract } from '../intervals.ts';
import type { SyncJob } from '../job.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { type LedgerEntry, listWindows } from '../load/windows.ts';
import { countRequests, isHeld, type Only, plan, rulesOf } from '../plan.ts';
import type { Window } from '../stream.ts';
import { duration, iso, parseIso } from '../transform/time.ts';
import { pull, reportDocument, reportTable, reportTroubles } from './pull.ts';
import { type AccountStream, alone, openToRead, type Session, selectStreams } from './session.ts';
import { formatTable, toDocument } from './terminal.ts';

const DAY_MS = 86_400_000;
const ASK_FROM_MS = DAY_MS;
const LONGEST_DAYS = 3660;

export interface BackfillOptions {
  readonly from: string;
  readonly to: string;
  readonly stream?: string;
  readonly account?: string;
  readonly only: string;
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
  const range = readRange(session, options);
  const only = readOnly(options.only);
  for (const { stream } of selected) refusePastRetention(range, stream, session.now());
  if (options.dryRun) return dryRun(session, selected, range, only, options.json);
  if (span([range]) > ASK_FROM_MS && !options.yes) await ask(session, range);
  return alone(session, 'backfill', selected, async (warehouse, net) => {
    const { terminal } = session;
    const plans = await planAll(session, selected, range, only, warehouse);
    for (const each of plans) sayHeld(session, each, only);
    const command = `${source} --from ${iso(range.start)} --to ${iso(range.end)} --only ${only}`;
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
      !stream.windows.isInstant &&
      (stream.vendor.name === source || stream.name === source) &&
      (options.stream === undefined || stream.name === options.stream) &&
      (options.account === undefined || account.name === options.account),
  );
  if (selected.length > 0) return selected;
  const all = selectStreams(session.config, [source]);
  throw new UsageError(`${source} has no such --stream or --account`, {
    hint: `there is ${all.map((s) => `${s.account.name} ${s.stream.name}`).join(', ')}`,
  });
}

function readRange(session: Session, options: BackfillOptions): Window {
  const start = readInstant('--from', options.from);
  const end = readInstant('--to', options.to);
  const now = session.now();
  if (end <= start) {
    throw new UsageError(`--to ${iso(end)} does not lie after --from ${iso(start)}`, {
      hint: 'the range is half-open: --from is in it, --to is not',
    });
  }
  if (end > now) {
    throw new UsageError(`--to ${iso(end)} lies in the future: it is ${iso(now)} UTC`, {
      hint: 'history ends now; `ggr sync` follows it',
    });
  }
  if (end - start > LONGEST_DAYS * DAY_MS) {
    throw new UsageError(`the range is longer than ${LONGEST_DAYS} days`, {
      hint: 'no vendor answers for so long ago; move --from',
    });
  }
  return { start, end };
}

function readInstant(option: string, text: string): number {
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
  const days = stream.windows.retentionDays;
  if (days === undefined || range.start >= now - days * DAY_MS) return;
  throw new UsageError(
    `${stream.name}: the vendor keeps ${days} days, so nothing before ${iso(now - days * DAY_MS)} can be pulled`,
    { hint: 'move --from' },
  );
}

interface Planned {
  readonly job: SyncJob;
  readonly ledger: readonly LedgerEntry[];
  readonly range: Window;
}

async function planAll(
  session: Session,
  selected: readonly AccountStream[],
  range: Window,
  only: Only,
  warehouse: Warehouse | undefined,
): Promise<Planned[]> {
  return Promise.all(
    selected.map(async ({ account, stream }) => {
      const key = { account: account.name, stream: stream.name };
      const ledger = warehouse ? await listWindows(warehouse.db, key) : [];
      const until = session.now() - account.lagSeconds * 1000;
      const windows = plan({ range, ledger, rules: rulesOf(stream, account), until, only });
      return { job: { account, stream, windows, priority: 0 }, ledger, range };
    }),
  );
}

/** Prints exactly what the run would ask for. */
async function dryRun(
  session: Session,
  selected: readonly AccountStream[],
  range: Window,
  only: Only,
  json: boolean,
): Promise<ExitCode> {
  const { terminal, config } = session;
  const warehouse = existsSync(config.warehouse) ? await openToRead(session) : undefined;
  const plans = await planAll(session, selected, range, only, warehouse).finally(() =>
    warehouse?.close(),
  );
  const costs = plans.map(({ job, ledger }) =>
    countRequests(job.windows, ledger, rulesOf(job.stream, job.account)),
  );
  const seconds = secondsByLane(plans, costs);
  const windows = plans.flatMap(({ job }) =>
    job.windows.map((window) => ({
      account: job.account.name,
      stream: job.stream.name,
      window_start: iso(window.start),
      window_end: iso(window.end),
    })),
  );
  const requests = costs.reduce((a, b) => a + b, 0);
  const estimated_seconds = Math.ceil(Math.max(0, ...seconds));
  if (json) {
    terminal.out(toDocument({ windows, requests, estimated_seconds }));
    return EXIT.done;
  }
  for (const each of plans) sayHeld(session, each, only);
  terminal.out(
    formatTable(
      ['account', 'stream', 'window_start', 'window_end'],
      windows.map((w) => [w.account, w.stream, w.window_start, w.window_end]),
    ),
  );
  terminal.note(
    `${windows.length} windows, at least ${requests} requests, about ${duration(estimated_seconds * 1000)} at the lane's rate`,
  );
  return EXIT.done;
}

/** Streams that feed one table come from one command, and wait for each other under its rate rule. */
function secondsByLane(plans: readonly Planned[], costs: readonly number[]): number[] {
  const lanes = new Map<string, number>();
  for (const [i, { job }] of plans.entries()) {
    const lane = `${job.account.name} ${job.stream.table}`;
    lanes.set(lane, (lanes.get(lane) ?? 0) + (costs[i] ?? 0) * secondsPerRequest(job));
  }
  return [...lanes.values()];
}

/** The lane's rate, or the pause that the vendor wants between two requests. */
function secondsPerRequest({ account, stream }: SyncJob): number {
  const { paceSetting } = stream.windows;
  const paceMs = paceSetting ? Number(account.settings[paceSetting]) : 0;
  return Math.max(paceMs / 1000, 1 / account.requestsPerSecond);
}

/** Says what of the range is not asked for again, or is asked for beyond it. */
function sayHeld({ terminal }: Session, { job, ledger, range }: Planned, only: Only): void {
  const name = `${job.account.name} ${job.stream.name}`;
  const skipped = intersect([range], subtract(ledger.filter(isHeld), job.windows));
  if (only === 'missing' && skipped.length > 0) {
    terminal.note(
      `${name}: ${duration(span(skipped))} of the range is loaded and not asked for again (--only all re-pulls it)`,
    );
  }
  const beyond = subtract(job.windows, [range]);
  if (beyond.length > 0) {
    terminal.note(
      `${name}: widened by ${duration(span(beyond))} to replace whole windows of the ledger`,
    );
  }
}

async function ask({ terminal, signal }: Session, range: Window): Promise<void> {
  const question = `pull ${duration(span([range]))} of history from ${iso(range.start)}?`;
  if (!terminal.ask) {
    throw new UsageError(`${question} More than a day needs --yes`, {
      hint: '--dry-run shows the windows, requests and time first',
    });
  }
  const answer = await terminal.ask(`${question} [y/N] `, signal);
  if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError('not confirmed: nothing was done');
}
