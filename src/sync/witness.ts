/** The vendor's own totals as a second witness of what its report returned. */
import type { Probe } from '../load/stage.ts';
import type { WindowTask } from './job.ts';

/** What the vendor's totals of the window say against the rows that were read; undefined where nothing does. */
export async function contradiction(
  { job, window, context }: WindowTask,
  { keys, rejected }: Probe,
): Promise<string | undefined> {
  const { account, stream, priority } = job;
  const { net, signal } = context;
  if (!stream.totals) return undefined;
  const totals = await stream.totals.read({ account, net, signal, priority, window });
  const theirs = totals.reduce((sum, { count }) => sum + count, 0n);
  const ours = BigInt(keys + rejected);
  return theirs === ours
    ? undefined
    : `its own totals say ${theirs} bets where the read has ${ours}`;
}
