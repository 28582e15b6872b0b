/** The SQLite file of the journal: opening, schema, and statements prepared once from sql/journal/. */
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { WalletError } from '../contract/errors.ts';
import { sql, sqlFiles } from '../load/sql.ts';

/** "ggrw" in the file's header, so that another database is never taken for a journal. */
const APPLICATION_ID = 0x67677277n;
/** Pages of the write-ahead log that are written back at once, by the commit that crosses the limit. */
const CHECKPOINT_PAGES = 4000;
const SQLITE_BUSY = 5;
const SCHEMA = /^\d{6}-/;
/** The schema that brought closures of rounds. */
const WITH_CLOSURES = 2n;

/** A row of a statement, in the order of its columns. Integers are bigints. */
export type Values = readonly (bigint | string | Uint8Array | null)[];

/** What is wrong with the file itself. */
export class JournalFault extends WalletError {}

/** Another process writes it now. */
export class JournalHeld extends JournalFault {}

export class JournalFile {
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #lock: DatabaseSync | undefined;
  readonly #statements = new Map<string, StatementSync>();
  /** False where an older ggr wrote it and nobody has opened it to write since. */
  readonly hasClosures: boolean;

  private constructor(path: string, db: DatabaseSync, lock?: DatabaseSync) {
    this.path = path;
    this.#db = db;
    this.#lock = lock;
    this.hasClosures = (pragma(db, 'user_version') ?? 0n) >= WITH_CLOSURES;
  }

  /** Opens it to write, making it where there is none: WAL, and every commit on disk when it returns. */
  static open(path: string): JournalFile {
    mkdirSync(dirname(path), { recursive: true });
    const lock = holdAlone(path);
    return open(path, { lock }, (db) => {
      db.exec(
        `pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000;
         pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}; pragma cache_size = -65536`,
      );
      migrate(db, path);
      return new JournalFile(path, db, lock);
    });
  }

  /** Opens it to read, beside the process that writes. */
  static openReadOnly(path: string): JournalFile {
    return open(path, { readOnly: true }, (db) => {
      db.exec('pragma busy_timeout = 5000');
      refuseForeign(db, path);
      return new JournalFile(path, db);
    });
  }

  /** Runs `work` in one transaction, on disk when this returns; whatever it throws undoes everything. */
  atomically<T>(work: () => T): T {
    this.#db.exec('begin immediate');
    try {
      const result = work();
      this.#db.exec('commit');
      return result;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('rollback');
      throw error;
    }
  }

  /** The one row of sql/journal/<name>.sql, or undefined. */
  get(name: string, ...values: SQLInputValue[]): Values | undefined {
    return this.#statement(name).get(...values) as unknown as Values | undefined;
  }

  /** The rows one by one; a row that is not read is not worked out. */
  iterate(name: string, ...values: SQLInputValue[]): Iterable<Values> {
    return this.#statement(name).iterate(...values) as unknown as Iterable<Values>;
  }

  all(name: string, ...values: SQLInputValue[]): Values[] {
    return this.#statement(name).all(...values) as unknown as Values[];
  }

  /** How many rows it changed. */
  run(name: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(name).run(...values).changes);
  }

  close(): void {
    this.#statements.clear();
    try {
      // a reader that closes later would leave everything in the write-ahead log
      if (this.#lock) this.#db.exec('pragma wal_checkpoint(passive)');
    } catch {
      // on a full disk it stays there, whole
    }
    this.#db.close();
    this.#lock?.close();
  }

  #statement(name: string): StatementSync {
    let statement = this.#statements.get(name);
    if (!statement) {
      statement = this.#db.prepare(sql(`journal/${name}`));
      statement.setReadBigInts(true);
      statement.setReturnArrays(true);
      this.#statements.set(name, statement);
    }
    return statement;
  }
}

interface OpenOptions {
  readonly readOnly?: boolean;
  /** Let go of where the file cannot be opened. */
  readonly lock?: DatabaseSync;
}

/**
 * One process writes a journal: a second one would give its entries the same places. The lock of the
 * store does not see to that, because stores may share a folder; this one ends with its process.
 */
function holdAlone(path: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(`${path}.lock`, { timeout: 0 });
    lock.exec('begin exclusive');
    return lock;
  } catch (cause) {
    lock?.close();
    const { errcode, message } = cause as { errcode?: number; message: string };
    if (errcode !== SQLITE_BUSY) {
      throw new JournalFault(`${path}.lock cannot be opened: ${message}`, { cause });
    }
    throw new JournalHeld(
      `the wallet's journal ${path} is held by another process: stores in one folder share it`,
      { hint: 'end that one, or give each store a folder of its own (GGR_WAREHOUSE)', cause },
    );
  }
}

function open<T>(path: string, { lock, ...options }: OpenOptions, use: (db: DatabaseSync) => T): T {
  let db: DatabaseSync | undefined;
  try {
    // Player data: made here, because SQLite would let others read it. A file that is there must not be
    // opened by hand: closing it would drop SQLite's locks.
    if (!options.readOnly && !existsSync(path)) closeSync(openSync(path, 'a', 0o600));
    db = new DatabaseSync(path, options);
    return use(db);
  } catch (cause) {
    db?.close();
    lock?.close();
    if (cause instanceof JournalFault) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new JournalFault(`the wallet's journal ${path} cannot be opened: ${reason}`, { cause });
  }
}

function migrate(db: DatabaseSync, path: string): void {
  const files = sqlFiles('journal').filter((name) => SCHEMA.test(name));
  const done = Number(pragma(db, 'user_version'));
  const tables = db.prepare('select 1 from sqlite_schema limit 1').get();
  if (tables) refuseForeign(db, path);
  if (done > files.length) throw new JournalFault(`${path} was written by a newer ggr`);
  db.exec('begin immediate');
  for (const file of files.slice(done)) db.exec(sql(`journal/${file}`));
  db.exec(
    `pragma application_id = ${APPLICATION_ID}; pragma user_version = ${files.length}; commit`,
  );
}

function refuseForeign(db: DatabaseSync, path: string): void {
  if (pragma(db, 'application_id') !== APPLICATION_ID) {
    throw new JournalFault(`${path} is not a wallet journal of ggr; nothing was changed`);
  }
}

function pragma(db: DatabaseSync, name: string): bigint {
  const statement = db.prepare(`pragma ${name}`);
  statement.setReadBigInts(true);
  return Object.values(statement.get() ?? {})[0] as bigint;
}
