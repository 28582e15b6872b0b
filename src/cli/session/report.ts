/** What a pull comes to: a table, a document, and what of it needs a person. */
import { EXIT, type ExitCode, VendorError, withHint } from '../../contract/errors.ts';
import type { Net } from '../../contract/net.ts';
import type { Window } from '../../contract/window.ts';
import type { Warehouse } from '../../load/warehouse.ts';
import { checkRun } from '../../read/run-checks.ts';
import type { Session } from '../../serve/session.ts';
import type { Table } from '../../serve/table.ts';
import { reasonOf } from '../../sync/difference.ts';
import type { SyncJob } from '../../sync/job.ts';
import { hasChanged, type JobOutcome } from '../../sync/job-state.ts';
import { type PullReport, pull, type RunName } from '../../sync/pull.ts';
import { IS_DOWN } from '../../sync/watch-lines.ts';
import { counted } from '../../transform/text.ts';
import { iso } from '../../transform/time.ts';
import { watchProgress } from './bars.ts';
import { leaveSnapshot } from './leave-snapshot.ts';
import { askOwnAfterPull } from './own-checks.ts';
import { sayReport, showReport, tell, toDocument } from './terminal.ts';

export interface PullRequest {
  readonly jobs: readonly SyncJob[];
  readonly name: RunName;
  readonly json: boolean;
  /** Something of what was asked for was left out. */
  readonly isPartial?: boolean;
}

/** Pulls, shows how far it is, and tells what became of it. Returns the exit code. */
export async function pullAndReport(
  session: Session & { readonly warehouse: Warehouse; readonly net: Net },
  { jobs, name, json, isPartial = false }: PullRequest,
): Promise<ExitCode> {
  const { terminal, host, warehouse } = session;
  const report = await pull(jobs, name, {
    ...session,
    cluster: session.config.cluster.url,
    watch: watchProgress(jobs, session),
  });
  const { now } = session;
  const run = { run: report.runId, startedAt: report.startedAt };
  let isLeft = host !== undefined || !report.outcomes.some(hasChanged);
  // a daemon publishes by itself
  const leave = async () => {
    if (!isLeft) await leaveSnapshot(session, warehouse);
    isLeft = true;
  };
  const askOwn = askOwnAfterPull(session, () => leave().then(() => warehouse.close()));
  const { lines, isWrong } = await checkRun(warehouse, run, { ...session, now: now(), askOwn });
  const ofPull = isPartial && report.exitCode === EXIT.done ? EXIT.partial : report.exitCode;
  const exitCode = isWrong && ofPull === EXIT.done ? EXIT.mismatch : ofPull;
  const document = () =>
    toDocument({ ...reportDocument({ ...report, exitCode }), offences: lines });
  const isWell = exitCode === EXIT.done;
  if (json) terminal.out(document());
  else showReport(terminal, reportTable(report), isWell);
  for (const line of reportSavings(report)) tell(terminal, line);
  for (const line of [...reportTroubles(report), ...lines]) sayReport(terminal, line, isWell);
  await leave();
  return exitCode;
}

/** The report as the one JSON document of --json. */
export function reportDocument({ runId, outcomes, standing, exitCode }: PullReport) {
  return {
    run_id: runId,
    exit_code: exitCode,
    streams: outcomes.map((outcome) => outcomeDocument(outcome, standing)),
  };
}

function outcomeDocument(outcome: JobOutcome, standing: PullReport['standing']) {
  const { job, failures, truncations, differences, savings, ...rest } = outcome;
  const { stopped, fatal: _, refusedNew, ...sums } = rest;
  return {
    account: job.account.name,
    stream: job.stream.name,
    // a walk is as long as it turns out to be
    windows: job.windows?.length ?? sums.loaded,
    ...sums,
    refused_new: refusedNew,
    saved_requests: savings.reduce((sum, { requests }) => sum + requests, 0),
    failed: failures.length,
    errors: failures.map(({ window, error }) => ({
      window_start: window ? iso(window.start) : null,
      window_end: window ? iso(window.end) : null,
      code: error.code,
      message: error.message,
    })),
    truncated: truncations.map(({ window, says }) => ({ ...boundsOf(window), message: says })),
    differing: [
      ...differences.map((d) => ({ ...boundsOf(d.window), message: reasonOf(d) })),
      ...stillOf(outcome, standing).map((d) => ({ ...boundsOf(d), message: d.known })),
    ],
    stopped: stopped ? { code: stopped.code, message: stopped.message, hint: stopped.hint } : null,
  };
}

function stillOf({ job: { account, stream } }: JobOutcome, standing: PullReport['standing']) {
  return standing.filter((d) => d.account === account.name && d.stream === stream.name);
}

function boundsOf({ start, end }: Window) {
  return { window_start: iso(start), window_end: iso(end) };
}

const COUNTS = [
  'received',
  'inserted',
  'updated',
  'unchanged',
  'withdrawn',
  'quarantined',
] as const;

