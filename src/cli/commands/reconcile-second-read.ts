/** `ggr reconcile wm`: both clocks of a vendor without totals, read again up to now. */

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { Window } from '../../contract/window.ts';
import type { Session } from '../../serve/session.ts';
import { numbered, type Table } from '../../serve/table.ts';
import { type BothClocks, type SecondReadReport, secondRead } from '../../sync/second-read.ts';
import { watchLines } from '../../sync/watch-lines.ts';
import { counted } from '../../transform/text.ts';
import { iso } from '../../transform/time.ts';
import { linesOf } from '../session/bars.ts';
import { reportTroubles } from '../session/report.ts';
import { alone } from '../session/session.ts';
import { sayReport, showReport, toDocument } from '../session/terminal.ts';

interface Asked {
  readonly range: Window | undefined;
  readonly arguments: string;
  readonly json: boolean;
  /** Something of what was asked for was left out. */
  readonly isPartial: boolean;
}

/** Exits 5 where a bet of a window that was held is missing; the read has brought it. */
export async function compareBothClocks(
  session: Session,
  pairs: readonly BothClocks[],
  asked: Asked,
): Promise<ExitCode> {
  const { now, signal, terminal } = session;
  const streams = pairs.flatMap(({ account, byEvent, byUpdate }) => [
    { account, stream: byEvent },
    { account, stream: byUpdate },
  ]);
  return alone(session, { streams, command: 'reconcile' }, async (warehouse, net) => {
    const watch = watchLines([], linesOf(terminal), now);
    const read = await secondRead(pairs, asked, { warehouse, net, signal, now, watch });
    const isWell = read.exitCode === EXIT.done;
    const exitCode = isWell && asked.isPartial ? EXIT.partial : read.exitCode;
    const report = { ...read, exitCode };
    if (asked.json) terminal.out(toDocument(documentOf(report)));
    else showReport(terminal, tableOf(report), isWell);
    for (const { account, byEvent, missing } of report.reads) {
      if (missing === 0) continue;
      terminal.note(
        `${account.name} ${byEvent.name}: ${counted(missing, 'bet')} missing until now, brought by this read`,
      );
    }
    for (const line of reportTroubles(report.pulled)) sayReport(terminal, line, isWell);
    return report.exitCode;
  });
}

function documentOf({ reads, pulled, exitCode }: SecondReadReport) {
  return {
    run_id: pulled.runId,
    exit_code: exitCode,
    streams: reads.map(({ account, byEvent, range, rows, missing }) => ({
      account: account.name,
      stream: byEvent.name,
      witness: 'second read',
      from: iso(range.start),
      to: iso(range.end),
      bets: rows,
      missing,
    })),
  };
}

function tableOf({ reads }: SecondReadReport): Table {
  const head = ['account', 'stream', 'from', 'to', 'bets', 'missing'];
  const rows = reads.map(({ account, byEvent, range, rows: bets, missing }) => [
    account.name,
    byEvent.name,
    ...[range.start, range.end].map(iso),
    ...[bets, missing].map(String),
  ]);
  return { columns: numbered(head, ['bets', 'missing']), rows };
}
