/**
 * Writes sql/postgres/empty-relations.sql from a real Postgres 15 (psql, by the PG… variables of its environment): every
 * relation of its catalogue of which ours has nothing, with all its columns, so that a client's question finds them.
 * Prints the columns that our own relations lack.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const FOLDER = join(import.meta.dirname, '..', 'sql', 'postgres');
const COLUMNS = `
select c.relname, a.attname, format_type(a.atttypid, null), c.relkind
  from pg_class c join pg_attribute a on a.attrelid = c.oid
 where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind in ('r', 'v') and a.attnum > 0
 order by c.relname, a.attnum`;
const HEAD =
  "-- Postgres' catalogue as far as nothing of it is here: there, with all their columns, and empty. By scripts/write-empty-relations.ts.\n";

const TYPES: Readonly<Record<string, string>> = {
  oid: 'uinteger',
  xid: 'uinteger',
  regproc: 'uinteger',
  regtype: 'uinteger',
  smallint: 'smallint',
  integer: 'integer',
  bigint: 'bigint',
  real: 'float',
  'double precision': 'double',
  boolean: 'boolean',
  interval: 'interval',
  date: 'date',
  'timestamp with time zone': 'timestamptz',
  oidvector: 'uinteger[]',
  int2vector: 'smallint[]',
  anyarray: 'varchar[]',
};

function typeOf(type: string): string {
  if (type.endsWith('[]')) return `${typeOf(type.slice(0, -2))}[]`;
  return TYPES[type] ?? 'varchar';
}

const rows = execFileSync('psql', ['-X', '-At', '-F', '\t', '-c', COLUMNS], { encoding: 'utf8' })
  .trim()
  .split('\n')
  .map((line) => line.split('\t') as [string, string, string, string]);
const relations = Map.groupBy(rows, ([relation]) => relation);

const own = ['relations', 'few-rows'].map((name) =>
  readFileSync(join(FOLDER, `${name}.sql`), 'utf8'),
);
const made = new Set(
  own.flatMap((text) =>
    [...text.matchAll(/^create (?:table|view) memory\.pg\.(\w+)/gm)].map(([, name = '']) => name),
  ),
);
const views = [...relations].flatMap(([name, columns]) => {
  if (made.has(name)) return [];
  // a table's own, which no `*` shows in Postgres
  const hidden = columns[0]?.[3] === 'r' ? ['null::uinteger as tableoid'] : [];
  const shown = columns.map(([, column, type]) => `null::${typeOf(type)} as "${column}"`);
  return `create view memory.pg.${name} as select ${[...shown, ...hidden].join(', ')} where false;`;
});
writeFileSync(join(FOLDER, 'empty-relations.sql'), `${HEAD}${views.join('\n')}\n`);

const connection = await (await DuckDBInstance.create(':memory:')).connect();
for (const text of own) await connection.run(text);
const reader = await connection.runAndReadAll(
  "select table_name, column_name from duckdb_columns() where schema_name = 'pg'",
);
const ours = new Set(reader.getRowsJS().map(([table, column]) => `${table}.${column}`));
for (const name of made) {
  const lacking = (relations.get(name) ?? []).filter(
    ([, column]) => !ours.has(`${name}.${column}`),
  );
  if (lacking.length === 0) continue;
  process.stdout.write(`${name} lacks ${lacking.map(([, column]) => column).join(', ')}\n`);
}
