/** Whether a DuckDB file is a warehouse of ours that this version reads. */
import { StoreError } from '../contract/errors.ts';
import { count, type Database } from './database.ts';
import { sql, sqlFiles } from './sql.ts';

/** Refuses DuckDB files of someone else or of a newer ggr. Returns false for an empty one. */
export async function checkOwnership(db: Database, path: string): Promise<boolean> {
  const tables = await db.many(sql('queries/list-tables'));
  if (tables.length === 0) return false;
  if (!tables.some((table) => table.name === 'sync.migrations')) {
    throw new StoreError('store-foreign', `${path} is a DuckDB database, but not a ggr warehouse`, {
      hint: 'point GGR_WAREHOUSE at another file; nothing was changed',
    });
  }
  const newest = await db.one('select max(number) as number from sync.migrations');
  if (count(newest.number) > Math.max(...sqlFiles('migrations').map(numberOf))) {
    throw new StoreError('store-foreign', `${path} was written by a newer ggr`, {
      hint: 'upgrade ggr; nothing was changed',
    });
  }
  return true;
}

/** The number in a migration's name. Numbers may have gaps, and a store may lack one below its newest. */
export function numberOf(file: string): number {
  return Number(file.split('-')[0]);
}
