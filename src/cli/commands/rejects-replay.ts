/** `ggr rejects replay`: the quarantine once more, by the mapping of this version. */

import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import type { AnyStream } from '../../contract/stream.ts';
import type { Session } from '../../serve/session.ts';
import { numbered, type Table } from '../../serve/table.ts';
import { type Replayed, type ReplayReport, replayRejects } from '../../sync/replay.ts';
import { counted } from '../../transform/text.ts';
import { openToRead, withStore } from '../session/session.ts';
import { show, toDocument } from '../session/terminal.ts';

/** Replays what stands in quarantine; exit 3 while some of it stays that nobody has accepted. Throws UsageError. */
export async function replayRejected(
  session: Session,
  source: string | undefined,
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  const streams = streamsOf(session, source);
  await (await openToRead(session)).close(); // a store that is not there is said, and not made
  const { now, signal, terminal } = session;
  const report = await withStore(session, 'rejects', (warehouse) =>
    replayRejects(streams, {
      warehouse,
      accounts: session.config.accounts,
      now,
      signal,
      arguments: source ?? '',
    }),
  );
  if (json) terminal.out(toDocument(documentOf(report)));
  else if (report.streams.length === 0) terminal.note('the quarantine is empty');
  else show(terminal, tableOf(report.streams));
  for (const line of troubles(report)) terminal.note(line);
  return sum(report, (told) => told.open) > 0 ? EXIT.partial : EXIT.done;
}

function streamsOf({ catalogue }: Session, source: string | undefined): AnyStream[] {
  const found = catalogue.streams.filter(
    ({ name, vendor }) => source === undefined || source === name || source === vendor.name,
  );
  if (found.length > 0) return found;
  const vendors = catalogue.vendors.map(({ name }) => name).join(', ');
  throw new UsageError(`${JSON.stringify(source)} is no vendor and no stream`, {
    hint: `name one of ${vendors}, a stream such as pv.bets, or nothing for all of them`,
  });
}

function documentOf(report: ReplayReport) {
  return {
    run_id: report.runId ?? null,
    replayed: sum(report, (told) => told.replayed),
    still_bad: sum(report, (told) => told.stillBad),
    open: sum(report, (told) => told.open),
    streams: report.streams.map(({ isConfigured, stillBad, ...told }) => ({
      ...told,
      still_bad: stillBad,
      configured: isConfigured,
    })),
  };
}

function tableOf(streams: readonly Replayed[]): Table {
  const head = ['account', 'stream', 'replayed', 'inserted', 'updated', 'unchanged', 'still_bad'];
  const rows = streams.map((told) => [
    told.account,
    told.stream,
    ...[told.replayed, told.inserted, told.updated, told.unchanged, told.stillBad].map(String),
  ]);
  return { columns: numbered(head, head.slice(2)), rows };
}

function troubles(report: ReplayReport): string[] {
  const lines = report.streams
    .filter(({ isConfigured }) => !isConfigured)
    .map(
      ({ account, stream }) =>
        `account ${account}, ${stream}: left alone, its settings are missing or wrong; see \`ggr config\``,
    );
  const open = sum(report, (told) => told.open);
  if (open > 0) lines.push(`${counted(open, 'record')} still refused; see \`ggr rejects list\``);
  return lines;
}

function sum({ streams }: ReplayReport, pick: (told: Replayed) => number): number {
  return streams.reduce((total, told) => total + pick(told), 0);
}
