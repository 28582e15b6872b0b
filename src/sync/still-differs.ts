/**
 * Differences that an earlier run found and that still stand. A sync leaves one alone for an hour, and must not end
 * as if all were well meanwhile: cron would hear 5 and 0 in turn, and `ggr status` says 5 all the time.
 */
import { contains } from '../contract/intervals.ts';
import { listDifferences, type StandingDifference } from '../load/waivers.ts';
import type { Warehouse } from '../load/warehouse.ts';
import type { JobOutcome } from './job-state.ts';

/**
 * Those of the streams that were synced which nobody has waived or accepted and this run did not tell; asks no
 * vendor. What refused records explain to the last digit is told by them, as in the run that found it.
 */
export async function listStillDiffering(
  outcomes: readonly JobOutcome[],
  { db }: Pick<Warehouse, 'db'>,
  now: number,
): Promise<StandingDifference[]> {
  const synced = outcomes.filter(({ job }) => job.windows && job.lookEveryMs !== undefined);
  if (synced.length === 0) return [];
  const all = await listDifferences(db, now);
  return all.filter((difference) => {
    if (difference.waived || difference.isExplained) return false;
    const mine = synced.find(({ job }) => isOf(job, difference));
    return (
      mine !== undefined && !mine.differences.some(({ window }) => contains(window, difference))
    );
  });
}

function isOf({ account, stream }: JobOutcome['job'], difference: StandingDifference): boolean {
  return account.name === difference.account && stream.name === difference.stream;
}
