/** What `ggr explain` says of a bet. */
import { UsageError } from '../../contract/errors.ts';
import type { StoredRow } from '../../load/database.ts';
import type { BetName } from '../../load/trace-bet.ts';
import { type JsonValue, toJsonValue } from '../../read/values.ts';

export type Told = Readonly<Record<string, JsonValue>>;

/** Times are ISO 8601 UTC, amounts text in currency units. */
export interface Explanation {
  readonly source: string;
  readonly account: string;
  readonly bet_id: string;
  /** Its rows in ggr.bets: none of a bet that is not believed, several of a round of several players. */
  readonly bets: readonly Told[];
  /** The window that returned it, or the walk; none for the wallet. */
  readonly window: Told | null;
  /** The run that wrote the row; none for the wallet. */
  readonly run: Told | null;
  /** The row in the vendor's own table. */
  readonly record: Told | null;
  readonly revisions: readonly Told[];
  readonly checks: readonly Told[];
  readonly rejects: readonly Told[];
  /** The command that gives the address of the vendor's own page. */
  readonly page: string | null;
  /** The wallet's ledger of the round. */
  readonly entries?: readonly Told[];
}

/** A row as JSON. */
export function recordOf(row: StoredRow): Told {
  return Object.fromEntries(Object.entries(row).map(([k, value]) => [k, toJsonValue(value)]));
}

/** The one account that has the bet. Throws UsageError where none or several have. */
export function onlyAccount({ source, betId, account }: BetName, found: readonly string[]): string {
  const accounts = [...new Set(found)].sort();
  const [first] = accounts;
  const where = account === null ? '' : ` of account ${account}`;
  if (first === undefined) {
    throw new UsageError(`the store knows no bet ${JSON.stringify(betId)} of ${source}${where}`, {
      hint: 'bet_id of ggr.bets names it; `ggr gaps` lists what was not read',
    });
  }
  if (accounts.length === 1) return first;
  throw new UsageError(`several accounts of ${source} have a bet ${JSON.stringify(betId)}`, {
    hint: `name one with --account: ${accounts.join(', ')}`,
  });
}
