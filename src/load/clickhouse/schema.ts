/** The cluster's tables, made from the store's own columns, and views of them that show each row once. */
import { sql } from '../sql.ts';
import { type Cluster, literal } from './cluster.ts';
import { type Column, type Filed, type Relation, ROWS } from './relations.ts';

/** DuckDB's types as ClickHouse has them. */
const TYPES: Readonly<Record<string, string>> = {
  VARCHAR: 'String',
  JSON: 'String',
  INTERVAL: 'String',
  BOOLEAN: 'Bool',
  INTEGER: 'Int32',
  BIGINT: 'Int64',
  UBIGINT: 'UInt64',
  HUGEINT: 'Int128',
  DOUBLE: 'Float64',
  DATE: 'Date32',
  TIMESTAMP: "DateTime64(6, 'UTC')",
  UUID: 'UUID',
};

export const named = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** As ClickHouse has a column's type. */
export function typeOf({ type, isNullable }: Column): string {
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type);
  const plain = decimal ? `Decimal(${decimal[1]}, ${decimal[2]})` : TYPES[type];
  if (plain === undefined) throw new Error(`ClickHouse has no type for ${type}`);
  return isNullable ? `Nullable(${plain})` : plain;
}

/**
 * Key columns that may be null are compared as texts, because a nullable sorting key is no default of ClickHouse's, and
 * no text is taken for null; whole records by their hash.
 */
function sortKey(relation: Filed): string[] {
  const columns = new Map(relation.columns.map((column) => [column.name, column]));
  const names = relation.hasAccount ? relation.key : ['store', ...relation.key];
  return names.map((name) => {
    const column = columns.get(name);
    const text = column?.isNullable
      ? `ifNull(concat('=', toString(${named(name)})), '')`
      : named(name);
    return column?.type === 'JSON' || name === 'raw' ? `cityHash64(${text})` : text;
  });
}

/** Makes what is missing. The names of databases are the store's schemas. */
export async function ensureTables(
  cluster: Cluster,
  relations: readonly Relation[],
  kept: readonly Filed[],
): Promise<void> {
  const schemas = relations.map(({ name }) => name.split('.')[0] ?? '');
  for (const database of new Set([ROWS, 'ggr', ...schemas])) {
    await cluster.command(`create database if not exists ${named(database)}`);
  }
  const own = [
    ...['create-shipped', 'create-leases', 'create-filled'],
    ...['create-kept', 'create-forgotten'],
  ];
  for (const file of own) {
    await cluster.command(sql(`clickhouse/${file}`, { rows: ROWS }));
  }
  const known = await knownColumns(cluster);
  for (const filed of [...relations, ...kept]) {
    const found = known.get(filed.table);
    if (!found) await cluster.command(createTable(filed));
    else await addColumns(cluster, filed, found);
  }
  for (const relation of relations) await cluster.command(createView(relation));
}

function createTable(relation: Filed): string {
  const { table, columns, clock, comment } = relation;
  return sql('clickhouse/create-table', {
    table,
    columns: columns.map((column) => declared(column, column.filed)).join(',\n  '),
    partition: clock === undefined ? 'tuple()' : `toYYYYMM(${named(clock)})`,
    key: sortKey(relation).join(', '),
    comment: literal(comment ?? ''),
  });
}

function declared(column: Column, name = column.name): string {
  const comment = column.comment === null ? '' : ` comment ${literal(column.comment)}`;
  return `${named(name)} ${typeOf(column)}${comment}`;
}

/** The columns of each table that is there. */
async function knownColumns(cluster: Cluster): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = await cluster.query(
    `select table, name from system.columns where database = ${literal(ROWS)}`,
  );
  const tables = Map.groupBy(rows, ({ table }) => `${ROWS}.${table}`);
  return new Map(
    [...tables].map(([table, found]) => [table, new Set(found.map(({ name }) => String(name)))]),
  );
}

/** A newer ggr's migrations may have brought some. */
async function addColumns(
  cluster: Cluster,
  { table, columns }: Filed,
  known: ReadonlySet<string>,
): Promise<void> {
  for (const column of columns.filter(({ filed }) => !known.has(filed))) {
    await cluster.command(
      `alter table ${table} add column if not exists ${declared(column, column.filed)}`,
    );
  }
}

/** The store's relation, each row once in its newest version: FINAL stands here, so that nobody else needs it. */
function createView({ name, table, columns, comment }: Relation): string {
  const [database = '', relation = ''] = name.split('.');
  return sql('clickhouse/create-view', {
    view: `${named(database)}.${named(relation)}`,
    declared: columns.map((column) => declared(column)).join(',\n  '),
    columns: columns.map(({ name: own, filed }) => `${named(filed)} as ${named(own)}`).join(', '),
    table,
    comment: literal(comment ?? ''),
  });
}
