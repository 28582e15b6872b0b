/**
 * Days that are held because the vendor's totals called them empty (empty-days.ts) rest on two answers of one moment. They are
 * asked for once more an hour later at the earliest: the look at late rows reaches two days back, and only a daemon's
 * nights compare sixty.
 */
import { listToldOnce } from '../load/checks.ts';
import type { SyncContext, WindowJob } from './job.ts';
import { groupsOf, type Prover } from './prove.ts';

/** A look; what is left, the next one asks for. */
const MOST_CALLS_IF_EQUAL = 4;

/** What differs stands in the prover. Throws VendorError. */
export async function lookAtEmptyAgain(
  { account, stream }: WindowJob,
  { context, prover }: { readonly context: SyncContext; readonly prover: Prover },
): Promise<void> {
  const { warehouse, net } = context;
  const key = { account: account.name, stream: stream.name };
  const days = await listToldOnce(warehouse.db, { ...key, now: net.now() });
  const groups = groupsOf(days, stream.totals?.longestMs ?? 0);
  for (const group of groups.slice(0, MOST_CALLS_IF_EQUAL)) {
    for (const equal of await prover.look(group)) await prover.enterEqual(equal);
  }
}
