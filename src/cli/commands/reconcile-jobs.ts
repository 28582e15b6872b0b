/** Which streams `ggr reconcile` and `ggr reconcile waive` mean: those whose vendor has totals. */
import { selectAccount, selectStreams } from '../../config/select-streams.ts';
import { UsageError } from '../../contract/errors.ts';
import { hasCursor } from '../../contract/stream.ts';
import type { Session } from '../../serve/session.ts';
import type { WindowJob } from '../../sync/job.ts';
import { withTotals } from '../../sync/reconcile-run.ts';
import { withBothClocks } from '../../sync/second-read.ts';

/** The streams with totals that a source means. Throws UsageError where it has none. */
export function jobsOf(
  session: Session,
  source: string | undefined,
  account?: string,
): WindowJob[] {
  const { catalogue } = session;
  const jobs = withTotals(select(session, source, account));
  if (jobs.length > 0) return jobs;
  const known = catalogue.streams.filter((stream) => !hasCursor(stream) && stream.totals);
  throw new UsageError(`no vendor's totals to compare ${source ?? 'these accounts'} with`, {
    hint: `there are totals of ${known.map(({ name }) => name).join(', ')}; \`ggr reconcile wm\` reads both clocks of WM again`,
  });
}

/**
 * The tables of a source without totals that are read again by both clocks. Only where it is named: under
 * the vendor's rule of pauses that takes minutes.
 */
export function pairsOf(session: Session, source: string | undefined, account?: string) {
  if (source === undefined) return [];
  const named = session.catalogue.streams.find(({ name }) => name === source);
  // a report by one clock means the table, and that has both
  const selected = select(session, named ? named.vendor.name : source, account);
  return withBothClocks(selected).filter(
    ({ byEvent, byUpdate }) => !named || [byEvent, byUpdate].includes(named as typeof byEvent),
  );
}

function select(
  { config: { accounts }, catalogue }: Session,
  source: string | undefined,
  account: string | undefined,
) {
  const names = source === undefined ? [] : [source];
  return selectAccount(selectStreams({ accounts, catalogue }, names), account);
}
