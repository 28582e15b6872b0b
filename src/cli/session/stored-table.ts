/** Rows as DuckDB gives them, as a table: which columns are numbers shows in their values. */
import { type Cell, toText } from '../../read/values.ts';
import type { ColumnKind, Table } from '../../serve/table.ts';

type StoredLine = Readonly<Record<string, Cell>>;

const NUMBERS = /^-?\d+(\.\d+)?$/;

/** All of them have the columns of the first one. */
export function storedTable(rows: readonly StoredLine[], about: Partial<Table> = {}): Table {
  const columns = Object.keys(rows[0] ?? {}).map((name) => ({
    name,
    kind: kindOf(rows.map((row) => row[name] ?? null)),
  }));
  const cells = rows.map((row) => columns.map(({ name }) => textOrNull(row[name] ?? null)));
  return { columns, rows: cells, ...about };
}

/** As text; null stays null. */
export function textOrNull(value: Cell): string | null {
  return value === null ? null : toText(value);
}

function kindOf(values: readonly Cell[]): ColumnKind {
  const said = values.filter((value) => value !== null);
  const isNumeric = (value: Cell) =>
    typeof value === 'bigint' || (typeof value === 'object' && NUMBERS.test(String(value)));
  if (said.length === 0) return 'text';
  if (said.every((value) => typeof value === 'number')) return 'ratio';
  return said.every(isNumeric) ? 'number' : 'text';
}
