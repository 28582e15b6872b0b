/**
 * The small DuckDB file of a snapshot: a view for each table over its Parquet files, and on top of them the
 * very views and macros that the store has.
 */
import { randomUUID } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalogue } from '../../contract/stream.ts';
import type { EpochMs } from '../../contract/window.ts';
import type { Database } from '../../load/database.ts';
import { martStatements } from '../../load/marts.ts';
import { identifier, quote, sql } from '../../load/sql.ts';
import { sqlTimestamp } from '../../transform/time.ts';
import { ANALYTICS } from './place.ts';
import { folderOf, OWN, storedColumns, type Table } from './tables.ts';

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
export function viewStatements(catalogue: Catalogue, gamingDay: string): string {
  // what is a table in the store is a view over files here, and its own tables are not published
  const marts = martStatements(catalogue)
    .split('\n')
    .filter((line) => !COMMENT_ON_OWN.test(line))
    .join('\n')
    .replaceAll(/^comment on table (?= *\w)/gm, 'comment on view ');
  return `${gamingDay};\n${marts}`;
}

/**
 * Writes it in a transaction of its own; `db` comes back as it was. Returns its path. To make the views costs
 * 0.25 s of CPU, to change two of them in a copy of the file before 0.06 s.
 */
export async function writeAnalytics(db: Database, analytics: Analytics): Promise<string> {
  const { folder, like } = analytics;
  const path = join(folder, ANALYTICS);
  const isCopy = like !== undefined && copy(join(like, ANALYTICS), path);
  // every connection of the process sees it while it is attached
  const name = identifier(`analytics ${randomUUID()}`);
  const home = String((await db.one('select current_database() as name')).name);
  await db.run(`attach ${quote(path)} as ${name} (storage_version 'v1.0.0')`);
  try {
    await db.run(`use ${name}; set variable ggr_snapshot = ${quote(folder)}`);
    const text = isCopy ? instantsOf(analytics) : allOf(analytics);
    await db.transaction(() => db.run(text));
    await db.run(`checkpoint ${name}`);
  } finally {
    await db.run(`use ${identifier(home)}; reset variable ggr_snapshot; detach ${name}`);
  }
  chmodSync(path, 0o440);
  return path;
}

/** False where it is not there any more. */
function copy(from: string, to: string): boolean {
  if (!existsSync(from)) return false;
  copyFileSync(from, to);
  chmodSync(to, 0o640);
  return true;
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
  return sql('publish/create-view', {
    table: table.name,
    columns: storedColumns(table),
    files: quote(`/${folderOf(table)}/*.parquet`),
  });
}
