/** The store: one DuckDB file, one writer at a time, a connection per window in flight. */
import { existsSync } from 'node:fs';
import type { DuckDBInstance } from '@duckdb/node-api';
import PQueue from 'p-queue';
import { GgrError, StoreError } from '../contract/errors.ts';
import { sqlTimestamp } from '../transform/time.ts';
import { Database } from './database.ts';
import { openEngine } from './engine.ts';
import { makeStoreFolder, refusePlantedStore, refuseUnfinished } from './folder.ts';
import { KeyIndex } from './key-index.ts';
import { FieldMemory } from './known-fields.ts';
import { Lent } from './lent.ts';
import { readHolder, removeLock, writeLock } from './lock.ts';
import { migrate } from './migrate.ts';
import type { OpenOptions } from './open-options.ts';
import { checkOwnership } from './ownership.ts';
import { quote, sql } from './sql.ts';
import { type OnBroken, openFault } from './store-faults.ts';
import { ROW_GROUP, SETTINGS_TO_READ, settingsToWrite } from './store-settings.ts';

const INTERRUPT_AGAIN_MS = 50;
/** The store's name inside DuckDB. */
const STORE = 'store';

/** What every user of one open store shares. */
interface Shared {
  readonly path: string;
  readonly instance: DuckDBInstance;
  readonly idle: Database[];
  readonly lent: Lent;
  readonly writer: PQueue;
  readonly fields: FieldMemory;
  readonly onBroken: OnBroken | undefined;
  readonly keys: KeyIndex;
  /** Set when DuckDB gave the file up: nobody gets a connection any more. */
  givenUp: StoreError | undefined;
}

export class Warehouse {
  readonly path: string;
  /** For statements that are no part of a window's load. */
  readonly db: Database;
  readonly #shared: Shared;
  readonly #role: 'owner' | 'reader' | 'guest';
  #isClosed = false;

  private constructor(shared: Shared, db: Database, role: 'owner' | 'reader' | 'guest') {
    this.path = shared.path;
    this.#shared = shared;
    this.db = db;
    this.#role = role;
  }

  /** Opens the store to write, making or migrating it as needed. */
  static async open(options: OpenOptions): Promise<Warehouse> {
    const { path, catalogue, command, now, listener, onBroken, keyIndex } = options;
    makeStoreFolder(path);
    refusePlantedStore(path);
    refuseUnfinished(path);
    const settings = settingsToWrite(options);
    const { instance, db } = await attach({ path, mode: ROW_GROUP, settings, onBroken });
    try {
      await checkOwnership(db, path);
      const since = new Date(now()).toISOString();
      writeLock(path, { pid: process.pid, command, since, ...listener });
      await migrate(db, catalogue, sqlTimestamp(now()));
      await db.run(sql('queries/end-killed-runs'), { now: sqlTimestamp(now()) });
    } catch (error) {
      removeLock(path);
      db.connection.closeSync();
      instance.closeSync();
      throw error instanceof Error && 'code' in error && !(error instanceof GgrError)
        ? openFault(error, path, undefined)
        : error;
    }
    const keys = new KeyIndex(path, keyIndex);
    return new Warehouse(share(path, instance, { onBroken, keys }), keys.serve(db), 'owner');
  }

  /** Opens the store to read: nothing in it can be changed, and no other file be reached. */
  static async openReadOnly(path: string): Promise<Warehouse> {
    if (!existsSync(path)) {
      refuseUnfinished(path);
      throw missing(path);
    }
    const settings = SETTINGS_TO_READ;
    const { instance, db } = await attach({ path, mode: '(read_only)', settings });
    try {
      if (!(await checkOwnership(db, path))) throw missing(path);
      await db.run(sql('queries/lock-down'));
    } catch (error) {
      db.connection.closeSync();
      instance.closeSync();
      throw error;
    }
    return new Warehouse(share(path, instance, {}), db, 'reader');
  }

  /**
   * From here on no statement of this process reaches a file but the store's own and those in
   * `folders`, the network, or a setting. For good: where nobody's SQL runs a fault of ours finds no more either.
   */
  async lockDown(folders: readonly string[]): Promise<void> {
    const allowed = `[${folders.map(quote).join(', ')}]`;
    await this.db.run(sql('queries/lock-down-folders', { folders: allowed }));
  }

