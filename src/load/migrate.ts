/** Brings a store to this version: frozen numbered migrations, then the views and comments. */
import type { Catalogue } from '../contract/stream.ts';
import { count, type Database } from './database.ts';
import { createTables } from './fact-tables.ts';
import { refreshGamingDay } from './gaming-day.ts';
import { refreshMarts } from './marts.ts';
import { numberOf } from './ownership.ts';
import { sql, sqlFiles } from './sql.ts';

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
    if (missing.length > 0) await db.run(sql('queries/renew-outbox'));
    const hasNewTables = await createTables(db, catalogue.streams);
    await refreshGamingDay(db);
    const hasNewViews = await refreshMarts(db, catalogue);
    return missing.length > 0 || hasNewTables || hasNewViews;
  });
  if (hasChanged) await db.run('checkpoint');
}
