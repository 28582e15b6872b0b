/** Runs a reading statement and gives its rows piece by piece, from memory or from a spool. */
import type { DuckDBPreparedStatement, DuckDBValue } from '@duckdb/node-api';
import type { Database } from '../load/database.ts';
import { identifier, withoutSemicolons } from '../load/sql.ts';

export interface QueryResult {
  /** Unique; a second `a` is `a:1`. */
  readonly names: readonly string[];
  /** DuckDB's names of the types. */
  readonly types: readonly string[];
  readonly batches: () => AsyncIterable<DuckDBValue[][]>;
}

const SPOOL = 'temp.query_result';
const SLICE_ROWS = 20_000n;

/**
 * Runs the statement with its result in memory. Not streamed: a streamed result that fails midway ends
 * like one that is complete.
 */
export async function runWhole(db: Database, text: string): Promise<QueryResult> {
  const result = await db.connection.run(text);
  return {
    names: result.deduplicatedColumnNames(),
    types: result.columnTypes().map(String),
    batches: () => result.yieldRows(),
  };
}

/**
 * Runs a select into a temporary table, which DuckDB counts against its memory limit and spills, and
 * reads it back in slices: a result in memory is counted nowhere, and a daemon must outlive any query.
 * The transaction of `db` ends with it, so that a slow reader keeps no old version of the store alive.
 */
export async function runSpooled(db: Database, text: string): Promise<QueryResult> {
  const { names, types } = await describe(db, text);
  const columns = names.map((_, i) => identifier(`c${i}`));
  await db.run(
    `create temp table ${SPOOL} (${columns.join(', ')}) as (${withoutSemicolons(text)}\n)`,
  );
  await db.run('commit');
  const { rows } = await db.one(`select count(*) as rows from ${SPOOL}`);
  async function* batches() {
    for (let from = 0n; from < (rows as bigint); from += SLICE_ROWS) {
      const slice = `rowid >= ${from} and rowid < ${from + SLICE_ROWS}`;
      const result = await db.connection.run(
        `select * from ${SPOOL} where ${slice} order by rowid`,
      );
      yield* result.yieldRows();
    }
  }
  return { names, types, batches };
}

async function describe(db: Database, text: string) {
  const statement = await db.connection.prepare(text);
  try {
    return { names: uniqueNames(statement), types: typesOf(statement) };
  } finally {
    statement.destroySync();
  }
}

function typesOf(statement: DuckDBPreparedStatement): string[] {
  return Array.from({ length: statement.columnCount }, (_, i) => String(statement.columnType(i)));
}

/** As DuckDBResult.deduplicatedColumnNames does. */
function uniqueNames(statement: DuckDBPreparedStatement): string[] {
  const seen = new Map<string, number>();
  return Array.from({ length: statement.columnCount }, (_, i) => {
    const name = statement.columnName(i);
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before === 0 ? name : `${name}:${before}`;
  });
}
