/** A strict edge to DuckDB: how many rows a statement gives is part of the method's name. */
import type {
  DuckDBConnection,
  DuckDBMaterializedResult,
  DuckDBPreparedStatement,
  DuckDBValue,
} from '@duckdb/node-api';
import { asStoreError, isGivenUp, type OnBroken, stillOpen, tellBroken } from './store-faults.ts';

/** Values that may be bound. No JavaScript number: whole numbers are bigints, amounts are text. */
export type Param = string | bigint | boolean | Uint8Array | null;
export type Params = Readonly<Record<string, Param>>;
export type StoredRow = Record<string, DuckDBValue>;

const NOTHING_OPEN = /no transaction is active/;

export class Database {
  readonly connection: DuckDBConnection;
  readonly #onBroken: OnBroken | undefined;

  constructor(connection: DuckDBConnection, onBroken?: OnBroken) {
    this.connection = connection;
    this.#onBroken = onBroken;
  }

  /** Runs one or several statements; returns how many rows the last one changed. */
  async run(text: string, params?: Params): Promise<number> {
    if (!params) return this.#direct(async () => (await this.connection.run(text)).rowsChanged);
    return this.#each(text, params, async (statement) => (await statement.run()).rowsChanged);
  }

  async many(text: string, params?: Params): Promise<StoredRow[]> {
    if (!params) return this.#direct(async () => rowsOf(await this.connection.run(text)));
    return this.#each(text, params, async (statement) => rowsOf(await statement.run()));
  }

  async maybeOne(text: string, params?: Params): Promise<StoredRow | undefined> {
    const rows = await this.many(text, params);
    if (rows.length > 1) throw new Error(`at most one row expected, got ${rows.length}: ${text}`);
    return rows[0];
  }

  async one(text: string, params?: Params): Promise<StoredRow> {
    const row = await this.maybeOne(text, params);
    if (!row) throw new Error(`one row expected, got none: ${text}`);
    return row;
  }

  /** Runs `work` in a transaction; whatever it throws rolls everything back. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.run('begin transaction');
    try {
      const result = await work();
      await this.run('commit');
      return result;
    } catch (error) {
      await this.#rollBack(error);
      throw error;
    }
  }

  /**
   * Once more where it fails: an interrupt may have met it. A transaction that stays open takes whatever runs on the
   * connection after it and commits none of it, so nobody may go on as if it were over.
   */
  async #rollBack(failed: unknown): Promise<void> {
    const first = await this.#tryRollBack();
    const fault = first && (await this.#tryRollBack());
    if (fault && !isGivenUp(fault)) throw tellBroken(stillOpen(fault, failed), this.#onBroken);
  }

  /** Why a transaction is open still; a failed commit has rolled back already. */
  async #tryRollBack(): Promise<Error | undefined> {
    try {
      await this.run('rollback');
    } catch (error) {
      if (error instanceof Error && !NOTHING_OPEN.test(error.message)) return error;
    }
    return undefined;
  }

  /** Without parameters a whole script is one call to DuckDB: each call waits for the event loop. */
  async #direct<T>(use: () => Promise<T>): Promise<T> {
    try {
      return await use();
    } catch (error) {
      throw tellBroken(asStoreError(error), this.#onBroken);
    }
  }

  async #each<T>(
    text: string,
    params: Params,
    use: (statement: DuckDBPreparedStatement) => Promise<T>,
  ): Promise<T> {
    try {
      const statements = await this.connection.extractStatements(text);
      let last: T | undefined;
      for (let i = 0; i < statements.count; i += 1) {
        const statement = await statements.prepare(i);
        bind(statement, params);
        last = await use(statement);
        statement.destroySync();
      }
      return last as T;
    } catch (error) {
      throw tellBroken(asStoreError(error), this.#onBroken);
    }
  }
}

/** Taken from the result without a call for each of its chunks, which would wait for the event loop, two a row or more. */
function rowsOf(result: DuckDBMaterializedResult): StoredRow[] {
  const names = result.deduplicatedColumnNames();
  const rows: StoredRow[] = [];
  for (let i = 0; i < result.chunkCount; i += 1) result.getChunk(i).appendToRowObjects(names, rows);
  return rows;
}

function bind(statement: DuckDBPreparedStatement, params: Params): void {
  for (let i = 1; i <= statement.parameterCount; i += 1) {
    const value = params[statement.parameterName(i)];
    if (value === undefined) throw new Error(`parameter ${statement.parameterName(i)} is missing`);
    if (value === null) statement.bindNull(i);
    else if (typeof value === 'bigint') statement.bindBigInt(i, value);
    else if (typeof value === 'boolean') statement.bindBoolean(i, value);
    else if (value instanceof Uint8Array) statement.bindBlob(i, value);
    else statement.bindVarchar(i, value);
  }
}

/** A BIGINT column as a count. */
export function count(value: DuckDBValue | undefined): number {
  return typeof value === 'bigint' ? Number(value) : typeof value === 'number' ? value : 0;
}
