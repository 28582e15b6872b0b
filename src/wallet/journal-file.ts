/** The SQLite file of the journal: opening, schema, and statements prepared once from sql/journal/. */
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { GgrError } from '../contract/errors.ts';
import { makeEmpty, makeFolder, refusePlanted } from '../contract/own-files.ts';
import { sql } from '../load/sql.ts';
import {
  asDamage,
  JournalDamage,
  JournalFault,
  JournalHeld,
  JournalNewer,
  refuseUnfinished,
} from './journal-faults.ts';
import { holdAlone } from './journal-lock.ts';
import { schemaFiles, shapeFault } from './journal-shape.ts';
import { rowSum } from './row-sum.ts';

/** "ggrw" in the file's header, so that another database is never taken for a journal. */
const APPLICATION_ID = 0x67677277n;
/** Pages of the write-ahead log that are written back at once, by the commit that crosses the limit. */
const CHECKPOINT_PAGES = 4000;
/** The schemas that brought closures of rounds, and acts. */
const WITH_CLOSURES = 2n;
const WITH_ACTS = 3n;
/** A row of a statement, in the order of its columns. Integers are bigints. */
export type Values = readonly (bigint | string | Uint8Array | null)[];

export { JournalDamage, JournalFault, JournalHeld };

/** Called inside the transaction that brings an older journal, of that schema, to this one. */
export type Upgrade = (file: JournalFile, from: number) => void;

export class JournalFile {
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #lock: DatabaseSync | undefined;
  readonly #statements = new Map<string, StatementSync>();
  /** False where an older ggr wrote it and nobody has opened it to write since. */
  readonly hasClosures: boolean;
  readonly hasActs: boolean;

  private constructor(path: string, db: DatabaseSync, lock?: DatabaseSync) {
    this.path = path;
    this.#db = db;
    this.#lock = lock;
    const version = pragma(db, 'user_version') ?? 0n;
    this.hasClosures = version >= WITH_CLOSURES;
    this.hasActs = version >= WITH_ACTS;
    const options = { deterministic: true, varargs: true, useBigIntArguments: true };
    db.function('row_sum', options, rowSum);
  }

  /** Opens it to write, making it where there is none: WAL, and every commit on disk when it returns. */
  static open(path: string, upgrade: Upgrade = () => {}): JournalFile {
    makeFolder(dirname(path));
    refusePlantedFiles(path);
    refuseUnfinished(path);
    const lock = holdAlone(path);
    return open(path, { lock }, (db) => {
      db.exec(
        `pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000;
         pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}; pragma cache_size = -65536`,
      );
      migrate(db, path, (from) => upgrade(new JournalFile(path, db), from));
      refuseMisshapen(db, path);
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
    return this.#transaction('begin immediate', work);
  }

  /** Runs `work` on the journal as it stands at one moment. */
  snapshot<T>(work: () => T): T {
    return this.#transaction('begin', work);
  }

  /** The one row of sql/journal/<name>.sql, or undefined. */
  get(name: string, ...values: SQLInputValue[]): Values | undefined {
    return this.#meeting(
      () => this.#statement(name).get(...values) as unknown as Values | undefined,
    );
  }

  /** The rows one by one; a row that is not read is not worked out. */
  *iterate(name: string, ...values: SQLInputValue[]): Generator<Values, void> {
    try {
      yield* this.#statement(name).iterate(...values) as unknown as Iterable<Values>;
    } catch (error) {
      throw this.#asDamage(error);
    }
  }

  all(name: string, ...values: SQLInputValue[]): Values[] {
    return this.#meeting(() => this.#statement(name).all(...values) as unknown as Values[]);
  }

  /** How many rows it changed. */
  run(name: string, ...values: SQLInputValue[]): number {
    return this.#meeting(() => Number(this.#statement(name).run(...values).changes));
  }

  /** What SQLite itself finds wrong with the structure of the file, at most twenty findings; 1 s a million entries. */
  structure(): string[] {
    const rows = this.#meeting(() => this.#db.prepare('pragma quick_check(20)').all());
    const says = rows.map(({ quick_check }) => String(quick_check));
    const shape = this.hasActs ? shapeFault(this.#db) : undefined;
    return [...says.filter((line) => line !== 'ok'), ...(shape === undefined ? [] : [shape])];
  }

  close(): void {
    this.#statements.clear();
    try {
      // a reader that closes later would leave everything in the write-ahead log
      if (this.#lock) this.#db.exec('pragma wal_checkpoint(passive)');
    } catch {
      // a damaged file: what is in the log stays there, and whoever met the damage has said so
    }
    this.#db.close();
    this.#lock?.close();
  }

  #transaction<T>(begin: string, work: () => T): T {
    this.#meeting(() => this.#db.exec(begin));
    try {
      const result = work();
      this.#db.exec('commit');
      return result;
    } catch (error) {
      try {
        if (this.#db.isTransaction) this.#db.exec('rollback');
      } catch (failed) {
        throw this.#asDamage(failed);
      }
      throw this.#asDamage(error);
    }
  }

  #meeting<T>(use: () => T): T {
    try {
      return use();
    } catch (error) {
      throw this.#asDamage(error);
    }
  }

  #asDamage(error: unknown): unknown {
    return asDamage(error, this.path);
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

/** Every name that the journal writes to: SQLite would follow a link, and write where it leads. */
function refusePlantedFiles(path: string): void {
  try {
    for (const ending of ['', '-wal', '-shm', '-journal', '.mark', '.lock', '.lock-journal']) {
      refusePlanted(`${path}${ending}`);
    }
  } catch (cause) {
    const { message, hint } = cause as GgrError;
    throw new JournalFault(message, { hint, cause });
  }
}

function open<T>(path: string, { lock, ...options }: OpenOptions, use: (db: DatabaseSync) => T): T {
  let db: DatabaseSync | undefined;
  try {
    // Player data: made here, because SQLite would let others read it. A file that is there must not be
    // opened by hand: closing it would drop SQLite's locks.
    if (!options.readOnly) makeEmpty(path);
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

function migrate(db: DatabaseSync, path: string, upgrade: (from: number) => void): void {
  const files = schemaFiles();
  const done = Number(pragma(db, 'user_version'));
  const tables = db.prepare('select 1 from sqlite_schema limit 1').get();
  if (tables) refuseForeign(db, path);
  if (done > files.length) throw new JournalNewer(`${path} was written by a newer ggr`);
  db.exec('begin immediate');
  for (const file of files.slice(done)) db.exec(sql(`journal/${file}`));
  db.exec(`pragma application_id = ${APPLICATION_ID}; pragma user_version = ${files.length}`);
  if (done < files.length) upgrade(done);
  db.exec('commit');
}

function refuseMisshapen(db: DatabaseSync, path: string): void {
  const fault = shapeFault(db);
  if (fault !== undefined) {
    throw new JournalDamage(`the wallet's journal ${path} is damaged: ${fault}`);
  }
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
