/** Brings a store to this version: frozen numbered migrations, then the views and comments. */
import { StoreError } from '../contract/errors.ts';
import type { Catalogue } from '../contract/stream.ts';
import { count, type Database } from './database.ts';
import { createTables } from './fact-tables.ts';
import { refreshGamingDay } from './gaming-day.ts';
import { refreshMarts } from './marts.ts';
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
function numberOf(file: string): number {
  return Number(file.split('-')[0]);
}

/**
 * Makes what is missing, in one transaction. Tables and comments go from the log into the file at once:
 * DuckDB cannot replay a column's comment on a table with a check where the file is opened by itself
 * (1.5.5, "no default database set"), and so would a store that was killed be shut to other clients.
 */
export async function migrate(db: Database, catalogue: Catalogue, now: string): Promise<void> {
  const hasChanged = await db.transaction(async () => {
    await db.run(sql('queries/bootstrap'));
    const rows = await db.many('select number from sync.migrations');
    const done = new Set(rows.map((row) => count(row.number)));
    const missing = sqlFiles('migrations').filter((file) => !done.has(numberOf(file)));
    for (const file of missing) {
      await db.run(sql(`migrations/${file}`));
      await db.run(
        'insert into sync.migrations values (cast($number as integer), $name, cast($now as timestamp))',
        { number: BigInt(numberOf(file)), name: file, now },
      );
    }
    const hasNewTables = await createTables(db, catalogue.streams);
    await refreshGamingDay(db);
    const hasNewViews = await refreshMarts(db, catalogue);
    return missing.length > 0 || hasNewTables || hasNewViews;
  });
  if (hasChanged) await db.run('checkpoint');
}
