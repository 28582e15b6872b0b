/** DuckDB in a reader process: one source, opened to read and locked down before anybody's SQL meets it. */
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBInstance, DuckDBPreparedStatement } from '@duckdb/node-api';
import { StoreError, UsageError } from '../contract/errors.ts';
import { Database, type StoredRow } from '../load/database.ts';
import { openEngine } from '../load/engine.ts';
import { readHolder } from '../load/lock.ts';
import { checkOwnership } from '../load/ownership.ts';
import { quote, sql } from '../load/sql.ts';
import { openFault } from '../load/store-faults.ts';
import type { Facts, Parameter, Source } from './reader-protocol.ts';
import type { Bind } from './result.ts';

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
  readonly facts: Facts;
  /** Of the process's own folder. */
  readonly folder: string;
}

const SNAPSHOT_FILE = 'analytics.duckdb';
/** As the source is called in DuckDB: never ggr, with which each mention of ggr.bets would be ambiguous. */
const ALIAS = { snapshot: 'analytics', store: 'store' } as const;

/**
 * Opens the source and shuts everything else off, for good. `folder` is the process's own. Throws StoreError
 * where there is no source or somebody holds it.
 */
export async function openReaderEngine(
  source: Source,
  folder: string,
  limits: EngineLimits,
): Promise<ReaderEngine> {
  const { path, alias, reachable } = locate(source);
  const instance = await openEngine({
    memory_limit: `${limits.memory}B`,
    threads: String(limits.threads),
    temp_directory: join(folder, 'spill'),
    max_temp_directory_size: `${limits.spill}B`,
  });
  await attach(instance, path, alias);
  const connect = async () => {
    const db = new Database(await instance.connect());
    await db.run(`use ${alias}; begin transaction read only`);
    return db;
  };
  const first = await connect();
  if ('store' in source && !(await checkOwnership(first, path))) throw missingStore(path);
  const facts = await readFacts(first);
  await first.run(sql('queries/lock-down-reader', { folders: listOf([...reachable, folder]) }));
  first.connection.closeSync();
  return { connect, facts, folder };
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
  };
}

async function maybeRow(db: Database, query: string): Promise<StoredRow | undefined> {
  const { known } = await db.one(sql('queries/has-relation'), {
    name: query.endsWith('snapshot') ? 'ggr.snapshot' : 'sync.settings',
  });
  return known === true ? db.maybeOne(sql(query)) : undefined;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** Sets the parameters of a statement: by name, or by place. Throws UsageError where they do not fit. */
export function bindParameters(parameters: readonly Parameter[]): Bind {
  return (statement) => {
    const count = statement.parameterCount;
    if (count !== parameters.length) {
      throw new UsageError(`the statement has ${count} parameters, not ${parameters.length}`);
    }
    for (let place = 1; place <= count; place += 1) {
      const name = statement.parameterName(place);
      const named = parameters.find((parameter) => parameter.name === name);
      const parameter = named ?? parameters[Number(name) - 1];
      if (!parameter) throw new UsageError(`parameter ${name} is missing`);
      bindOne(statement, place, parameter);
    }
  };
}

function bindOne(statement: DuckDBPreparedStatement, place: number, { type, value }: Parameter) {
  if (value === null) return statement.bindNull(place);
  switch (type?.toUpperCase()) {
    case 'BOOLEAN':
      return statement.bindBoolean(place, /^t/i.test(value));
    case 'SMALLINT':
    case 'INTEGER':
    case 'BIGINT':
      return statement.bindBigInt(place, BigInt(value));
    case 'HUGEINT':
      return statement.bindHugeInt(place, BigInt(value));
    case 'FLOAT':
    case 'DOUBLE':
      return statement.bindDouble(place, Number(value));
    default:
      // DuckDB casts it to what the statement needs there; a decimal stays exact so
      return statement.bindVarchar(place, value);
  }
}
