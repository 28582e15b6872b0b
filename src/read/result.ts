/** Runs a reading statement and gives its rows piece by piece, from memory or from a spool. */
import type { DuckDBPreparedStatement, DuckDBValue } from '@duckdb/node-api';
import { UsageError } from '../contract/errors.ts';
import type { Database } from '../load/database.ts';
import { identifier, sql, withoutSemicolons } from '../load/sql.ts';
import type { Cell } from './values.ts';

/** What formats are written of: rows of this process, or of a reader. */
export interface Rows {
  /** Unique; a second `a` is `a:1`. */
  readonly names: readonly string[];
  /** DuckDB's names of the types. */
  readonly types: readonly string[];
  readonly batches: () => AsyncIterable<Cell[][]>;
}

export interface QueryResult extends Rows {
  readonly batches: () => AsyncIterable<DuckDBValue[][]>;
}

const SPOOL = 'temp.query_result';
const SLICE_ROWS = 20_000n;
/** So much text of a slice, and of a row, is held at once: a list of ten million numbers took 68 seconds. */
const SLICE_BYTES = 16n * 1024n * 1024n;
const FIXED_WIDTH =
  /^(BOOLEAN|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL\(\d+,\s*\d+\)|DATE|TIME[^[]*|INTERVAL|UUID)$/;

/**
 * Runs the statement with its result in memory. Not streamed: a streamed result that fails midway ends
 * like one that is complete.
 */
export async function runWhole(db: Database, text: string): Promise<QueryResult> {
  const result = await db.connection.run(text);
  return {
    names: uniqueNames(result.columnNames()),
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
  const { names, types } = await describeColumns(db, text);
  const columns = names.map((_, i) => identifier(`c${i}`));
  await db.run(
    `create temp table ${SPOOL} (${columns.join(', ')}) as (${withoutSemicolons(text)}\n)`,
  );
  await db.run('commit');
  const width = widthOf(types);
  const runs = await planSlices(db, width);
  async function* batches() {
    for (const run of runs) {
      const slices = run.bytes > SLICE_BYTES ? await cutRun(db, width, run) : [run];
      for (const { from, to } of slices) {
        const result = await db.connection.run(
          `select * from ${SPOOL} where rowid >= ${from} and rowid < ${to} order by rowid`,
        );
        yield* result.yieldRows();
      }
    }
  }
  return { names, types, batches };
}

/** Rows [from, to) of the spool. */
interface Slice {
  readonly from: bigint;
  readonly to: bigint;
}

/** What a row of the spool holds as text, in SQL; values of a fixed width do not count. */
function widthOf(types: readonly string[]): string {
  const widths = types.flatMap((type, i) =>
    FIXED_WIDTH.test(type) ? [] : [`coalesce(strlen(cast(${identifier(`c${i}`)} as varchar)), 0)`],
  );
  return ['0', ...widths].join(' + ');
}

/** Throws UsageError where a single row is more than a process that serves others can hold. */
async function planSlices(
  db: Database,
  width: string,
): Promise<(Slice & { readonly bytes: bigint })[]> {
  const rows = await db.many(
    sql('queries/plan-slices', { spool: SPOOL, slice_rows: String(SLICE_ROWS), width }),
  );
  return rows.map((row) => {
    if ((row.widest as bigint) > SLICE_BYTES) throw tooWide(row.widest as bigint);
    return {
      from: row.first as bigint,
      to: (row.last as bigint) + 1n,
      bytes: row.bytes as bigint,
    };
  });
}

/** Cut by what it holds and not by its widest row: a wide one among many would make each a slice. */
async function cutRun(db: Database, width: string, { from, to }: Slice): Promise<Slice[]> {
  const rows = await db.many(
    sql('queries/list-widths', { spool: SPOOL, width, from: String(from), to: String(to) }),
  );
  const slices: Slice[] = [];
  let [start, bytes] = [from, 0n];
  for (const { row, width: more } of rows as { row: bigint; width: bigint }[]) {
    if (row > start && bytes + more > SLICE_BYTES) {
      slices.push({ from: start, to: row });
      [start, bytes] = [row, 0n];
    }
    bytes += more;
  }
  return [...slices, { from: start, to }];
}

function tooWide(width: bigint): UsageError {
  const mib = (bytes: bigint) => `${bytes / (1024n * 1024n)} MiB`;
  return new UsageError(
    `a row of the result holds ${mib(width)} or more; the daemon sends rows of up to ${mib(SLICE_BYTES)}`,
    { hint: 'ask for its parts (unnest, list_slice, substr), or write it with --format parquet' },
  );
}

/** What a statement gives, without running it; names are unique. */
export async function describeColumns(db: Database, text: string) {
  const statement = await db.connection.prepare(text);
  try {
    return { names: uniqueNames(namesOf(statement)), types: typesOf(statement) };
  } finally {
    statement.destroySync();
  }
}

function typesOf(statement: DuckDBPreparedStatement): string[] {
  return Array.from({ length: statement.columnCount }, (_, i) => String(statement.columnType(i)));
}

function namesOf(statement: DuckDBPreparedStatement): string[] {
  return Array.from({ length: statement.columnCount }, (_, i) => statement.columnName(i));
}

/** DuckDBResult.deduplicatedColumnNames calls two columns `a:1` where one of that name is there: a value would be lost. */
function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Map<string, number>();
  return names.map((name) => {
    let n = seen.get(name) ?? 0;
    while (n > 0 && taken.has(`${name}:${n}`)) n += 1;
    seen.set(name, n + 1);
    const unique = n === 0 ? name : `${name}:${n}`;
    taken.add(unique);
    return unique;
  });
}
