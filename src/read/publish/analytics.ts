/**
 * The small DuckDB file of a snapshot: a view for each table over its Parquet files, and on top of them the
 * very views and macros that the store has.
 */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { ROOM_HINT } from '../../contract/disk-faults.ts';
import { StoreError } from '../../contract/errors.ts';
import type { Catalogue } from '../../contract/stream.ts';
import type { EpochMs } from '../../contract/window.ts';
import { Database } from '../../load/database.ts';
import { openEngine } from '../../load/engine.ts';
import { martStatements } from '../../load/marts.ts';
import { identifier, quote, sql } from '../../load/sql.ts';
import { datedRelation, type Relations } from '../../load/versions.ts';
import { sqlTimestamp } from '../../transform/time.ts';
import { ANALYTICS, copy } from './place.ts';
import { folderOf, OWN, storedColumns, type Table } from './tables.ts';

const MEMORY = '128MB';
const COMMENT_ON_OWN = new RegExp(
  `^comment on (?:table|column) (?:${OWN.map((name) => name.replace('.', '\\.')).join('|')})\\b`,
);

export interface Analytics {
  /** Where it is written, and where it will lie. */
  readonly folder: string;
  readonly finalFolder: string;
  /** A snapshot with the same tables and views; without one they are made. */
  readonly like: string | undefined;
  readonly tables: readonly Table[];
  readonly statements: string;
  readonly asOf: EpochMs;
  readonly publishedAt: EpochMs;
}

/** Everything of the views that does not change from one snapshot to the next. */
export function viewStatements(
  catalogue: Catalogue,
  gamingDay: string,
  tables: readonly Table[],
): string {
  // what is a table in the store is a view over files here, and its own tables are not published
  const marts = martStatements(catalogue, datedRelations(tables))
    .split('\n')
    .filter((line) => !COMMENT_ON_OWN.test(line))
    .join('\n')
    .replaceAll(/^comment on table (?= *\w)/gm, 'comment on view ');
  return `${gamingDay};\n${marts}`;
}

/** ggr.bets reads the day that stands in the files: a day that is computed keeps no query away from a file. */
function datedRelations(tables: readonly Table[]): Relations {
  const relations = tables
    .filter(({ isDated }) => isDated)
    .map((table) =>
      datedRelation(table.name, selectOf(table, `${storedColumns(table)}, gaming_day`)),
    );
  return Object.assign({}, ...relations);
}

/**
 * Writes it, in an engine of its own: one that cannot finish a file is of no use any more, and the store's must
 * be. Returns its path. To make the views costs 0.25 s of CPU, to change two of them in a copy 0.03 s.
 */
export async function writeAnalytics(analytics: Analytics): Promise<string> {
  const { folder, like } = analytics;
  const path = join(folder, ANALYTICS);
  const isCopy = like !== undefined && copy(join(like, ANALYTICS), path);
  if (isCopy) chmodSync(path, 0o600);
  try {
    await writeViews(analytics, path, isCopy);
  } catch (error) {
    throw asFileFault(error, path);
  }
  chmodSync(path, 0o400);
  return path;
}

async function writeViews(analytics: Analytics, path: string, isCopy: boolean): Promise<void> {
  const { folder } = analytics;
  const instance = await openEngine({ threads: '1', memory_limit: MEMORY });
  try {
    const db = new Database(await instance.connect());
    try {
      await db.run(`attach ${quote(path)} as analytics (storage_version 'v1.0.0')`);
      await db.run(`use analytics; set variable ggr_snapshot = ${quote(folder)}`);
      const text = isCopy ? instantsOf(analytics) : allOf(analytics);
      await db.transaction(() => db.run(text));
      await db.run('checkpoint; use memory; detach analytics');
    } finally {
      db.connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

/** DuckDB says of any file of its own what for the warehouse would mean that the store is given up. */
function asFileFault(error: unknown, path: string): unknown {
  if (!(error instanceof StoreError)) return error;
  const isFull = error.code === 'store-full' || error.code === 'store-suspended';
  if (isFull) {
    const says = `the disk is full: ${path} cannot be written`;
    return new StoreError('store-full', says, { hint: ROOM_HINT, cause: error });
  }
  if (error.code !== 'store-broken') return error;
  return new StoreError('store-folder', `the snapshot's file ${path} cannot be written`, {
    hint: 'the store is whole: `ggr publish` makes the snapshot anew; if it says the same, look at that disk',
    cause: error,
  });
}

function allOf(analytics: Analytics): string {
  const { tables, statements } = analytics;
  const schemas = new Set(['ggr', ...tables.map(({ name }) => name.split('.')[0] ?? '')]);
  return [
    ...[...schemas].map((schema) => `create schema ${identifier(schema)};`),
    `${instantsOf(analytics)};`,
    ...tables.map(viewOf),
    `${statements};`,
    instantsOf(analytics),
  ].join('\n');
}

function instantsOf({ finalFolder, asOf, publishedAt }: Analytics): string {
  return sql('publish/replace-instants', {
    folder: quote(finalFolder),
    as_of: quote(sqlTimestamp(asOf)),
    published_at: quote(sqlTimestamp(publishedAt)),
  });
}

function viewOf(table: Table): string {
  const select = selectOf(table, storedColumns(table));
  return sql('publish/create-view', { table: table.name, select });
}

function selectOf(table: Table, columns: string): string {
  const files = quote(`/${folderOf(table)}/*.parquet`);
  return `select ${columns}\n  from read_parquet(ggr.snapshot_folder() || ${files})`;
}
