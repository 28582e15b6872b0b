/** A round of the wallet explained: it has no windows and no runs, but every entry with its hash. */
import type { Database } from '../../load/database.ts';
import { type BetName, findEntries, findRounds } from '../../load/trace-bet.ts';
import { type Explanation, onlyAccount, recordOf } from './explanation.ts';

/** A round is an unsigned number of 64 bits. */
const ROUND = /^\d{1,20}$/;
const LARGEST_ROUND = 2n ** 64n - 1n;

/** Throws UsageError where no entry names the round, or those of several accounts do. */
export async function explainRound(db: Database, name: BetName): Promise<Explanation> {
  const isRound = ROUND.test(name.betId) && BigInt(name.betId) <= LARGEST_ROUND;
  const all = isRound ? await findEntries(db, name.betId) : [];
  const wanted = all.filter((each) => name.account === null || each.account === name.account);
  const account = onlyAccount(
    name,
    wanted.map((each) => String(each.account)),
  );
  const bets = await findRounds(db, name.betId, account);
  return {
    source: name.source,
    account,
    bet_id: name.betId,
    bets: bets.map(recordOf),
    window: null,
    run: null,
    record: null,
    revisions: [],
    checks: [],
    rejects: [],
    page: null,
    entries: wanted.map(recordOf),
  };
}
