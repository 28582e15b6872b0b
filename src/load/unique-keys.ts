/**
 * One row a key in the whole table. MERGE looks for a key near its event time; what it inserted is looked
 * up everywhere before anybody can see it (docs/decisions/0014).
 */
import { VendorError } from '../contract/errors.ts';
import { iso } from '../transform/time.ts';
import { count, type Database } from './database.ts';
import type { KeyHashes } from './key-hashes.ts';
import { hashesIn, KeyIndex } from './key-index.ts';
import type { MergeContext, Placeholders } from './merge-statements.ts';
import { sql } from './sql.ts';
import type { Stage } from './stage.ts';

export interface Doubled {
  /** Keys whose row elsewhere was older: it is in sync.revisions. */
  readonly replaced: number;
  /** Keys whose row elsewhere is newer: what was inserted is in sync.revisions. */
  readonly outlived: number;
  /** Rows that are gone with that. */
  readonly removed: number;
  /** Hashes of the keys that were inserted, where the table has an index. */
  readonly hashes: KeyHashes | undefined;
}

const NONE: Doubled = { replaced: 0, outlived: 0, removed: 0, hashes: undefined };

/** Leaves the newest row of each key that was inserted and stands elsewhere, too. */
export async function uniteKeys(
  { db, stream }: Pick<Stage, 'db' | 'stream'>,
  fill: Placeholders,
  inserted: number,
): Promise<Doubled> {
  if (inserted === 0) return NONE;
  const come = `(select t.* from ${stream.table} t where ${fill.touched} and ${fill.is_inserted}) t`;
  const hashes = await hashesIn(db, stream, { source: come, account: 't.account' });
  const alone = { ...NONE, hashes };
  if (hashes && !KeyIndex.of(db).mayHave(stream, hashes)) return alone;
  const { standing } = await db.one(sql('queries/count-standing-keys', fill));
  // more of them: a key stands elsewhere, or another window of this run was read at the same instant
  if (count(standing) === inserted) return alone;
  await db.run(sql('queries/find-doubled-keys', fill));
  const row = await db.one(sql('queries/count-doubled'));
  const [replaced, outlived] = [count(row.replaced), count(row.outlived)];
  if (replaced + outlived === 0) return alone;
  await db.run(sql('queries/revise-doubled', fill));
  const removed = await db.run(sql('queries/delete-doubled', fill));
  return { replaced, outlived, removed, hashes };
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
