/**
 * Tables, padded here: cli-table3 took 2.4 s of CPU for a thousand rows. Off a terminal a table is whole; on one,
 * it is as wide and as long as fits, and says what it left out.
 */
import type { Table } from '../../serve/table.ts';
import { visible } from '../../transform/visible.ts';
import { cellsOf } from './cells.ts';
import { type Fitted, fit, GAP, size } from './fit.ts';
import { bold, paintState } from './paint.ts';
import { cut, pad, widthOf, wrap } from './width.ts';

/** What a table is shown on; without a size it has no end. */
export interface Look {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly isColoured?: boolean;
}

export interface Rendered {
  readonly text: string;
  /** What is not shown, for people. */
  readonly left: readonly string[];
}

/** The prompt and the lines that say what was left out. */
const OTHER_LINES = 4;
const LEAST_ROWS = 10;

/** The text of a table, a row a line, or a value a line where a few rows are far too wide. */
export function renderTable(table: Table, look: Look = {}): Rendered {
  const { width, height } = table.all ? {} : look;
  const most = height === undefined || table.isShort ? Infinity : roomOf(height);
  const rows = table.rows.slice(0, most);
  const columns = table.columns.map((column) => ({ ...column, name: visible(column.name) }));
  const sized = size(columns, cellsOf({ ...table, rows }));
  const left = sayRows(rows.length, table);
  if (width === undefined) return { text: lines(sized, rows.length, look), left };
  const { fitted, left: names, isLoss } = fit(sized, width);
  const isFew = rows.length > 0 && rows.length * (sized.length + 1) <= roomOf(height ?? 0);
  if (isLoss && isFew) {
    return { text: records(sized, rows.length, { ...look, width }), left };
  }
  if (names.length > 0) left.push(sayColumns(names));
  return { text: lines(fitted, rows.length, look), left };
}

const roomOf = (height: number) => Math.max(LEAST_ROWS, height - OTHER_LINES);

/** Rows that are there and not shown, or that are too many for any table. */
function sayRows(shown: number, { rows, total = rows.length }: Table): string[] {
  if (shown === total) return [];
  const how = shown < rows.length ? '--all shows more' : '--format csv or json prints all';
  return [`the first ${shown} of ${total} rows; ${how}`];
}

function sayColumns(names: readonly string[]): string {
  const columns = names.length === 1 ? 'one column does' : `${names.length} columns do`;
  return `${columns} not fit here: ${names.join(', ')}; --all shows all`;
}

function lines(columns: readonly Fitted[], count: number, { isColoured = false }: Look): string {
  const head = columns.map((each) =>
    pad(cut(each.column.name, each.width), each.width, isNumber(each)),
  );
  const first = head.join(GAP).trimEnd();
  const out = [isColoured ? bold(first) : first];
  for (let row = 0; row < count; row += 1) {
    const broken = columns.map((each) => breakCell(each, row));
    const height = Math.max(1, ...broken.map(({ length }) => length));
    for (let line = 0; line < height; line += 1) {
      const cells = columns.map((each, i) => {
        const padded = pad(broken[i]?.[line] ?? '', each.width, isNumber(each));
        return isColoured && each.column.kind === 'state' ? paintState(padded) : padded;
      });
      out.push(cells.join(GAP).trimEnd());
    }
  }
  return out.join('\n');
}

function breakCell({ column, cells, width }: Fitted, row: number): string[] {
  const cell = cells[row] ?? '';
  return column.kind === 'wrapped' ? wrap(cell, width) : [cut(cell, width)];
}

const isNumber = ({ column: { kind } }: Fitted) => kind === 'number' || kind === 'ratio';

/** A row as a block of lines: name and value. */
function records(
  columns: readonly Fitted[],
  count: number,
  look: Look & { width: number },
): string {
  const names = Math.max(...columns.map(({ column }) => widthOf(column.name)));
  const room = Math.max(LEAST_ROWS, look.width - names - GAP.length);
  const blocks = Array.from({ length: count }, (_, row) =>
    columns
      .map(({ column, cells }) => {
        const name = pad(column.name, names);
        return `${look.isColoured ? bold(name) : name}${GAP}${cut(cells[row] ?? '', room)}`.trimEnd();
      })
      .join('\n'),
  );
  return blocks.join('\n\n');
}
