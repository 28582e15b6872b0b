/** What `ggr reconcile` prints: instants in ISO 8601 UTC, money in currency units. */

import { withHint } from '../../contract/errors.ts';
import { span } from '../../contract/intervals.ts';
import type { Window } from '../../contract/window.ts';
import { numbered, type Table } from '../../serve/table.ts';
import { evidenceOf, figuresOf } from '../../sync/difference.ts';
import type { ReconcileReport } from '../../sync/reconcile-run.ts';
import type { Reconciled, Standing } from '../../sync/reconciled.ts';
import { counted } from '../../transform/text.ts';
import { duration, iso } from '../../transform/time.ts';

/** The report as the one JSON document of --json. */
export function reconcileDocument({ runId, streams, exitCode }: ReconcileReport) {
  return {
    run_id: runId,
    exit_code: exitCode,
    streams: streams.map((each) => ({
      account: each.job.account.name,
      stream: each.job.stream.name,
      currency: each.job.account.currency,
      from: iso(each.range.start),
      to: iso(each.range.end),
      windows: each.windows,
      verified: each.verified,
      calls: each.calls,
      reread: each.reread,
      mended: each.mended,
      differences: each.standing.map(differenceDocument),
      not_compared_one_by_one: each.unresolved.map(boundsOf),
      missing: each.missing.map(boundsOf),
      not_over: each.notOver ? boundsOf(each.notOver) : null,
      error: each.error ? { code: each.error.code, message: each.error.message } : null,
    })),
  };
}

function differenceDocument(difference: Standing) {
  const { window, state, waiver } = difference;
  return {
    ...boundsOf(window),
    state,
    ...figuresOf(difference),
    reason: evidenceOf(difference),
    narrowed: difference.narrowed ?? [],
    waived: waiver
      ? {
          by: waiver.by,
          reason: waiver.reason,
          until: waiver.until === null ? null : iso(waiver.until),
        }
      : null,
  };
}

function boundsOf({ start, end }: Window) {
  return { window_start: iso(start), window_end: iso(end) };
}

const SUMS = ['windows', 'verified', 'differing', 'calls', 'reread', 'mended'] as const;
const FIGURES = [
  'ours_count',
  'theirs_count',
  'ours_stake',
  'theirs_stake',
  'ours_ggr',
  'theirs_ggr',
] as const;

/** The sums of each stream and, below them, what differs with both figures. */
export function reconcileTables({ streams }: ReconcileReport): Table[] {
  const head = ['account', 'stream', 'from', 'to', ...SUMS];
  const rows = streams.map((each) => [
    ...nameOf(each),
    iso(each.range.start),
    iso(each.range.end),
    ...[each.windows, each.verified, each.standing.length].map(String),
    ...[each.calls, each.reread, each.mended].map(String),
  ]);
  const sums = { columns: numbered(head, SUMS), rows, isShort: true };
  const differing = streams.flatMap((each) =>
    each.standing.map((standing) => {
      const figures = figuresOf(standing);
      const { start, end } = standing.window;
      const state = standing.waiver ? 'waived' : standing.state;
      return [...nameOf(each), iso(start), iso(end), state, ...FIGURES.map((n) => `${figures[n]}`)];
    }),
  );
  if (differing.length === 0) return [sums];
  const about = ['account', 'stream', 'window_start', 'window_end', 'state', ...FIGURES];
  return [sums, { columns: numbered(about, FIGURES), rows: differing }];
}

function nameOf({ job }: Reconciled): string[] {
  return [job.account.name, job.stream.name];
}

/** What people are to know, each line with its next step. */
export function reconcileLines(
  { streams }: ReconcileReport,
  { repair }: { readonly repair: boolean },
): string[] {
  return streams.flatMap((each) => {
    const name = nameOf(each).join(' ');
    return [
      `${name}: ${counted(each.windows, 'window')} compared with the vendor's totals in ${counted(each.calls, 'call')}`,
      ...differenceLines(each, repair),
      ...restLines(each),
    ].map((line, index) => (index === 0 ? line : `${name}: ${line}`));
  });
}

function differenceLines({ standing, job }: Reconciled, repair: boolean): string[] {
  const open = standing.filter(({ waiver }) => !waiver);
  const lines = standing.map((difference) => {
    const { difference_count, difference_stake, difference_ggr } = figuresOf(difference);
    const { currency } = job.account;
    const by = `${difference_count} bets, stake ${difference_stake} and GGR ${difference_ggr} ${currency}`;
    const { waiver } = difference;
    const waived = waiver ? ` (waived by ${waiver.by}: ${waiver.reason})` : '';
    const who =
      difference.state === 'differs'
        ? `the vendor's totals from ${iso(difference.window.start)} to ${iso(difference.window.end)} contradict its own totals of the parts, nothing is changed`
        : evidenceOf(difference);
    return `${who}; the vendor has more by ${by}${waived}`;
  });
  if (open.length > 0) {
    const again = repair ? '' : '`--repair` reads what differs again; ';
    lines.push(`${again}\`ggr reconcile waive … --reason <text>\` says that it may stand`);
  }
  return lines;
}

function restLines({ missing, notOver, unresolved, error, mended, reread }: Reconciled): string[] {
  const lines: string[] = [];
  if (reread > 0)
    lines.push(`${counted(reread, 'window')} read again, ${mended} of what differed is equal now`);
  if (missing.length > 0) {
    lines.push(
      `windows are missing: ${duration(span(missing))} in ${counted(missing.length, 'hole')}, the first from ${iso(missing[0]?.start ?? 0)}; see \`ggr gaps\``,
    );
  }
  if (notOver) lines.push(`not compared from ${iso(notOver.start)}: not over yet`);
  if (unresolved.length > 0) {
    lines.push(
      `${counted(unresolved.length, 'window')} not compared one by one, that would be too many calls: a smaller --from --to does`,
    );
  }
  if (error) lines.push(`not compared further: ${withHint(error)}`);
  return lines;
}
