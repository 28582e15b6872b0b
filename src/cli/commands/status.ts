/** `ggr status`: how far each stream is complete, and what needs a person. */

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { Session } from '../../serve/session.ts';
import {
  readDocument,
  type StatusDocument,
  type StatusReading,
} from '../../serve/status-document.ts';
import { numbered } from '../../serve/table.ts';
import { CLOCK_HINT, readClock, sayClock } from '../../sync/clock.ts';
import { isExpiring } from '../../sync/gap.ts';
import { describeDrift } from '../../sync/tell-drift.ts';
import { counted } from '../../transform/text.ts';
import { duration } from '../../transform/time.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { openToRead, sayLeftOut } from '../session/session.ts';
import { show, toDocument } from '../session/terminal.ts';
import { statusOfCluster } from './status-cluster.ts';

/** Lines of what drifted at the vendors. */
const MOST_DRIFT_SHOWN = 5;

const HEAD = [
  'account',
  'stream',
  'covered_from',
  'complete_until',
  'verified_until',
  'behind',
  'missing',
  'failed',
  'truncated',
  'differing',
  'rejects',
  '',
];

const NUMBERS = ['missing', 'failed', 'truncated', 'differing', 'rejects'];
/** What is missed least where the screen is narrow, last. */
const SPARE = ['rejects', 'truncated', 'verified_until', 'covered_from'];
const COLUMNS = numbered(HEAD, NUMBERS).map((column) => ({
  ...column,
  ...(column.name === '' && { kind: 'state' as const }),
  spare: SPARE.indexOf(column.name) + 1,
}));

export const addStatus: AddCommand = (ggr, { runOnStore }) => {
  ggr
    .command('status')
    .description('freshness, coverage, and what needs a person')
    .option('--cluster', 'the nodes that send to ClickHouse, by what stands there', false)
    .option(...JSON_OPTION)
    .action((options) =>
      runOnStore((session) =>
        options.cluster ? statusOfCluster(session, options) : status(session, options),
      ),
    );
};

export async function status(session: Session, { json }: { json: boolean }): Promise<ExitCode> {
  const warehouse = await openToRead(session);
  try {
    const { document, gaps } = await readDocument(session, warehouse.db);
    sayLeftOut(session);
    const clock = sayClock(await readClock(warehouse.db, session.now()));
    if (clock !== undefined) session.terminal.note(`WARNING: ${clock}: ${CLOCK_HINT}`);
    warnOfExpiry(session, gaps);
    const exitCode = exitCodeOf(document);
    if (json) session.terminal.out(toDocument(document));
    else if (!(session.terminal.isQuiet && exitCode === EXIT.done)) print(session, document);
    return exitCode;
  } finally {
    await warehouse.close();
  }
}

/** A difference that nobody has waived comes before what is late: money is wrong, not only old. */
function exitCodeOf({ streams, unaccounted_windows }: StatusDocument): ExitCode {
  const differs = streams.some((s) => s.differing_windows > 0);
  if (differs || unaccounted_windows > 0) return EXIT.mismatch;
  return streams.some((s) => s.stale || s.expiring) ? EXIT.stale : EXIT.done;
}

/** A hole that the vendor will soon no longer keep is said loudly, while it can still be filled. */
function warnOfExpiry({ terminal }: Session, gaps: StatusReading['gaps']): void {
  const soon = gaps.filter((gap) => gap.state !== 'expired' && isExpiring(gap));
  for (const gap of soon) {
    const left = gap.expires_in_seconds ?? 0;
    const when =
      left > 0
        ? `expires at ${gap.expires_at}, in ${duration(left * 1000)}: pull it now, or it is lost`
        : `expired at ${gap.expires_at}: the vendor need not have it any more`;
    terminal.note(
      `WARNING: ${gap.account} ${gap.stream}: the hole from ${gap.window_start} ${when}`,
    );
  }
  const lost = gaps.filter((gap) => gap.state === 'expired').length;
  if (lost === 0) return;
  const have = lost === 1 ? 'has expired and is' : 'have expired and are';
  terminal.note(`${counted(lost, 'window')} ${have} lost for good: see \`ggr gaps\``);
}

