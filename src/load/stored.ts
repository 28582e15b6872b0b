/** What the store has already of what is staged: the merge runs only the statements that this found work for. */
import { count, type Database } from './database.ts';
import type { Placeholders } from './merge-statements.ts';
import { sql } from './sql.ts';

export interface Stored {
  /** Rows of the window. */
  readonly owned: number;
  /** Those of them whose key is staged. */
  readonly kept: number;
  /** Staged rows, one a key. */
  readonly staged: number;
  /** Rows with a staged key near its time, of whatever window, and how many staged keys they have. */
  readonly met: number;
  readonly metKeys: number;
  /** Those of them that differ from what is staged, and that what is staged replaces. */
  readonly differing: number;
  readonly newer: number;
  /** Those of them that another window returned before. */
  readonly elsewhere: number;
}

export async function lookAtStored(db: Database, fill: Placeholders): Promise<Stored> {
  const row = await db.one(sql('queries/look-at-stored', fill));
  return {
    owned: count(row.owned),
    kept: count(row.kept),
    staged: count(row.staged),
    met: count(row.met),
    metKeys: count(row.met_keys),
    differing: count(row.differing),
    newer: count(row.newer),
    elsewhere: count(row.elsewhere),
  };
}

/** Brings the staged rows into the fact table; returns how many were inserted or updated. */
export async function bringRows(
  db: Database,
  fill: Placeholders,
  { staged, met, metKeys, newer }: Stored,
): Promise<number> {
  if (staged === 0) return 0;
  if (met === 0) return db.run(sql('queries/insert-rows', fill));
  const isUnchanged = metKeys === staged && newer === 0;
  return isUnchanged ? 0 : db.run(sql('queries/merge-rows', fill));
}
