/**
 * Pages that were read into columns, in DuckDB: a row a part of a page, numbers as lists and texts joined by a
 * character that none of them holds. To write value by value into DuckDB's vectors was one of the two dear
 * things of a load (docs/decisions/0022).
 */
import {
  BIGINT,
  BOOLEAN,
  DECIMAL,
  type DuckDBAppender,
  DuckDBDataChunk,
  type DuckDBType,
  INTEGER,
  LIST,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import type { AnyStream } from '../contract/stream.ts';
import {
  type BufferType,
  type ColumnBuffer,
  type ColumnPage,
  isBufferType,
  NULL_TEXT,
  PART_ROWS,
  SEPARATOR,
} from '../transform/column-buffers.ts';
import { closeAppender, openAppender } from './appender.ts';
import type { Database } from './database.ts';
import { identifier, quote, sql } from './sql.ts';

const TYPES = {
  VARCHAR,
  JSON: VARCHAR,
  BOOLEAN: LIST(BOOLEAN),
  INTEGER: LIST(INTEGER),
  BIGINT: LIST(BIGINT),
  'DECIMAL(18,4)': LIST(DECIMAL(18, 4)),
  TIMESTAMP: LIST(TIMESTAMP),
} as const satisfies Record<BufferType, DuckDBType>;

/** An appender holds its rows outside DuckDB's memory limit until it is flushed. */
const FLUSH_ROWS = 20_000;
/**
 * Records of one table, from which on the next begins. DuckDB reads up to 2,048 rows of a table at once, which are pages
 * here, and holds all their lists and texts beside its limit: of a window of a million records all of them.
 */
const TABLE_ROWS = 65_536;
/** Bits of a validity word. */
const WORD = 64;

export class StagedPages {
  readonly #db: Database;
  readonly #stream: AnyStream;
  readonly #tableRows: number;
  #appender: DuckDBAppender | undefined;
  /** One for all: a chunk of its own for each page would wait for the garbage collector with all it holds. */
  #chunk: DuckDBDataChunk | undefined;
  #unflushed = 0;
  #rows = 0;
  /** Tables that were made, and how many of them were moved into the stage since. */
  #tables = 0;
  #moved = 0;
  /** Records in the newest. */
  #inTable = 0;

  constructor(db: Database, stream: AnyStream, tableRows = TABLE_ROWS) {
    this.#db = db;
    this.#stream = stream;
    this.#tableRows = tableRows;
  }

  /** Records that wait here. */
  get rows(): number {
    return this.#rows;
  }

  /** Lets go of all that waits here. */
  async drop(): Promise<void> {
    this.#appender?.clear();
    this.#appender = undefined;
    this.#unflushed = 0;
    // those that were moved, too: a transaction that was rolled back has brought them back
    const drops = this.#names(0).map((table) => `drop table if exists ${table}`);
    if (drops.length > 0) await this.#db.run(drops.join(';\n'));
    this.#tables = 0;
    this.#moved = 0;
    this.#rows = 0;
  }

  /** Copies the page, and gives its buffers back. */
  async append(page: ColumnPage, number: number): Promise<void> {
    if (this.#inTable >= this.#tableRows) this.close();
    this.#appender ??= await this.#open();
    for (let from = 0, part = 0; from < page.rows; from += PART_ROWS, part += 1) {
      const rows = Math.min(PART_ROWS, page.rows - from);
      this.#chunk ??= DuckDBDataChunk.create(typesOf(page), 1);
      fillChunk(this.#chunk, page, { from, rows, part, number });
      this.#appender.appendDataChunk(this.#chunk);
      this.#unflushed += rows;
    }
    this.#rows += page.rows;
    this.#inTable += page.rows;
    page.giveBack?.();
    if (this.#unflushed < FLUSH_ROWS) return;
    this.#appender.flushSync();
    this.#unflushed = 0;
  }

  async #open(): Promise<DuckDBAppender> {
    const columns = Object.entries(this.#stream.columns).map(
      ([name, type]) => `${identifier(name)} ${isBufferType(type) ? TYPES[type] : type}`,
    );
    const table = `stage_pages_${this.#tables}`;
    await this.#db.run(sql('queries/create-stage-pages', { table, columns: columns.join(', ') }));
    this.#tables += 1;
    this.#inTable = 0;
    return openAppender(this.#db, { catalog: 'temp', schema: 'main', table });
  }

  #names(from = this.#moved): string[] {
    const all = Array.from({ length: this.#tables }, (_, index) => `stage_pages_${index}`);
    return all.slice(from);
  }

  /** Makes everything appended visible; what comes then begins a table. */
  close(): void {
    const appender = this.#appender;
    this.#appender = undefined;
    this.#unflushed = 0;
    if (appender) closeAppender(appender);
  }

  /** Moves what waits here into the stage, row by row. */
  async toStage(): Promise<void> {
    this.close();
    if (this.#rows === 0) return;
    const names = Object.keys(this.#stream.columns);
    const fill = {
      names: names.map(identifier).join(', '),
      values: [...names, 'extra'].map((name) => this.#unnested(name)).join(', '),
    };
    for (const table of this.#names()) {
      await this.#db.run(sql('queries/unnest-pages', { ...fill, table }));
    }
    this.#moved = this.#tables;
    this.#rows = 0;
  }

  /** The lists of this column, a page or a part of one each, as a relation. */
  lists(name: string): string {
    return this.#union(identifier(name));
  }

  /** These columns of what waits here, row by row, as a relation; only they are unnested. */
  relation(names: readonly string[]): string {
    const columns = names.map((name) => `${this.#unnested(name)} as ${identifier(name)}`);
    return this.#union(columns.join(', '));
  }

  #union(columns: string): string {
    const selects = this.#names().map((table) => `select ${columns} from ${table}`);
    return `(${selects.join('\n union all ')})`;
  }

  #unnested(name: string): string {
    const type = this.#stream.columns[name] ?? 'JSON';
    if (type !== 'VARCHAR' && type !== 'JSON') return `unnest(${identifier(name)})`;
    const texts = `unnest(string_split(${identifier(name)}, ${quote(SEPARATOR)}))`;
    return this.#stream.key.includes(name) ? texts : `nullif(${texts}, ${quote(NULL_TEXT)})`;
  }
}

interface Part {
  readonly from: number;
  readonly rows: number;
  readonly part: number;
  /** The page's. */
  readonly number: number;
}

const typesOf = ({ columns }: ColumnPage) => [...columns.map(({ type }) => TYPES[type]), INTEGER];

/** One row: a part of a page. */
function fillChunk(chunk: DuckDBDataChunk, { columns }: ColumnPage, part: Part): void {
  chunk.reset();
  chunk.rowCount = 1;
  for (const [index, column] of columns.entries()) {
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, index);
    const text = column.width === 0 ? column.joined[part.part] : undefined;
    if (text === null) setNull(vector);
    else if (text instanceof Uint8Array) duckdb.vector_assign_string_element_len(vector, 0, text);
    else if (text !== undefined) duckdb.vector_assign_string_element(vector, 0, text);
    else fillList(vector, column, part);
  }
  const number = duckdb.data_chunk_get_vector(chunk.chunk, columns.length);
  const value = Int32Array.of(part.number);
  duckdb.copy_data_to_vector(number, 0, value.buffer, 0, value.byteLength);
}

function setNull(vector: duckdb.Vector): void {
  duckdb.vector_ensure_validity_writable(vector);
  duckdb.copy_data_to_vector_validity(vector, 0, new BigUint64Array(1).buffer, 0, WORD / 8);
}

/** The only list of its column: where it begins, how long it is, and its values. */
function fillList(vector: duckdb.Vector, column: ColumnBuffer, { from, rows }: Part): void {
  const { width, bytes, validity, nulls } = column;
  duckdb.list_vector_reserve(vector, rows);
  duckdb.list_vector_set_size(vector, rows);
  const child = duckdb.list_vector_get_child(vector);
  duckdb.copy_data_to_vector(child, 0, bytes, from * width, rows * width);
  if (nulls > 0) {
    duckdb.vector_ensure_validity_writable(child);
    const words = Math.ceil(rows / WORD);
    const { buffer } = validity;
    duckdb.copy_data_to_vector_validity(child, 0, buffer as ArrayBuffer, from / 8, words * 8);
  }
  const entry = BigUint64Array.of(0n, BigInt(rows));
  duckdb.copy_data_to_vector(vector, 0, entry.buffer, 0, entry.byteLength);
}
