/** `ggr reconcile [source]`: what is held against the vendor's own totals, repaired on request. */

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import { hasCursor } from '../../contract/stream.ts';
import type { Session } from '../../serve/session.ts';
import { reconcile } from '../../sync/reconcile-run.ts';
import { HOURS_A_NIGHT } from '../../sync/reconciled.ts';
import { watchLines } from '../../sync/watch-lines.ts';
import { iso } from '../../transform/time.ts';
import { linesOf } from '../session/bars.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { alone, leaveOut } from '../session/session.ts';
import { sayReport, showReport, toDocument } from '../session/terminal.ts';
import { readRange, refusePastRetention } from './backfill-range.ts';
import { jobsOf, pairsOf } from './reconcile-jobs.ts';
import { compareLists, listingsOf } from './reconcile-lists.ts';
import { reconcileDocument, reconcileLines, reconcileTables } from './reconcile-report.ts';
import { compareBothClocks } from './reconcile-second-read.ts';
import { waive } from './reconcile-waive.ts';
import { compareWallet, WALLET } from './reconcile-wallet.ts';

export interface ReconcileOptions {
  /** Both or neither. */
  readonly from?: string;
  readonly to?: string;
  readonly repair: boolean;
  readonly hours: boolean;
  readonly turn: boolean;
  readonly account?: string;
  readonly json: boolean;
}

export const addReconcile: AddCommand = (ggr, { run, runOnStore }) => {
  const group = ggr
    .command('reconcile')
    .usage('[source] [--from <ISO> --to <ISO>] [--repair] [--hours] [--json], or a command')
    .description("the store against the vendors' own totals, or a second read");
  group
    .command('compare', { isDefault: true })
    .description(
      'compare count, stake and GGR; without a range the last 60 days, by day; what is meant without a command',
    )
    .argument(
      '[source]',
      'vendor or stream with totals, such as pv, wm by both its clocks, pop by its other list, wallet; all with totals without',
    )
    .option('--from <ISO>', 'first instant, UTC unless it has an offset')
    .option('--to <ISO>', 'instant after the last')
    .option('--repair', 'read what differs again, and compare again', false)
    .option('--hours', 'every window with its own totals: finds what moved inside a day', false)
    .option(
      '--turn',
      `${HOURS_A_NIGHT} hours that were not asked for longest as well, as the daemon does each night`,
      false,
    )
    .option('--account <name>', 'only this account')
    .option(...JSON_OPTION)
    .action((source, options) => run((session) => compare(session, source, options)));
  group
    .command('waive')
    .description('say that a difference may stand: it is no longer exit 5, and never verified')
    .argument('<source>', 'vendor or stream with totals, such as pv')
    .option('--from <ISO>', 'first instant, UTC unless it has an offset')
    .option('--to <ISO>', 'instant after the last')
    .option('--reason <text>', 'why it may stand; without one nothing is waived')
    .option('--until <ISO>', 'how long; without it for good')
    .option('--account <name>', 'only this account')
    .option(...JSON_OPTION)
    .action((source, options) => runOnStore((session) => waive(session, source, options)));
};

export async function compare(
  session: Session,
  source: string | undefined,
  options: ReconcileOptions,
): Promise<ExitCode> {
  const { now, signal, terminal } = session;
  const hasRange = options.from !== undefined || options.to !== undefined;
  const range = hasRange ? readRange(options, { now: now(), isWalked: false }) : undefined;
  const request = {
    range,
    isEach: options.hours,
    hoursInTurn: options.turn ? HOURS_A_NIGHT : undefined,
    isRepair: options.repair,
    arguments: [
      source ?? 'all',
      ...(range ? [`--from ${iso(range.start)} --to ${iso(range.end)}`] : []),
      ...(options.hours ? ['--hours'] : []),
      ...(options.turn ? ['--turn'] : []),
      ...(options.repair ? ['--repair'] : []),
    ].join(' '),
  };
  if (source === WALLET) return compareWallet(session, options);
  const isPartial = leaveOutOf(session, source, options.account);
  const listings = listingsOf(session, source, options.account);
  const told = { json: options.json, isPartial };
  if (listings.length > 0) return compareLists(session, listings, { range, ...told });
  const pairs = pairsOf(session, source, options.account);
  if (pairs.length > 0) {
    // a read of what the vendor has forgotten would find nothing, and say that it is missing there
    if (range) for (const { byEvent } of pairs) refusePastRetention(range, byEvent, now());
    return compareBothClocks(session, pairs, { ...request, ...told });
  }
  const jobs = jobsOf(session, source, options.account);
  return alone(session, { streams: jobs, command: 'reconcile' }, async (warehouse, net) => {
    const watch = watchLines(jobs, linesOf(terminal), now);
    const report = await reconcile(jobs, request, {
      ...{ warehouse, net, signal, now, watch },
      cluster: session.config.cluster.url,
    });
    const isWell = report.exitCode === EXIT.done;
    const exitCode = isWell && isPartial ? EXIT.partial : report.exitCode;
    if (options.json) terminal.out(toDocument(reconcileDocument({ ...report, exitCode })));
    else for (const table of reconcileTables(report)) showReport(terminal, table, isWell);
    for (const line of reconcileLines(report, options)) sayReport(terminal, line, isWell);
    return exitCode;
  });
}

/** Says which accounts are left out, and whether any is; without a name those of vendors that have totals matter. */
function leaveOutOf(session: Session, source?: string, account?: string): boolean {
  if ((source ?? account) !== undefined) return leaveOut(session, source ? [source] : [], account);
  const { config, catalogue } = session;
  const proving = new Set(
    catalogue.streams.flatMap((each) =>
      !hasCursor(each) && each.totals ? [each.vendor.name] : [],
    ),
  );
  const accountProblems = config.accountProblems.filter(
    ({ vendor }) => vendor === undefined || proving.has(vendor),
  );
  return leaveOut({ ...session, config: { ...config, accountProblems } }, []);
}
