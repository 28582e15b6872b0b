/** Where a window's rows wait in DuckDB until the whole window is here. */
import { type DuckDBAppender, DuckDBDataChunk, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { AnyStream } from '../contract/stream.ts';
import type { ColumnPage } from '../transform/column-buffers.ts';
import { ReadCensus } from '../transform/field-census.ts';
import type { Batch } from '../transform/normalise.ts';
import { closeAppender, openAppender } from './appender.ts';
import { count, type Database } from './database.ts';
import { identifier, quote, sql } from './sql.ts';
import { StagedPages } from './stage-pages.ts';
import { STAGE_TYPES } from './stage-types.ts';
import { asStoreError } from './store-faults.ts';

/** An appender holds its rows outside DuckDB's memory limit until it is flushed. */
const FLUSH_ROWS = 20_000;
/** A data chunk's capacity. */
const CHUNK_ROWS = 2048;

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
  /** Its tables were made by this read or one before it. */
  #wasReady = false;
  #rejectsWithoutKey = 0;
  #unflushed = 0;
  readonly #pages: StagedPages;
  #rows: DuckDBAppender | undefined;
  #rejects: DuckDBAppender | undefined;

  /** `tableRows`: records of a table of pages, from which on the next begins. */
  constructor(db: Database, stream: AnyStream, tableRows?: number) {
    this.db = db;
    this.stream = stream;
    this.#pages = new StagedPages(db, stream, tableRows);
  }

  /** Empties the stage for a first or another read; its tables are made when something is put into them. */
  async reset(): Promise<void> {
    this.#rows?.clear();
    this.#rejects?.clear();
    this.#rows = undefined;
    this.#rejects = undefined;
    this.#unflushed = 0;
    await this.#pages.drop();
    this.census.clear();
    this.#rejectsWithoutKey = 0;
    this.#isReady = false;
  }

  /** Makes the tables, if nothing has made them since the stage was emptied. */
  async makeReady(): Promise<void> {
    if (this.#isReady) return;
    this.#wasReady = true;
    const columns = Object.entries(this.stream.columns)
      .map(([name, type]) => `${identifier(name)} ${STAGE_TYPES[type].type}`)
      .join(', ');
    await this.db.run(sql('queries/create-stage', { columns }));
    this.#isReady = true;
  }

  async append(batch: Batch | ColumnPage, page: number): Promise<void> {
    this.census.add(batch.census);
    if ('columns' in batch) return this.#pages.append(batch, page).catch(rethrowAsStoreError);
    if (batch.rows.length + batch.rejects.length === 0) return;
    await this.makeReady();
    const place = { catalog: 'temp', schema: 'main' } as const;
    this.#rows ??= await openAppender(this.db, { ...place, table: 'stage' });
    if (batch.rejects.length > 0)
      this.#rejects ??= await openAppender(this.db, { ...place, table: 'stage_rejects' });
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

  /** The pages that wait in columns, if all that was staged does. */
  get pages(): StagedPages | undefined {
    return this.#pages.rows > 0 ? this.#pages : undefined;
  }

  /** These columns of what was staged, wherever it waits. */
  relation(names: readonly string[]): string {
    return this.pages?.relation(names) ?? 'stage';
  }

  /** Brings everything that was staged into the table `stage`, row by row. */
  async toRows(): Promise<void> {
    await this.makeReady();
    await this.#pages.toStage();
  }

  /** Makes everything appended visible and counts it. */
  async probe(): Promise<Probe> {
    this.#close();
    if (this.#isReady) await this.toRows();
    const { pages } = this;
    if (pages) {
      const fill = { keys: pages.relation(this.stream.key), key: keyExpression(this.stream) };
      const { keys } = await this.db.one(sql('queries/probe-pages', fill));
      return { staged: pages.rows, keys: count(keys), rejected: 0 };
    }
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
    await this.toRows();
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
    const types = columns.map(([, type]) => STAGE_TYPES[type].type);
    const chunk = DuckDBDataChunk.create([...types, VARCHAR, INTEGER], to - from);
    for (const [c, [name, type]] of columns.entries()) {
      const vector = chunk.getColumnVector(c);
      const { toDuckDb } = STAGE_TYPES[type];
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
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.reset();
      if (this.#wasReady) await this.db.run(sql('queries/drop-stage'));
    } catch {
      // the stage is thrown away; what broke it was reported where it broke
    }
  }

  /** What a fault leaves open is cleared when the stage is emptied. */
  #close(): void {
    try {
      if (this.#rows) closeAppender(this.#rows);
      this.#rows = undefined;
      if (this.#rejects) closeAppender(this.#rejects);
      this.#rejects = undefined;
      this.#pages.close();
    } catch (error) {
      throw asStoreError(error);
    }
  }
}

function rethrowAsStoreError(error: unknown): never {
  throw asStoreError(error);
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
