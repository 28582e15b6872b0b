/**
 * A copy of the open store, as it stands at one moment, made by the process that has it: the file itself
 * must not be read by anybody else (DESIGN §4). Not `copy from database`: it changes a setting, and a
 * daemon's are locked (DuckDB 1.5.5).
 */
import type { Catalogue } from '../contract/stream.ts';
import { count, type Database } from './database.ts';
import { identifier, quote, sql } from './sql.ts';
import { Warehouse } from './warehouse.ts';

/** The copy's name inside DuckDB, and the store's. */
const COPY = 'backup_copy';
const STORE = 'store';

export interface CopyOptions {
  readonly catalogue: Catalogue;
  /** A file that is not there yet, in a folder that this process may write in. */
  readonly to: string;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** How many rows each table has. */
export type TableCounts = Readonly<Record<string, number>>;

/** Copies every table in one transaction; returns what that transaction saw. Others write meanwhile. */
export async function copyStore(
  warehouse: Warehouse,
  { catalogue, to, now, signal }: CopyOptions,
): Promise<TableCounts> {
  const opening = { catalogue, path: to, command: 'backup', now };
  await (await Warehouse.open(opening)).close(); // the tables, empty, with views and comments
  const guest = await warehouse.lend();
  const { db } = guest;
  try {
    await db.run(`attach ${quote(to)} as ${COPY}`);
    const counts = await db.transaction(() => copyTables(db, signal)).finally(() => detach(db));
    // once more, because gaming days are made of what the tables hold
    await (await Warehouse.open(opening)).close();
    return counts;
  } finally {
    await guest.close();
  }
}

async function detach(db: Database): Promise<void> {
  await db.run(`checkpoint ${COPY}`).catch(() => {}); // a transaction that failed says so itself
  await db.run(`detach ${COPY}`);
}

async function copyTables(db: Database, signal: AbortSignal): Promise<TableCounts> {
  const there = new Set((await listTables(db, COPY)).map((table) => table.join('.')));
  const counts: Record<string, number> = {};
  for (const [schema, table] of await listTables(db, STORE)) {
    signal.throwIfAborted();
    const name = `${identifier(schema)}.${identifier(table)}`;
    const rows = `select * from ${STORE}.${name}`;
    if (there.has(`${schema}.${table}`)) {
      await db.run(`delete from ${COPY}.${name}`);
      await db.run(`insert into ${COPY}.${name} by name ${rows}`);
    } else {
      await db.run(`create schema if not exists ${COPY}.${identifier(schema)}`);
      await db.run(`create table ${COPY}.${name} as ${rows}`);
    }
    const { n } = await db.one(`select count(*) as n from ${STORE}.${name}`);
    counts[`${schema}.${table}`] = count(n);
  }
  return counts;
}

async function listTables(db: Database, database: string): Promise<[string, string][]> {
  const rows = await db.many(sql('queries/list-store-tables'), { database });
  return rows.map((row) => [String(row.schema_name), String(row.table_name)]);
}

/** The same of a store that was opened, to compare a copy with what it was made from. */
export async function countTables(db: Database): Promise<TableCounts> {
  const counts: Record<string, number> = {};
  for (const [schema, table] of await listTables(db, STORE)) {
    const name = `${identifier(schema)}.${identifier(table)}`;
    counts[`${schema}.${table}`] = count((await db.one(`select count(*) as n from ${name}`)).n);
  }
  return counts;
}