/** The report as a table. */
export function reportTable({ outcomes }: PullReport): Table {
  const head = ['account', 'stream', 'windows', 'failed', ...COUNTS];
  const rows = outcomes.map((o) => [
    o.job.account.name,
    o.job.stream.name,
    `${o.loaded}/${o.job.windows?.length ?? o.loaded}`,
    String(o.failures.length),
    ...COUNTS.map((name) => String(o[name])),
  ]);
  const columns = head.map((name, i) => ({ name, kind: i < 2 ? 'text' : 'number' }) as const);
  return { columns, rows, isShort: true };
}

/** What need not be asked, because the vendor's own totals say it. */
export function reportSavings({ outcomes }: PullReport): string[] {
  return outcomes.flatMap(({ job, savings }) =>
    savings.map(
      ({ requests, what }) =>
        `account ${job.account.name}, ${job.stream.name}: saved ${counted(requests, 'request')}: ${what}`,
    ),
  );
}

/** What of a report needs a person, each line with its next step; one for all streams of an account that share it. */
export function reportTroubles({ outcomes, standing }: PullReport): string[] {
  const shared = Map.groupBy(outcomes, sharedTrouble);
  shared.delete(undefined);
  const told = [...shared.values()].filter((group) => group.length > 1);
  const ofGroups = told.map(groupLine);
  const others = outcomes.filter((o) => !told.flat().includes(o)).flatMap(troublesOf);
  return [...ofGroups, ...others, ...outcomes.flatMap((o) => stillLines(o, standing))];
}

/** Account and trouble, where nothing else is wrong with a stream: nobody answers for it, or it was stopped. */
function sharedTrouble(outcome: JobOutcome): string | undefined {
  const { job, stopped, failures, truncations, differences, quarantined } = outcome;
  if (truncations.length + differences.length + quarantined > 0) return undefined;
  const isNobody = ({ error }: JobOutcome['failures'][number]) =>
    error instanceof VendorError && IS_DOWN.has(error.code);
  if (stopped) return failures.length > 0 ? undefined : `${job.account.name}: ${stopped.message}`;
  return failures.length > 0 && failures.every(isNobody) ? job.account.name : undefined;
}

function groupLine(group: readonly JobOutcome[]): string {
  const sum = (pick: (outcome: JobOutcome) => number) => group.reduce((n, o) => n + pick(o), 0);
  const [first] = group;
  const streams = group.map(({ job }) => job.stream.name).join(', ');
  const name = `account ${first?.job.account.name}: ${counted(group.length, 'stream')} (${streams})`;
  const rest = sum((o) => o.untried);
  const left = rest > 0 ? `${counted(rest, 'window')} left for the next run` : '';
  if (first?.stopped)
    return `${name}: ${left ? `${left}; ` : ''}stopped: ${withHint(first.stopped)}`;
  const failed = counted(
    sum((o) => o.failures.length),
    'window',
  );
  const error = first?.failures.at(-1)?.error;
  return `${name}: ${failed} failed and due again${left ? `, ${left}` : ''}; last: ${error ? withHint(error) : ''}`;
}

function troublesOf(outcome: JobOutcome): string[] {
  const { job, stopped, failures, truncations, differences, untried } = outcome;
  const name = `account ${job.account.name}, ${job.stream.name}`;
  const lines: string[] = [];
  if (stopped) lines.push(`${name}: stopped: ${withHint(stopped)}`);
  const last = failures.at(-1);
  if (last) {
    lines.push(
      last.window
        ? `${name}: ${counted(failures.length, 'window')} failed and due again; last: ${withHint(last.error)}`
        : `${name}: the walk stays where it stands: ${withHint(last.error)}`,
    );
  }
  const full = truncations[0];
  if (full) {
    lines.push(
      `${name}: ${counted(truncations.length, 'window')} loaded, but not whole; first: ${full.says} (\`ggr gaps\` lists them)`,
    );
  }
  if (differences.length > 0) {
    lines.push(
      `${name}: ${counted(differences.length, 'window')} differ from the vendor's totals (\`sync.checks\` has both figures)`,
    );
  }
  if (untried > 0) lines.push(`${name}: ${counted(untried, 'window')} left for the next run`);
  if (outcome.quarantined > 0) lines.push(`${name}: ${refusals(outcome)}`);
  return lines;
}

/** What an earlier run found; the vendor was not asked again. */
function stillLines(outcome: JobOutcome, standing: PullReport['standing']): string[] {
  const still = stillOf(outcome, standing);
  const [first] = still;
  if (!first) return [];
  const name = `account ${first.account}, ${first.stream}`;
  const known = first.known === '' ? `the window from ${iso(first.start)}` : first.known;
  return [
    `${name}: differs still from the vendor's totals in ${counted(still.length, 'window')}; first: ${known} (\`ggr reconcile ${first.stream} --account ${first.account} --repair\` reads again, \`ggr reconcile waive\` lets it stand)`,
  ];
}

function refusals({ quarantined, refusedNew }: JobOutcome): string {
  const refused = `${counted(quarantined, 'record')} refused`;
  if (refusedNew === 0) return `${refused}, as before; see \`ggr rejects list --all\``;
  const isAllNew = refusedNew >= quarantined;
  return `${refused}${isAllNew ? '' : `, ${refusedNew} of them new`}; see \`ggr rejects list\``;
}
