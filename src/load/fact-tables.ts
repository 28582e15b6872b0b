/** The tables of streams that no migration has made: from their declared columns, and the engine's own. */
import type { AnyStream } from '../contract/stream.ts';
import type { Database } from './database.ts';
import { identifier, sql } from './sql.ts';

/** Makes those that are missing; returns whether there were any. */
export async function createTables(db: Database, streams: readonly AnyStream[]): Promise<boolean> {
  const rows = await db.many(sql('queries/list-tables'));
  const known = new Set(rows.map((row) => String(row.name)));
  const missing = streams.filter(({ table }) => !known.has(table));
  for (const stream of missing) await createTable(db, stream);
  return missing.length > 0;
}

function createTable(db: Database, { table, columns, key, eventTime }: AnyStream): Promise<number> {
  const needed = new Set([...key, eventTime]);
  const declared = Object.entries(columns).map(
    ([name, type]) => `${identifier(name)} ${type}${needed.has(name) ? ' not null' : ''}`,
  );
  const [schema = ''] = table.split('.');
  return db.run(
    sql('queries/create-fact-table', { schema, table, columns: declared.join(',\n  ') }),
  );
}
