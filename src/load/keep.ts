/**
 * Makes kept sums anew where the facts have changed (docs/decisions/0023), some hours in each transaction.
 * Killed at any instruction, or never called: views read the facts of dirty hours, and answer the same.
 */
import type { Catalogue } from '../contract/stream.ts';
import { count, type Database } from './database.ts';
import { countRows } from './kept-sums.ts';
import { sql } from './sql.ts';
import { collectSql, sliceSql } from './sum-definition.ts';
import type { Warehouse } from './warehouse.ts';

/** From so many on it takes longer than a person waits without a word. */
const MANY_HOURS = 1000;
/** Of fewer the facts answer as fast. */
const FEW_BETS = 100_000;

export interface KeepOptions {
  readonly catalogue: Catalogue;
  /** Hears that the sums of many hours are about to be made anew: about a minute for 50 million bets. */
  readonly told?: (text: string) => void;
}

/** Makes sums anew, in as many transactions as it takes, until no more than `enough` hours are dirty. */
export function keepSums(warehouse: Warehouse, options: KeepOptions, enough = 0): Promise<void> {
  return warehouse.withConnection(async (db) => {
    let left = count((await db.one(sql('queries/count-dirty'))).dirty);
    if (left > MANY_HOURS) {
      options.told?.(
        `the sums of ${left} hours are made anew from the bets; until then reports read those`,
      );
    }
    while (left > enough) left = await warehouse.write(db, () => keepSome(db, options));
  });
}

/** Makes sums anew after a pull, where there are enough bets for it. What keeps it from that is told. */
export async function keepAfterPull(warehouse: Warehouse, options: KeepOptions): Promise<void> {
  try {
    const rows = countRows(options.catalogue);
    const found = await warehouse.db.one(sql('queries/count-bets', { rows }));
    if (count(found.rows) >= FEW_BETS) await keepSums(warehouse, options);
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    options.told?.(`sums are not made anew, and reports read the bets: ${says}`);
  }
}

/** Part of a transaction: makes the oldest dirty hours anew and returns how many are left. */
export async function keepSome(db: Database, { catalogue }: KeepOptions): Promise<number> {
  const rows = countRows(catalogue);
  const found = await db.one(sql('queries/look-at-kept', { rows }));
  if (found.is_unmarked === true) await db.run(sql('queries/forget-kept'));
  else if (count(found.dirty) === 0) return 0;
  await db.run(collectSql(catalogue));
  await db.run(sliceSql(catalogue));
  return count((await db.one(sql('queries/count-dirty'))).dirty);
}
