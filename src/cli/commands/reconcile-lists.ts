/** `ggr reconcile pop`: the store against the vendor's other list of bets, day by day. */

import { selectAccount, selectStreams } from '../../config/select-streams.ts';
import { EXIT, type ExitCode } from '../../contract/errors.ts';
import { type CursorStream, hasCursor } from '../../contract/stream.ts';
import type { Account, Lookup } from '../../contract/vendor.ts';
import type { Window } from '../../contract/window.ts';
import type { Session } from '../../serve/session.ts';
import { numbered, type Table } from '../../serve/table.ts';
import { compareList, describe, type ListedAgain } from '../../sync/other-list.ts';
import { DAY_MS, iso } from '../../transform/time.ts';
import { alone } from '../session/session.ts';
import { showReport, toDocument } from '../session/terminal.ts';

/** Of all players; the vendor's lookup of bets of a time. */
const EVERYBODY = '-';

interface Listing {
  readonly account: Account;
  readonly stream: CursorStream;
  readonly bets: Lookup;
}

/** The walked reports of bets of a source whose vendor can list them by time as well; none where it is not named. */
export function listingsOf(
  { config: { accounts }, catalogue }: Session,
  source: string | undefined,
  account?: string,
): Listing[] {
  if (source === undefined) return [];
  const selected = catalogue.streams.some(
    ({ name, vendor, isBet, cursor }) =>
      (name === source || vendor.name === source) && isBet && cursor && vendor.lookups?.bets,
  )
    ? selectAccount(selectStreams({ accounts, catalogue }, [source]), account)
    : [];
  return selected.flatMap(({ account: of, stream }) => {
    const bets = stream.vendor.lookups?.bets;
    return hasCursor(stream) && stream.isBet && bets ? [{ account: of, stream, bets }] : [];
  });
}

interface Asked {
  /** Without one the sample is the last UTC day that is over. */
  readonly range: Window | undefined;
  readonly json: boolean;
  /** Something of what was asked for was left out. */
  readonly isPartial: boolean;
}

/** Exits 5 where the lists differ; each day is a row of sync.checks. Throws VendorError. */
export async function compareLists(
  session: Session,
  listings: readonly Listing[],
  { range, json, isPartial }: Asked,
): Promise<ExitCode> {
  const { now, signal, terminal } = session;
  const today = Math.floor(now() / DAY_MS) * DAY_MS;
  const days = daysOf(range ?? { start: today - DAY_MS, end: today });
  const claim = { streams: listings, command: 'reconcile' };
  const compared = await alone(session, claim, async (warehouse, net) => {
    const found: ListedAgain[] = [];
    for (const { account, stream, bets } of listings) {
      for (const window of days) {
        const values = [EVERYBODY, iso(window.start), iso(window.end)];
        const findings = await bets.ask({ account, net, signal, values });
        const part = { account, stream, window };
        found.push(await compareList(warehouse, part, { findings, now: now() }));
      }
    }
    return found;
  });
  const differing = compared.filter(isDifferent);
  const well = isPartial ? EXIT.partial : EXIT.done;
  const exitCode = differing.length > 0 ? EXIT.mismatch : well;
  if (json) terminal.out(toDocument(documentOf(compared, exitCode)));
  else showReport(terminal, tableOf(compared), exitCode === EXIT.done);
  for (const each of differing) {
    const { account, stream, window } = each;
    terminal.note(
      `${account.name} ${stream.name} from ${iso(window.start)}: ${describe(each)}; \`ggr backfill ${stream.name} --from ${iso(window.start)} --to ${iso(window.end)} --only all\` walks it again`,
    );
  }
  return exitCode;
}

function daysOf({ start, end }: Window): Window[] {
  const days: Window[] = [];
  for (let from = start; from < end; ) {
    const until = Math.min(end, (Math.floor(from / DAY_MS) + 1) * DAY_MS);
    days.push({ start: from, end: until });
    from = until;
  }
  return days;
}

function isDifferent({ missing, unknown, changed }: ListedAgain): boolean {
  return missing + unknown + changed > 0;
}

function documentOf(compared: readonly ListedAgain[], exitCode: ExitCode) {
  return {
    exit_code: exitCode,
    streams: compared.map(({ account, stream, window, ours, theirs, ...differing }) => ({
      account: account.name,
      stream: stream.name,
      witness: 'second read',
      from: iso(window.start),
      to: iso(window.end),
      bets: ours,
      listed: theirs,
      ...differing,
    })),
  };
}

function tableOf(compared: readonly ListedAgain[]): Table {
  const numbers = ['bets', 'listed', 'missing', 'unknown', 'changed', 'rounds'];
  const rows = compared.map((each) => [
    each.account.name,
    each.stream.name,
    ...[each.window.start, each.window.end].map(iso),
    ...[each.ours, each.theirs, each.missing, each.unknown, each.changed, each.rounds].map(String),
  ]);
  return { columns: numbered(['account', 'stream', 'from', 'to', ...numbers], numbers), rows };
}
