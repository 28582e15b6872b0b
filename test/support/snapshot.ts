/** A snapshot as an outside reader opens it, and whether it says what the store says. */
import { DuckDBInstance } from '@duckdb/node-api';
import { expect } from 'vitest';
import { Database, type StoredRow } from '../../src/load/database.ts';
import { quote } from '../../src/load/sql.ts';
import { OWN } from '../../src/read/publish/tables.ts';

export interface OpenSnapshot {
  readonly db: Database;
  readonly rows: (sql: string) => Promise<StoredRow[]>;
  readonly close: () => void;
}

/** Opens analytics.duckdb of a snapshot's folder in a DuckDB that knows nothing of ggr. */
export async function openSnapshot(folder: string): Promise<OpenSnapshot> {
  const instance = await DuckDBInstance.create(`${folder}/analytics.duckdb`, {
    access_mode: 'READ_ONLY',
  });
  const connection = await instance.connect();
  const db = new Database(connection);
  return {
    db,
    rows: (sql) => db.many(sql),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

const NOT_BOTH = [...OWN, 'ggr.snapshot', 'ggr.snapshot_folder'].map(quote).join(', ');
/** Tables and views that a store and its snapshot both have, by name, and what each column is. */
const RELATIONS = `
select schema_name || '.' || table_name as relation,
       string_agg(column_name || ' ' || data_type || ' ' || coalesce(comment, ''), chr(10) order by column_index) as columns
  from duckdb_columns()
 where database_name = current_database()
   and not internal
   and schema_name in ('ggr', 'sync', 'pv', 'wm', 'pop', 'wallet')
   and schema_name || '.' || table_name not in (${NOT_BOTH})
 group by all
 order by all`;
const COMMENTS = `
select name, comment from (
  select schema_name || '.' || view_name as name, comment, schema_name from duckdb_views() where database_name = current_database() and not internal
   union all
  select schema_name || '.' || table_name, comment, schema_name from duckdb_tables() where database_name = current_database() and not internal
   union all
  select schema_name || '.' || function_name, comment, schema_name from duckdb_functions() where database_name = current_database() and not internal)
 where schema_name <> 'main'
   and name not in (${NOT_BOTH})
 order by all`;

/** Holds every relation, every column, comment and row of the snapshot against the store's. */
export async function expectSame(
  store: Database,
  snapshot: Database,
  instants: readonly string[] = [],
): Promise<number> {
  const relations = await store.many(RELATIONS);
  expect(await snapshot.many(RELATIONS)).toEqual(relations);
  expect(await snapshot.many(COMMENTS)).toEqual(await store.many(COMMENTS));
  const macros = instants.flatMap((instant) =>
    ['ggr.daily_as_of', 'ggr.bets_as_of'].map((macro) => `${macro}(timestamp '${instant}')`),
  );
  const names = [...relations.map(({ relation }) => String(relation)), ...macros];
  let rows = 0;
  for (const name of names) {
    const ours = await textsOf(store, name);
    expect({ name, rows: await textsOf(snapshot, name) }).toEqual({ name, rows: ours });
    rows += ours.length;
  }
  return rows;
}

async function textsOf(db: Database, relation: string): Promise<string[]> {
  const rows = await db.many(`select cast(t as varchar) as row from ${relation} as t order by all`);
  return rows.map(({ row }) => String(row));
}
