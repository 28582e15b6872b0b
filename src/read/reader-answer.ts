/** One question answered inside a reader process: checked, rebuilt, run, and sent piece by piece. */
import { join } from 'node:path';
import { UsageError } from '../contract/errors.ts';
import type { Database } from '../load/database.ts';
import { quote, withoutSemicolons } from '../load/sql.ts';
import { offencesSql } from './offences.ts';
import { parquetSelect } from './parquet.ts';
import { adaptPostgres } from './postgres-dialect.ts';
import type { ReaderEngine } from './reader-engine.ts';
import { type FromReader, PARQUET_FILE, type Task } from './reader-protocol.ts';
import { type Rebuilt, rebuild } from './rebuild.ts';
import { type QueryResult, runSpooled, runWhole } from './result.ts';
import { asSqlError } from './sql-error.ts';
import { type JsonValue, toJsonValue } from './values.ts';
import { wantedTypes } from './wanted-types.ts';

/** Rows are sent together, about so many characters at a time. */
const PIECE_CHARACTERS = 256 * 1024;

export interface Answering {
  readonly db: Database;
  readonly engine: ReaderEngine;
  /** Aborted when nobody wants the answer any more. */
  readonly signal: AbortSignal;
  readonly send: (message: FromReader) => Promise<void>;
}

/** Sends columns and rows. Throws UsageError for what is refused, fails, or is over a limit. */
export async function answerTask(task: Task, answering: Answering): Promise<void> {
  const { db, engine, signal, send } = answering;
  const { text, parameters, dialect } = task;
  const adapt = dialect && adaptPostgres(db, engine);
  const statement = await rebuild(db, text, { parameters, adapt });
  signal.throwIfAborted();
  if (task.as === 'offences') return answerCheck(task, statement, answering);
  try {
    if (task.as === 'parquet') {
      await writeParquet(db, statement, join(engine.folder, PARQUET_FILE));
      return await send({ columns: { names: [], types: [], facts: engine.facts } });
    }
    if (task.as === 'columns' && statement.kind === 'select') {
      // whoever cannot be told the types sends texts, as DuckDB takes them
      const wanted = parameters.length > 0 ? await typesOrNone(db, text, adapt) : [];
      const columns = await describe(db, statement);
      return await send({ columns: { ...columns, wanted, facts: engine.facts } });
    }
    const run = statement.kind === 'select' ? runSpooled : runWhole;
    const result = await run(db, statement.text);
    const { names, types } = result;
    await send({ columns: { names, types, facts: engine.facts } });
    await sendRows(result, task, answering);
  } catch (error) {
    throw asSqlError(error, task.text, statement.place);
  }
}

/** A select that the asker's stands in: its own rows are counted where they are. */
async function answerCheck(task: Task, check: Rebuilt, answering: Answering): Promise<void> {
  if (check.kind !== 'select') throw new UsageError('it is no select');
  const text = offencesSql(check.text);
  const before = Buffer.byteLength(text.slice(0, text.indexOf(withoutSemicolons(check.text))));
  try {
    const { db, engine, send } = answering;
    const result = await runWhole(db, text);
    const { names, types } = result;
    await send({ columns: { names, types, facts: engine.facts } });
    await sendRows(result, task, answering);
  } catch (error) {
    throw asSqlError(error, task.text, (byte) => check.place(byte - before));
  }
}

async function typesOrNone(...asked: Parameters<typeof wantedTypes>): Promise<string[]> {
  return wantedTypes(...asked).catch(() => []);
}

/** What its rows would have. */
async function describe(db: Database, { text }: Rebuilt) {
  const prepared = await db.connection.prepare(text);
  try {
    const columns = Array.from({ length: prepared.columnCount }, (_, i) => i);
    return {
      names: columns.map((i) => prepared.columnName(i)),
      types: columns.map((i) => String(prepared.columnType(i))),
    };
  } finally {
    prepared.destroySync();
  }
}

async function sendRows(
  result: QueryResult,
  limits: Task,
  { signal, send }: Answering,
): Promise<void> {
  let [count, bytes] = [0, 0];
  let [piece, size]: [JsonValue[][], number] = [[], 0];
  for await (const rows of result.batches()) {
    for (const row of rows) {
      const cells = row.map(toJsonValue);
      const width = widthOf(cells);
      [count, bytes, size] = [count + 1, bytes + width, size + width];
      if (count > limits.rows) throw tooMuch(`${limits.rows} rows`);
      if (bytes > limits.bytes) throw tooMuch(`${limits.bytes} bytes`);
      piece.push(cells);
      if (size < PIECE_CHARACTERS) continue;
      signal.throwIfAborted();
      await send({ rows: piece });
      [piece, size] = [[], 0];
    }
  }
  signal.throwIfAborted();
  if (piece.length > 0) await send({ rows: piece });
}

/** About the length of the row as JSON. */
function widthOf(cells: readonly JsonValue[]): number {
  let width = 2;
  for (const cell of cells) {
    if (typeof cell === 'string') width += cell.length + 3;
    else width += typeof cell === 'object' && cell !== null ? JSON.stringify(cell).length + 1 : 8;
  }
  return width;
}

function tooMuch(limit: string): UsageError {
  return new UsageError(`the query was ended: its result has more than ${limit}`, {
    hint: 'ask for less: aggregate, filter or limit it',
  });
}

async function writeParquet(db: Database, { text, kind }: Rebuilt, file: string): Promise<void> {
  if (kind !== 'select') throw new UsageError('--format parquet needs a select');
  const select = await parquetSelect(db, text);
  await db.run(`copy (${select}) to ${quote(file)} (format parquet, use_tmp_file false)`);
}
