/**
 * One row a key in the whole table. MERGE looks for a key near its event time; what it inserted is looked
 * up everywhere before anybody can see it (docs/decisions/0014).
 */
import { VendorError } from '../contract/errors.ts';
import { iso } from '../transform/time.ts';
import { count, type Database } from './database.ts';
import type { MergeContext, Placeholders } from './merge-statements.ts';
import { sql } from './sql.ts';

export interface Doubled {
  /** Keys whose row elsewhere was older: it is in sync.revisions. */
  readonly replaced: number;
  /** Keys whose row elsewhere is newer: what was inserted is in sync.revisions. */
  readonly outlived: number;
}

const NONE: Doubled = { replaced: 0, outlived: 0 };

/** Leaves the newest row of each key that was inserted and stands elsewhere, too. */
export async function uniteKeys(
  db: Database,
  fill: Placeholders,
  inserted: number,
): Promise<Doubled> {
  if (inserted === 0) return NONE;
  const { standing } = await db.one(sql('queries/count-standing-keys', fill));
  // more of them: a key stands elsewhere, or another window of this run was read at the same instant
  if (count(standing) === inserted) return NONE;
  await db.run(sql('queries/find-doubled-keys', fill));
  const row = await db.one(sql('queries/count-doubled'));
  const doubled = { replaced: count(row.replaced), outlived: count(row.outlived) };
  if (doubled.replaced + doubled.outlived === 0) return NONE;
  await db.run(sql('queries/revise-doubled', fill));
  await db.run(sql('queries/delete-doubled', fill));
  return doubled;
}

/** No index guards the key: each commit proves it for the rows it touched. Throws VendorError. */
export async function proveKeys(
  db: Database,
  fill: Placeholders,
  { account, stream, owner, fetchedAt }: MergeContext,
): Promise<void> {
  const doubled = count((await db.one(sql('queries/count-doubled-keys', fill))).doubled);
  if (doubled === 0) return;
  throw new VendorError(
    'unstable',
    `account ${account}: ${doubled} keys of ${stream.name} in the window from ${iso(owner?.start ?? fetchedAt)} ` +
      'stand in the store twice: nothing was written',
    { hint: 'pull the window again with --only all; if it stays so, this is a bug' },
  );
}
