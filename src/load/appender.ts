/**
 * DuckDB's appenders. One that could not append all it holds tries once more when the garbage collector takes it:
 * outside of the transaction that was rolled back for it, into whatever table has its name by then. So it is cleared.
 */
import type { DuckDBAppender } from '@duckdb/node-api';
import type { Database } from './database.ts';

interface Table {
  readonly catalog: 'temp' | 'store';
  readonly schema: string;
  readonly table: string;
}

/** To be given to closeAppender, or to be cleared, whatever happens. */
export function openAppender(
  { connection }: Database,
  { catalog, schema, table }: Table,
): Promise<DuckDBAppender> {
  return connection.createAppender(table, schema, catalog);
}

/** Appends what it holds; where that fails, nothing of it any more. */
export function closeAppender(appender: DuckDBAppender): void {
  try {
    appender.closeSync();
  } catch (error) {
    appender.clear();
    throw error;
  }
}

/** Appends what `fill` puts in; nothing more of it where that throws. */
export async function appendTo<T>(
  db: Database,
  table: Table,
  fill: (appender: DuckDBAppender) => T,
): Promise<T> {
  const appender = await openAppender(db, table);
  let filled: T;
  try {
    filled = fill(appender);
  } catch (error) {
    appender.clear();
    throw error;
  }
  closeAppender(appender);
  return filled;
}
