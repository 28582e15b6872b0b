/** DuckDB in a reader process: one source, opened to read and locked down before anybody's SQL meets it. */
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import { StoreError } from '../contract/errors.ts';
import { Database, type StoredRow } from '../load/database.ts';
import { openEngine } from '../load/engine.ts';
import { checkOwnership } from '../load/ownership.ts';
import { quote, sql } from '../load/sql.ts';
import { openFault } from '../load/store-faults.ts';
import type { Facts, Source } from './reader-protocol.ts';

export interface EngineLimits {
  /** DuckDB's own limit, in bytes: below the one past which the process is killed. */
  readonly memory: number;
  /** How much it may spill into the folder, in bytes. */
  readonly spill: number;
  readonly threads: number;
}

export interface ReaderEngine {
  /** A session of its own, in a transaction that changes nothing. Close its connection after. */
  readonly connect: () => Promise<Database>;
  /** Runs statements of ours that make something in this process's memory. */
  readonly add: (text: string) => Promise<void>;
  readonly facts: Facts;
  /** Of the process's own folder. */
  readonly folder: string;
}

const SNAPSHOT_FILE = 'analytics.duckdb';
/** As the source is called in DuckDB: never ggr, with which each mention of ggr.bets would be ambiguous. */
const ALIAS = { snapshot: 'analytics', store: 'store' } as const;

/** Without a source: a process that waits has so much behind it when it is asked. `folder` is the process's own. */
export function startEngine(folder: string, limits: EngineLimits): Promise<DuckDBInstance> {
  return openEngine({
    memory_limit: `${limits.memory}B`,
    threads: String(limits.threads),
    temp_directory: join(folder, 'spill'),
    max_temp_directory_size: `${limits.spill}B`,
  });
}

/** Opens the source and shuts everything else off, for good. Throws StoreError where there is none or somebody holds it. */
export async function openReaderEngine(
  source: Source,
  folder: string,
  instance: DuckDBInstance,
): Promise<ReaderEngine> {
  const { path, alias, reachable } = locate(source);
  // the views of a snapshot find its files there, wherever it was moved to
  const place = reachable.map((each) => `; set variable ggr_snapshot = ${quote(each)}`).join('');
  await attach(instance, path, alias);
  const connect = async () => {
    const db = new Database(await instance.connect());
    await db.run(`use ${alias}${place}; begin transaction read only`);
    return db;
  };
  const add = async (text: string) => {
    const own = await instance.connect();
    try {
      await own.run(`use ${alias}; ${text}`);
    } finally {
      own.closeSync();
    }
  };
  const first = await connect();
  if ('store' in source && !(await checkOwnership(first, path))) throw missingStore(path);
  const facts = await readFacts(first);
  await first.run(sql('queries/lock-down-reader', { folders: listOf([...reachable, folder]) }));
  first.connection.closeSync();
  return { connect, add, facts, folder };
}

interface Located {
  readonly path: string;
  readonly alias: string;
  /** Folders whose files its views read. */
  readonly reachable: readonly string[];
}

function locate(source: Source): Located {
  if ('store' in source) {
    if (!existsSync(source.store)) throw missingStore(source.store);
    return { path: source.store, alias: ALIAS.store, reachable: [] };
  }
  const path = join(source.snapshot, SNAPSHOT_FILE);
  if (!existsSync(path)) {
    throw new StoreError('store-missing', `there is no snapshot in ${source.snapshot}`, {
      hint: 'publish one with `ggr publish`',
    });
  }
  const folder = realpathSync(source.snapshot);
  return { path: join(folder, SNAPSHOT_FILE), alias: ALIAS.snapshot, reachable: [folder] };
}

function missingStore(path: string): StoreError {
  return new StoreError('store-missing', `there is no warehouse at ${path} yet`, {
    hint: 'run `ggr sync` first, or point GGR_WAREHOUSE at one (`ggr demo --once` makes one to try)',
  });
}

async function attach(instance: DuckDBInstance, path: string, alias: string): Promise<void> {
  const connection = await instance.connect();
  try {
    await connection.run(`attach ${quote(path)} as ${alias} (read_only)`);
  } catch (error) {
    // what it reads files by is 15 MB that only this needs
    const { readHolder } = await import('../load/lock.ts');
    throw openFault(error, path, readHolder(path));
  } finally {
    connection.closeSync();
  }
}

function listOf(folders: readonly string[]): string {
  return `[${folders.map((folder) => quote(`${folder}/`)).join(', ')}]`;
}

/** What it says of itself; a snapshot may have no settings, and a store is as of now. */
async function readFacts(db: Database): Promise<Facts> {
  const settings = await maybeRow(db, 'queries/read-settings');
  return {
    reportTimezone: textOf(settings?.report_timezone),
    dayStart: textOf(settings?.day_start),
    asOf: textOf((await maybeRow(db, 'queries/read-snapshot'))?.as_of),
    forgotten: textOf((await maybeRow(db, 'queries/tell-forgotten'))?.months),
  };
}

/** What each of the queries reads; a snapshot of an older ggr may lack it. */
const RELATIONS = {
  'queries/read-settings': 'sync.settings',
  'queries/read-snapshot': 'ggr.snapshot',
  'queries/tell-forgotten': 'sync.forgotten',
} as const;

async function maybeRow(
  db: Database,
  query: keyof typeof RELATIONS,
): Promise<StoredRow | undefined> {
  const { known } = await db.one(sql('queries/has-relation'), { name: RELATIONS[query] });
  return known === true ? db.maybeOne(sql(query)) : undefined;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
