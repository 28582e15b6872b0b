/**
 * Pages straight into the facts, where nothing is stored that they could meet: no stage, no MERGE, no second look.
 * Everything else takes the careful way, which this only ever shortens (docs/decisions/0022).
 */
import type { WindowCounts } from '../contract/ledger.ts';
import { count } from './database.ts';
import { hashesIn, KeyIndex } from './key-index.ts';
import { driftMsOf, type MergeContext, momentOf, namesOf, rulesOf } from './merge-statements.ts';
import { quote, sql } from './sql.ts';
import type { Probe, Stage } from './stage.ts';
import type { StagedPages } from './stage-pages.ts';
import { markTouched } from './touched.ts';

/** Stands where rows are looked up that passed to another window: of those there are none. */
const nothingMet = (table: string) => ({ staged: table, target: 'false' });

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
  const replaces = stream.mode === 'replace';
  const lists = pages.lists(stream.eventTime);
  const look = sql('queries/look-at-pages', { ...fill, replaces: String(replaces), lists });
  const { has_rows, ...edges } = await db.one(look);
  if (has_rows === true) return undefined;
  const [first, last] = [timestampOf(edges.first), timestampOf(edges.last)];
  const margin = `interval ${Math.ceil(driftMsOf(stream) / 1000)} second`;
  const near = `t.${fill.event} between ${first} - ${margin} and ${last} + ${margin}`;
  const hashes = await lookForKeys({ stage, pages, fill, near });
  if (hashes === 'stored') return undefined;
  const names = [...Object.keys(stream.columns), 'extra'];
  const inserted = await db.run(
    sql('queries/insert-rows', { ...fill, staged: pages.relation(names) }),
  );
  if (inserted !== probe.staged) {
    throw new Error(
      `${inserted} of ${probe.staged} rows of ${stream.name} came out of their pages`,
    );
  }
  await KeyIndex.of(db).note(db, stream, { hashes, grown: inserted });
  const marked = {
    ...fill,
    arrived: pages.relation([stream.eventTime]),
    ...{ first, last },
    ...nothingMet(stream.table),
  };
  await markTouched(db, marked, { changed: inserted, revised: 0, adopted: 0 });
  return {
    received: probe.staged,
    inserted,
    updated: 0,
    unchanged: 0,
    quarantined: 0,
    withdrawn: 0,
  };
}

interface KeyLook {
  readonly stage: Stage;
  readonly pages: StagedPages;
  readonly fill: ReturnType<typeof namesOf> & ReturnType<typeof momentOf>;
  /** Bounds on event time where a report that was read before has its rows. */
  readonly near: string;
}

/** Whether a key that came is stored, of whatever time; their hashes where the table has an index and none is. */
async function lookForKeys({ stage: { db, stream }, pages, fill, near }: KeyLook) {
  const keys = pages.relation(stream.key);
  const hashes = await hashesIn(db, stream, { source: `${keys} t`, account: fill.account });
  if (hashes && !KeyIndex.of(db).mayHave(stream, hashes)) return hashes;
  // a window that was read before has rows, and was told already
  const looks = stream.mode === 'replace' && !hashes ? ['true'] : [near, 'true'];
  for (const bounds of looks) {
    const found = await db.one(sql('queries/count-standing', { ...fill, bounds, keys }));
    if (count(found.standing) > 0) return 'stored' as const;
  }
  return hashes;
}

const timestampOf = (instant: unknown) => `timestamp ${quote(String(instant))}`;
