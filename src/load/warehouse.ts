/** The store: one DuckDB file, one writer at a time, a connection per window in flight. */
import { existsSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import PQueue from 'p-queue';
import { GgrError, StoreError } from '../errors.ts';
import { sqlTimestamp } from '../transform/time.ts';
import { Database } from './database.ts';
import { describeHolder, removeLock, writeLock } from './lock.ts';
import { checkOwnership, migrate } from './migrate.ts';
import { quote, sql } from './sql.ts';
import { openFault } from './store-faults.ts';

/**
 * With 110 MB a pull of hours of 140,000 rows ended with DuckDB's out-of-memory error; with 256 MB hours
 * of 950,000 rows went through. Not everything of a commit can be spilled.
 */
const LOAD_MEMORY = '384MB';
const READ_MEMORY = '2GB';
/** Between checkpoints; DuckDB's 16 MB would checkpoint every few windows. */
const CHECKPOINT_AT = '64MB';

/** The store's name inside DuckDB. */
const STORE = 'store';

export interface OpenOptions {
  readonly path: string;
  /** Named in the lock file, for whoever finds the store held. */
  readonly command: string;
  readonly now: () => number;
}

export class Warehouse {
  readonly path: string;
  /** For statements that are no part of a window's load. */
  readonly db: Database;
  readonly #instance: DuckDBInstance;
  readonly #idle: Database[] = [];
  readonly #writer = new PQueue({ concurrency: 1 });
  readonly #ownsLock: boolean;

  private constructor(path: string, instance: DuckDBInstance, db: Database, ownsLock: boolean) {
    this.path = path;
    this.#instance = instance;
    this.db = db;
    this.#ownsLock = ownsLock;
  }

  /** Opens the store to write, making or migrating it as needed. */
  static async open({ path, command, now }: OpenOptions): Promise<Warehouse> {
    makeFolder(path);
    const { instance, db } = await attach(path, '', {
      threads: String(Math.max(2, availableParallelism())),
      memory_limit: LOAD_MEMORY,
      checkpoint_threshold: CHECKPOINT_AT,
      preserve_insertion_order: 'false',
      temp_directory: `${path}.tmp`,
    });
    try {
      await checkOwnership(db, path);
      writeLock(path, { pid: process.pid, command, since: new Date(now()).toISOString() });
      await migrate(db, sqlTimestamp(now()));
    } catch (error) {
      db.connection.closeSync();
      instance.closeSync();
      removeLock(path);
      throw error instanceof Error && 'code' in error && !(error instanceof GgrError)
        ? openFault(error, path, undefined)
        : error;
    }
    return new Warehouse(path, instance, db, true);
  }

  /**
   * Opens the store to read: nothing in it can be changed, and no file be reached but `reachable`.
   */
  static async openReadOnly(path: string, reachable: readonly string[] = []): Promise<Warehouse> {
    if (!existsSync(path)) throw missing(path);
    const { instance, db } = await attach(path, '(read_only)', { memory_limit: READ_MEMORY });
    try {
      if (!(await checkOwnership(db, path))) throw missing(path);
      await db.run(sql('queries/lock-down', { reachable: `[${reachable.map(quote).join(', ')}]` }));
    } catch (error) {
      db.connection.closeSync();
      instance.closeSync();
      throw error;
    }
    return new Warehouse(path, instance, db, false);
  }

  /** Lends a connection of its own, so that staging goes on while another window commits. */
  async withConnection<T>(work: (db: Database) => Promise<T>): Promise<T> {
    const db = this.#idle.pop() ?? (await connect(this.#instance));
    try {
      return await work(db);
    } finally {
      this.#idle.push(db);
    }
  }

  /** Runs a transaction when no other one writes: two MERGEs of one new key would both commit. */
  async write<T>(db: Database, work: () => Promise<T>): Promise<T> {
    return this.#writer.add(() => db.transaction(work));
  }

  async close(): Promise<void> {
    await this.#writer.onIdle();
    // The file stays locked as long as one connection is open.
    for (const { connection } of [this.db, ...this.#idle]) connection.closeSync();
    this.#instance.closeSync();
    if (this.#ownsLock) removeLock(this.path);
  }
}

function missing(path: string): StoreError {
  return new StoreError('store-missing', `there is no warehouse at ${path} yet`, {
    hint: 'run `ggr sync` first, or point GGR_WAREHOUSE at one (`ggr demo --once` makes one to try)',
  });
}

function makeFolder(path: string): void {
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true });
  } catch (error) {
    throw openFault(error, path, undefined);
  }
}

/**
 * Attaches the file to an instance in memory. Opened by itself it would be named after the file, and
 * with the default name ggr.duckdb every mention of ggr.bets would be ambiguous.
 */
async function attach(path: string, mode: '' | '(read_only)', settings: Record<string, string>) {
  let instance: DuckDBInstance | undefined;
  try {
    instance = await DuckDBInstance.create(':memory:', settings);
    const connection = await instance.connect();
    await connection.run(`attach ${quote(path)} as ${STORE} ${mode}`);
    connection.closeSync();
    return { instance, db: await connect(instance) };
  } catch (error) {
    instance?.closeSync();
    throw openFault(error, path, describeHolder(path));
  }
}

async function connect(instance: DuckDBInstance): Promise<Database> {
  const db = new Database(await instance.connect());
  await db.run(`use ${STORE}`);
  return db;
}
