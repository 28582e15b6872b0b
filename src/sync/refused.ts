/** What the refused records of a window come to: they may be all that is missing. */
import type { Sums, WindowedStream } from '../contract/stream.ts';
import type { Account } from '../contract/vendor.ts';
import type { Window } from '../contract/window.ts';
import { type HeldTotals, listRefused } from '../load/checks.ts';
import type { Database } from '../load/database.ts';
import { parseJson } from '../transform/json.ts';

interface Part {
  readonly account: Account;
  readonly stream: WindowedStream;
  readonly window: Window;
  readonly ours: HeldTotals;
}

/** The sums of all refused records; undefined where there are none, or the amounts of one cannot be read. */
export async function sumRefused(
  db: Database,
  { account, stream, window, ours }: Part,
): Promise<Sums | undefined> {
  const sumsOf = stream.totals?.sumsOf;
  if (ours.rejects === 0n || !sumsOf) return undefined;
  const texts = await listRefused(db, { account: account.name, stream, window });
  if (!texts) return undefined;
  let [stake, ggr] = [0n, 0n];
  for (const text of texts) {
    const sums = sumsOf(parseRecord(text), account);
    if (!sums) return undefined;
    stake += sums.stake;
    ggr += sums.ggr;
  }
  return { stake, ggr };
}

/** What stands there of a record beyond all limits is no JSON. */
function parseRecord(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
