/** `ggr explain <source> <bet_id>`: one bet down to the vendor's record, for whoever doubts it. */
import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import type { Database } from '../../load/database.ts';
import { type BetName, findBet, traceBet } from '../../load/trace-bet.ts';
import type { Session } from '../../serve/session.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { openToRead } from '../session/session.ts';
import { toDocument } from '../session/terminal.ts';
import { explainRound } from './explain-round.ts';
import { printExplanation } from './explain-text.ts';
import { type Explanation, onlyAccount, recordOf } from './explanation.ts';
import { findVendor } from './one-call.ts';

export interface ExplainOptions {
  readonly account?: string;
  /** Show refused records as the vendor sent them, which hold player data. */
  readonly raw: boolean;
  readonly json: boolean;
}

const WALLET = 'wallet';

export const addExplain: AddCommand = (ggr, { runOnStore }) => {
  ggr
    .command('explain')
    .description("one bet down to the vendor's record: window, run, versions, checks, quarantine")
    .argument('<source>', 'a vendor, such as pv, or wallet')
    .argument('<bet_id>', "bet_id of ggr.bets: the vendor's own key, or the wallet's round")
    .option('--account <name>', 'which account, where several have a bet of that id')
    .option('--raw', 'show refused records as the vendor sent them', false)
    .option(...JSON_OPTION)
    .action((source, betId, options) =>
      runOnStore((session) => explain(session, { source, betId }, options)),
    );
};

/** Prints where a bet came from and what became of it. Throws UsageError where the store has no such bet. */
export async function explain(
  session: Session,
  { source, betId }: { readonly source: string; readonly betId: string },
  { account, raw, json }: ExplainOptions,
): Promise<ExitCode> {
  const name: BetName = { source, betId, account: account ?? null };
  if (source !== WALLET && !findVendor(session, source)) {
    const known = [...session.catalogue.vendors.map((each) => each.name), WALLET].join(', ');
    throw new UsageError(`there is no source ${JSON.stringify(source)}`, {
      hint: `sources: ${known}`,
    });
  }
  const warehouse = await openToRead(session);
  const { db } = warehouse;
  const found = await (source === WALLET
    ? explainRound(db, name)
    : explainBet(session, db, { name, showsRaw: raw })
  ).finally(() => warehouse.close());
  if (json) session.terminal.out(toDocument(found));
  else printExplanation(session.terminal, found);
  return EXIT.done;
}

async function explainBet(
  session: Session,
  db: Database,
  { name, showsRaw }: { readonly name: BetName; readonly showsRaw: boolean },
): Promise<Explanation> {
  const vendor = findVendor(session, name.source);
  const streams = session.catalogue.streams.filter((each) => each.vendor === vendor);
  const places = await findBet(db, streams, name);
  const account = onlyAccount(
    name,
    places.map((each) => each.account),
  );
  const place = places.find((each) => each.account === account);
  if (!place) throw new Error('an account without a place');
  const trace = await traceBet(db, streams, { name, place, showsRaw });
  const bet = trace.bets[0] ?? null;
  return {
    source: name.source,
    account,
    bet_id: name.betId,
    bets: trace.bets.map(recordOf),
    window: trace.window ? recordOf(trace.window) : null,
    run: trace.run ? recordOf(trace.run) : null,
    record: trace.record ? recordOf(trace.record) : null,
    revisions: trace.revisions.map(({ row, ...revision }) => ({
      ...recordOf(revision),
      row: JSON.parse(String(row)),
    })),
    checks: trace.checks.map(recordOf),
    rejects: trace.rejects.map(recordOf),
    page: vendor?.detail && bet ? pageOf(name.source, account, recordOf(bet)) : null,
  };
}

/** The line to type for the address of the vendor's page: it expires, so it is asked for when it is wanted. */
function pageOf(source: string, account: string, bet: ReturnType<typeof recordOf>): string | null {
  const { game_id, round_id } = bet;
  if (game_id === null || round_id === null) return null;
  const words = [source, game_id, round_id, '--account', account].map((each) =>
    shown(String(each)),
  );
  return `ggr detail ${words.join(' ')}`;
}

/** A word of a command line that a shell takes as it is. */
function shown(word: string): string {
  return /^[\w.:/+=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
