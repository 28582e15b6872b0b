/** How `copy` writes rows: text, CSV, and Postgres' binary file, which drivers of data frames ask for. */
import type { JsonValue } from '../values.ts';
import { binaryOf, withLength } from './binary-values.ts';
import type { Column } from './rows.ts';
import { textOf } from './text-values.ts';

export interface Copy {
  /** The select. */
  readonly query: string;
  readonly format: 'text' | 'csv' | 'binary';
  readonly hasHeader: boolean;
  readonly delimiter: string;
  /** Written for null. */
  readonly nothing: string;
}

export interface CopyForm {
  readonly isBinary: boolean;
  /** What stands before the rows, and after them. */
  readonly head: Uint8Array | undefined;
  readonly tail: Uint8Array | undefined;
  readonly row: (row: readonly JsonValue[]) => Uint8Array;
}

export function copyForm(copy: Copy, columns: readonly Column[]): CopyForm {
  if (copy.format === 'binary') return binaryForm(columns);
  const write = copy.format === 'csv' ? csvCell : textCell;
  const line = (cells: readonly (string | null)[]) => {
    const text = cells.map((cell) => (cell === null ? copy.nothing : write(cell, copy)));
    return Buffer.from(`${text.join(copy.delimiter)}\n`);
  };
  return {
    isBinary: false,
    head: copy.hasHeader ? line(columns.map(({ name }) => name)) : undefined,
    tail: undefined,
    row: (row) => line(columns.map(({ type }, i) => textOf(row[i] ?? null, type))),
  };
}

/** Flags and the length of an extension, none of either, follow it. */
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const END = int16(-1);

function binaryForm(columns: readonly Column[]): CopyForm {
  const count = int16(columns.length);
  return {
    isBinary: true,
    head: SIGNATURE,
    tail: END,
    row: (row) =>
      Buffer.concat([
        count,
        ...columns.flatMap(({ type }, i) => withLength(binaryOf(row[i] ?? null, type))),
      ]),
  };
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function csvCell(cell: string, { delimiter, nothing }: Copy): string {
  const isPlain =
    !cell.includes(delimiter) && !/["\r\n]/.test(cell) && cell !== nothing && cell !== '\\.';
  return isPlain ? cell : `"${cell.replaceAll('"', '""')}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
};

function textCell(cell: string, { delimiter }: Copy): string {
  const escaped = cell.replaceAll(/[\\\n\r\t\b\f\v]/g, (each) => ESCAPES[each] ?? each);
  return delimiter === '\t' ? escaped : escaped.replaceAll(delimiter, `\\${delimiter}`);
}
