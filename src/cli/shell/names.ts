/** The names that a statement may use: completed by Tab, and told by \d. */
import type { JsonValue } from '../../read/values.ts';
import type { Table } from '../../serve/table.ts';

export interface Name {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly comment: string;
}

const WORDS =
  'select from where group by order having limit join left using on and or not in is null as case when then else end between like distinct sum count min max avg cast date timestamp interval filter over partition qualify with union all desc asc'.split(
    ' ',
  );
/** What stands before the cursor and may be the beginning of a name. */
const BEGUN = /[\w."]*$/;

/** A line of sql/queries/list-names.sql. */
export function nameOf(row: readonly JsonValue[]): Name {
  const [schema = '', table = '', column = '', type = '', comment = ''] = row.map((v) => String(v));
  return { schema, table, column, type, comment };
}

/** What may stand in place of the word at the end of the line, and that word. */
export function complete(line: string, names: readonly Name[]): [string[], string] {
  const begun = BEGUN.exec(line)?.[0] ?? '';
  if (begun === '') return [[], begun];
  const tables = new Set(names.map(({ schema, table }) => `${schema}.${table}`));
  const schemas = new Set(names.map(({ schema }) => `${schema}.`));
  const dot = begun.lastIndexOf('.');
  const isOfTable = dot !== -1 && !schemas.has(begun.slice(0, dot + 1));
  // behind an alias stands a column: of which table only the statement knows
  const columns = [...new Set(names.map(({ column }) => column))].map((column) =>
    isOfTable ? `${begun.slice(0, dot + 1)}${column}` : column,
  );
  const all = isOfTable ? columns : [...tables, ...(dot === -1 ? [...columns, ...WORDS] : [])];
  const fitting = all.filter((each) => each.startsWith(begun.toLowerCase()));
  // one step at a time: the schema first
  const isSchema = dot === -1 && fitting.length > 1 && fitting.every((each) => tables.has(each));
  if (!isSchema) return [[...new Set(fitting)], begun];
  return [[...schemas].filter((each) => each.startsWith(begun.toLowerCase())), begun];
}

/** The columns of a table by its name, with or without its schema; undefined where there is none. */
export function describe(names: readonly Name[], wanted: string): Table | undefined {
  const full = wanted.includes('.') ? wanted : `ggr.${wanted}`;
  const found = names.filter(({ schema, table }) => `${schema}.${table}` === full.toLowerCase());
  if (found.length === 0) return undefined;
  const columns = [
    { name: 'column' },
    { name: 'type' },
    { name: 'comment', kind: 'wrapped' as const },
  ];
  return {
    columns,
    rows: found.map((each) => [each.column, each.type, each.comment]),
    isShort: true,
  };
}

/** The tables of the schemas whose names begin so, each with its columns. */
export function schemaOf(names: readonly Name[], schema: string): Table {
  const columns = [{ name: 'table' }, { name: 'columns', kind: 'wrapped' as const }];
  const tables = Map.groupBy(
    names.filter((each) => each.schema === schema),
    ({ table }) => `${schema}.${table}`,
  );
  const rows = [...tables].map(([name, of]) => [name, of.map(({ column }) => column).join(', ')]);
  return { columns, rows, isShort: true };
}