  /** The same store with a connection of its own, for one command of a daemon; close it after. */
  async lend(): Promise<Warehouse> {
    return new Warehouse(this.#shared, await this.#take(), 'guest');
  }

  /** The same, in a transaction that sees the store as it is now and can change nothing in it. */
  async lendToRead(): Promise<Warehouse> {
    const guest = await this.lend();
    await guest.db.run('begin transaction read only');
    return guest;
  }

  /** What the vendors' records are known to hold; to be changed within `write` only. */
  get fields(): FieldMemory {
    return this.#shared.fields;
  }

  /**
   * Lends a connection of its own, so that staging goes on while another window commits. One whose work failed is
   * nobody's any more: a transaction that could not be rolled back would be the next one's (a new one takes 0.2 ms).
   */
  async withConnection<T>(work: (db: Database) => Promise<T>): Promise<T> {
    const { idle, lent } = this.#shared;
    const db = await this.#take(idle.pop());
    let isSound = false;
    try {
      const result = await work(db);
      isSound = true;
      return result;
    } finally {
      if (isSound) idle.push(db);
      else db.connection.closeSync();
      lent.giveBack(db);
    }
  }

  async #take(kept?: Database): Promise<Database> {
    const { instance, lent, onBroken, givenUp, keys } = this.#shared;
    if (givenUp) throw givenUp;
    return lent.take(kept ?? keys.serve(await connect(instance, onBroken)));
  }

  /** Runs a transaction when no other one writes: two MERGEs of one new key would both commit. */
  async write<T>(db: Database, work: () => Promise<T>): Promise<T> {
    return this.#shared.writer.add(() => this.fields.unlessFailed(db.transaction(work)));
  }

  /** Runs a transaction as `write` does, and begins one on `db` that sees exactly what that has left. */
  async writeThenBegin(db: Database, work: () => Promise<unknown>): Promise<void> {
    await this.#shared.writer.add(async () => {
      await this.fields.unlessFailed(db.transaction(work));
      await db.run(sql('queries/begin-reading'));
    });
  }

  /** Ends what `db` runs, and whatever it is given after that, until it is closed. */
  interrupt(): void {
    if (this.#isClosed) return;
    this.db.connection.interrupt();
    // a statement that was only about to start would not have noticed
    setTimeout(() => this.interrupt(), INTERRUPT_AGAIN_MS).unref();
  }

  /**
   * After DuckDB gave the file up: ends what others run on it, and resolves when all have let go. Until it
   * is closed the file stays locked, so that nobody else writes meanwhile.
   */
  async giveUp(fault: StoreError): Promise<void> {
    const { lent, writer } = this.#shared;
    this.#shared.givenUp = fault;
    lent.interrupt();
    await lent.allBack();
    await writer.onIdle();
  }

  /** Once; again it does nothing. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { writer, idle, instance, lent, keys } = this.#shared;
    if (this.#role === 'guest') {
      this.db.connection.closeSync();
      return lent.giveBack(this.db);
    }
    await writer.onIdle();
    // after the close it may be another process's
    if (this.#role === 'owner') removeLock(this.path);
    // The file stays locked as long as one connection is open.
    for (const { connection } of [this.db, ...idle]) connection.closeSync();
    instance.closeSync();
    keys.close();
  }
}

function share(path: string, instance: DuckDBInstance, sharing: Partial<Shared>): Shared {
  const { onBroken, keys = new KeyIndex(path) } = sharing;
  const writer = new PQueue({ concurrency: 1 });
  const [lent, fields] = [new Lent(), new FieldMemory()];
  return { path, instance, idle: [], lent, writer, fields, onBroken, keys, givenUp: undefined };
}

function missing(path: string): StoreError {
  return new StoreError('store-missing', `there is no warehouse at ${path} yet`, {
    hint: 'run `ggr sync` first, or point GGR_WAREHOUSE at one (`ggr demo --once` makes one to try)',
  });
}

interface Attachment {
  readonly path: string;
  readonly mode: typeof ROW_GROUP | '(read_only)';
  /** DuckDB's own. */
  readonly settings: Record<string, string>;
  readonly onBroken?: OnBroken | undefined;
}

/**
 * Attaches the file to an instance in memory. Opened by itself it would be named after the file, and
 * with the default name ggr.duckdb every mention of ggr.bets would be ambiguous.
 */
async function attach({ path, mode, settings, onBroken }: Attachment) {
  let instance: DuckDBInstance | undefined;
  try {
    instance = await openEngine(settings);
    const connection = await instance.connect();
    await connection.run(`attach ${quote(path)} as ${STORE} ${mode}`);
    connection.closeSync();
    return { instance, db: await connect(instance, onBroken) };
  } catch (error) {
    instance?.closeSync();
    throw openFault(error, path, readHolder(path));
  }
}

async function connect(instance: DuckDBInstance, onBroken?: OnBroken): Promise<Database> {
  const db = new Database(await instance.connect(), onBroken);
  await db.run(`use ${STORE}`);
  return db;
}