function print({ terminal, host, now }: Session, document: StatusDocument): void {
  const { streams, verdict, last_run: lastRun, drift } = document;
  terminal.note(verdict.says);
  const rows = streams.map((s) => [
    s.account,
    s.stream,
    s.covered_from,
    s.complete_until,
    s.verified_until,
    s.behind_seconds === null ? 'never' : duration(s.behind_seconds * 1000),
    String(s.missing_windows),
    String(s.failed_windows),
    String(s.truncated_windows),
    String(s.differing_windows),
    String(s.rejects),
    s.stale ? 'STALE' : '',
  ]);
  show(terminal, { columns: COLUMNS, rows, isShort: true });
  if (lastRun) {
    const isSaid = lastRun.error === null || lastRun.outcome === 'interrupted';
    const error = isSaid ? '' : `: ${lastRun.error}`;
    terminal.note(
      `last run: ${lastRun.command} at ${lastRun.started_at}, ${lastRun.outcome}${error}`,
    );
  }
  for (const line of proofLines(streams, now())) terminal.note(line);
  if (document.unaccounted_windows > 0) {
    terminal.note(
      `${counted(document.unaccounted_windows, 'window')} whose records are not all accounted for: \`ggr check\` shows them`,
    );
  }
  for (const line of driftLines(drift)) terminal.note(line);
  for (const line of host?.troubles() ?? []) terminal.note(line);
  for (const line of nextSteps(streams)) terminal.note(line);
}

/** What differs from a vendor's totals, and for how long that has been known. */
function proofLines(streams: StatusDocument['streams'], now: number): string[] {
  return streams.flatMap((s) => {
    const name = `${s.account} ${s.stream}`;
    const since = s.differs_since === null ? now : Date.parse(s.differs_since);
    const lines: string[] = [];
    if (s.differing_windows > 0) {
      lines.push(
        `${name}: ${counted(s.differing_windows, 'difference')} from the vendor's totals, the oldest known for ${duration(Math.max(0, now - since))}: \`ggr reconcile ${s.stream} --repair\``,
      );
    }
    if (s.waived_windows > 0) {
      lines.push(`${name}: ${counted(s.waived_windows, 'difference')} waived`);
    }
    return lines;
  });
}

function driftLines(drift: StatusDocument['drift']): string[] {
  if (drift.length === 0) return [];
  const shown = drift.slice(0, MOST_DRIFT_SHOWN);
  const more = drift.length > shown.length ? '; all of them: `ggr status --json`' : '';
  return [
    `${counted(drift.length, 'change')} of the vendors' fields since yesterday${more}`,
    ...shown.map((event) => `  ${event.account} ${event.stream}: ${describeDrift(event)}`),
  ];
}

function nextSteps(streams: StatusDocument['streams']): string[] {
  const lines: string[] = [];
  if (streams.some((s) => s.missing_windows + s.failed_windows > 0)) {
    lines.push('`ggr gaps` lists what is missing; `ggr sync` pulls it');
  }
  if (streams.some((s) => s.raw_pages > 0)) {
    lines.push(
      '`ggr rejects pages` lists the answers that could not be mapped, `ggr rejects page <id>` shows one',
    );
  }
  if (streams.some((s) => s.truncated_windows > 0)) {
    lines.push(
      'truncated windows are loaded, but the vendor gives no more of them: see `ggr gaps`',
    );
  }
  if (streams.some((s) => s.rejects > 0)) {
    lines.push(
      '`ggr rejects list` shows the quarantine; `ggr rejects accept <id|stream> --reason <text>` closes what may stay so',
    );
  }
  return lines;
}
