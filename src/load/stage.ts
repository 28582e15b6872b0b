/** Where a window's rows wait in DuckDB until the whole window is here. */
import {
  BIGINT,
  BOOLEAN,
  DECIMAL,
  type DuckDBAppender,
  DuckDBDataChunk,
  DuckDBDecimalValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import type { ColumnType } from '../contract/row.ts';
import type { AnyStream } from '../contract/stream.ts';
import { ReadCensus } from '../transform/field-census.ts';
import type { Batch } from '../transform/normalise.ts';
import { count, type Database } from './database.ts';
import { identifier, quote, sql } from './sql.ts';
import { asStoreError } from './store-faults.ts';

/** An appender holds its rows outside DuckDB's memory limit until it is flushed. */
const FLUSH_ROWS = 20_000;
/** A data chunk's capacity. */
const CHUNK_ROWS = 2048;

const TYPES = {
  VARCHAR: { type: VARCHAR, toDuckDb: (value) => value as string },
  JSON: { type: VARCHAR, toDuckDb: (value) => value as string },
  BOOLEAN: { type: BOOLEAN, toDuckDb: (value) => value as boolean },
  INTEGER: { type: INTEGER, toDuckDb: (value) => value as number },
  BIGINT: { type: BIGINT, toDuckDb: (value) => value as bigint },
  'DECIMAL(18,4)': {
    type: DECIMAL(18, 4),
    toDuckDb: (value) => new DuckDBDecimalValue(value as bigint, 18, 4),
  },
  'DECIMAL(38,4)': {
    type: DECIMAL(38, 4),
    toDuckDb: (value) => new DuckDBDecimalValue(value as bigint, 38, 4),
  },
  TIMESTAMP: { type: TIMESTAMP, toDuckDb: (value) => new DuckDBTimestampValue(value as bigint) },
} as const satisfies Record<
  ColumnType,
  { type: DuckDBType; toDuckDb: (value: unknown) => DuckDBValue }
>;

export interface Probe {
  readonly staged: number;
  readonly keys: number;
  readonly rejected: number;
}

/** Rows [from, to) of a batch. */
interface Slice {
  readonly from: number;
  readonly to: number;
}

/** The staging tables of one window, on a connection of their own. */
export class Stage {
  readonly db: Database;
  readonly stream: AnyStream;
  readonly census = new ReadCensus();
  #isReady = false;
  #rejectsWithoutKey = 0;
  #unflushed = 0;
  #rows: DuckDBAppender | undefined;
  #rejects: DuckDBAppender | undefined;

  constructor(db: Database, stream: AnyStream) {
    this.db = db;
    this.stream = stream;
  }

  /** Empties the stage for a first or another read; its tables are made when something is put into them. */
  reset(): void {
    this.#close();
    this.census.clear();
    this.#rejectsWithoutKey = 0;
    this.#isReady = false;
  }

  /** Makes the tables, if nothing has made them since the stage was emptied. */
  async makeReady(): Promise<void> {
    if (this.#isReady) return;
    const columns = Object.entries(this.stream.columns)
      .map(([name, type]) => `${identifier(name)} ${TYPES[type].type}`)
      .join(', ');
    await this.db.run(sql('queries/create-stage', { columns }));
    this.#isReady = true;
  }

  async append(batch: Batch, page: number): Promise<void> {
    this.census.add(batch.census);
    if (batch.rows.length + batch.rejects.length === 0) return;
    await this.makeReady();
    const { connection } = this.db;
    this.#rows ??= await connection.createAppender('stage', 'main', 'temp');
    if (batch.rejects.length > 0)
      this.#rejects ??= await connection.createAppender('stage_rejects', 'main', 'temp');
    try {
      for (let from = 0; from < batch.rows.length; from += CHUNK_ROWS) {
        const to = Math.min(from + CHUNK_ROWS, batch.rows.length);
        this.#appendRows(batch, page, { from, to });
      }
      this.#appendRejects(batch, page);
    } catch (error) {
      throw asStoreError(error);
    }
  }

  #appendRejects({ rejects }: Batch, page: number): void {
    for (const { key, field, reason, kind, raw } of rejects) {
      if (key === null) this.#rejectsWithoutKey += 1;
      for (const value of [key, field, reason, kind, raw]) {
        if (value === null) this.#rejects?.appendNull();
        else this.#rejects?.appendVarchar(value);
      }
      this.#rejects?.appendInteger(page);
      this.#rejects?.endRow();
    }
  }

  /** True if a refused record has no readable key, so that no stored row can be called withdrawn. */
  get hidesKeys(): boolean {
    return this.#rejectsWithoutKey > 0;
  }

  /** Makes everything appended visible and counts it. */
  async probe(): Promise<Probe> {
    this.#close();
    if (!this.#isReady) return { staged: 0, keys: 0, rejected: 0 };
    const row = await this.db.one(sql('queries/probe-stage', { key: keyExpression(this.stream) }));
    return {
      staged: count(row.staged),
      keys: count(row.keys),
      rejected: count(row.rejected),
    };
  }

  /** How many records stand on more than one page. */
  async splitKeys(): Promise<number> {
    const text = sql('queries/count-split-keys', { key_text: keyText(this.stream) });
    return count((await this.db.one(text)).split);
  }

  /**
   * Refuses the rows that share a key on two pages and are two things: another player or amount at one
   * version. Returns whether there were any. What the quarantine keeps of them is the row.
   */
  async setAsideConflicts(): Promise<boolean> {
    const { identity, version, columns } = this.stream;
    if (!identity) return false;
    const names = [...Object.keys(columns), 'extra'];
    const key = keyExpression(this.stream);
    const fill = {
      key,
      key_text: keyText(this.stream),
      key_names: quote(this.stream.key.join(', ')),
      version: version ? identifier(version) : 'null',
      identity: identity.map(identifier).join(', '),
      row_json: `json_object(${names.map((n) => `${quote(n)}, ${identifier(n)}::varchar`).join(', ')})`,
    };
    return (await this.db.run(sql('queries/set-aside-conflicts', fill))) > 0;
  }

  #appendRows({ rows, extras }: Batch, page: number, { from, to }: Slice): void {
    const columns = Object.entries(this.stream.columns);
    const types = columns.map(([, type]) => TYPES[type].type);
    const chunk = DuckDBDataChunk.create([...types, VARCHAR, INTEGER], to - from);
    for (const [c, [name, type]] of columns.entries()) {
      const vector = chunk.getColumnVector(c);
      const { toDuckDb } = TYPES[type];
      for (let i = from; i < to; i += 1) {
        const value = rows[i]?.[name];
        vector.setItem(i - from, value === null || value === undefined ? null : toDuckDb(value));
      }
      vector.flush();
    }
    const extra = chunk.getColumnVector(columns.length);
    const pages = chunk.getColumnVector(columns.length + 1);
    for (let i = from; i < to; i += 1) {
      extra.setItem(i - from, extras.get(i) ?? null);
      pages.setItem(i - from, page);
    }
    extra.flush();
    pages.flush();
    this.#rows?.appendDataChunk(chunk);
    this.#unflushed += to - from;
    if (this.#unflushed >= FLUSH_ROWS) {
      this.#rows?.flushSync();
      this.#unflushed = 0;
    }
  }

  /** Lets go of what was staged; the connection is about to serve another window. */
  [Symbol.dispose](): void {
    try {
      this.#close();
    } catch {
      // the stage is thrown away; what broke it was reported where it broke
    }
  }

  #close(): void {
    try {
      this.#rows?.closeSync();
      this.#rejects?.closeSync();
    } catch (error) {
      throw asStoreError(error);
    } finally {
      this.#rows = undefined;
      this.#rejects = undefined;
    }
  }
}

/** The key as one SQL expression; `of` is the alias of its table with a dot. */
export function keyExpression(stream: AnyStream, of = ''): string {
  const names = stream.key.map((name) => `${of}${identifier(name)}`);
  return names.length === 1 ? (names[0] as string) : `(${names.join(', ')})`;
}

/** The key as one text, as sync.revisions and sync.rejects have it; `of` is the alias of its table with a dot. */
export function keyText({ key }: AnyStream, of = ''): string {
  return `concat_ws('/', ${key.map((name) => `${of}${identifier(name)}::varchar`).join(', ')})`;
}
