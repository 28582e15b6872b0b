/** Which streams `ggr reconcile` and `ggr reconcile waive` mean: those whose vendor has totals. */
import { selectAccount, selectStreams } from '../../config/select-streams.ts';
import { UsageError } from '../../contract/errors.ts';
import { hasCursor } from '../../contract/stream.ts';
import type { Session } from '../../serve/session.ts';
import type { WindowJob } from '../../sync/job.ts';
import { withTotals } from '../../sync/reconcile-run.ts';

/** The streams with totals that a source means. Throws UsageError where it has none. */
export function jobsOf(
  { config: { accounts }, catalogue }: Session,
  source: string | undefined,
  account: string | undefined,
): WindowJob[] {
  const names = source === undefined ? [] : [source];
  const jobs = withTotals(selectAccount(selectStreams({ accounts, catalogue }, names), account));
  if (jobs.length > 0) return jobs;
  const known = catalogue.streams.filter((stream) => !hasCursor(stream) && stream.totals);
  throw new UsageError(`no vendor's totals to compare ${source ?? 'these accounts'} with`, {
    hint: `there are totals of ${known.map(({ name }) => name).join(', ')}`,
  });
}
