/** A DuckDB instance that gives the same answers on every host. */
import { DuckDBInstance } from '@duckdb/node-api';
import { sql } from './sql.ts';

/**
 * An instance in memory, to which files are attached. Its zone is UTC whatever the host's, so that now()
 * means the same everywhere, and optimizer rules that are known to give wrong results are off. Both hold
 * for all its connections; `settings` are DuckDB's own.
 */
export async function openEngine(
  settings: Readonly<Record<string, string>>,
): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(':memory:', settings);
  const connection = await instance.connect();
  try {
    await connection.run(sql('queries/steady-engine'));
    return instance;
  } catch (error) {
    instance.closeSync();
    throw error;
  } finally {
    connection.closeSync();
  }
}
