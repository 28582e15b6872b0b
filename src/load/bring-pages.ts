/**
 * Pages straight into the facts, where nothing is stored that they could meet: no stage, no MERGE, no second look.
 * Everything else takes the careful way, which this only ever shortens (docs/decisions/0022).
 */
import type { WindowCounts } from '../contract/ledger.ts';
import { count } from './database.ts';
import { type MergeContext, momentOf, namesOf, rulesOf } from './merge-statements.ts';
import { sql } from './sql.ts';
import type { Probe, Stage } from './stage.ts';
import { markArrived } from './touched.ts';

interface Staged {
  readonly stage: Stage;
  readonly probe: Probe;
}

/**
 * Part of the transaction of a merge. Undefined where pages are not all there is of the read, or where a key came
 * twice or is stored, or the window has rows: nothing was done then.
 */
export async function bringPages(
  { stage, probe }: Staged,
  context: MergeContext,
): Promise<Omit<WindowCounts, 'refusedNew'> | undefined> {
  const { db, pages, stream } = stage;
  if (!pages || probe.keys < probe.staged) return undefined;
  const fill = { ...namesOf(stream), ...momentOf(context), ...rulesOf(context) };
  const found = await db.one(
    sql('queries/look-for-keys', {
      ...fill,
      keys: pages.relation(stream.key),
      replaces: String(stream.mode === 'replace'),
    }),
  );
  if (found.has_rows === true || count(found.standing) > 0) return undefined;
  const names = [...Object.keys(stream.columns), 'extra'];
  const inserted = await db.run(
    sql('queries/insert-rows', { ...fill, staged: pages.relation(names) }),
  );
  if (inserted !== probe.staged) {
    throw new Error(
      `${inserted} of ${probe.staged} rows of ${stream.name} came out of their pages`,
    );
  }
  await markArrived(db, { ...fill, staged: pages.relation([stream.eventTime]) }, inserted);
  return {
    received: probe.staged,
    inserted,
    updated: 0,
    unchanged: 0,
    quarantined: 0,
    withdrawn: 0,
  };
}
