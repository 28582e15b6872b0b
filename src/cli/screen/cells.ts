/** What stands in a table's cells: nothing that a terminal would obey, and of ratios what people read. */
import type { Table } from '../../serve/table.ts';
import { visible } from '../../transform/visible.ts';

/** Digits of a ratio: an RTP of 0.9648 is told as 96.48 %. */
const RATIO_DIGITS = 4;
/** What is larger is no ratio, and what is smaller would be shown as nothing. */
const LARGEST_RATIO = 1e12;
const LEAST_RATIO = 0.000_05;

/** The cells of each column, row by row; `none` stands for null. */
export function cellsOf({ columns, rows, none = '-' }: Table): string[][] {
  return columns.map(({ kind }, index) => {
    const cells = rows.map((row) => row[index] ?? null);
    const show = kind === 'ratio' && !cells.every(isWhole) ? ratio : visible;
    return cells.map((cell) => (cell === null ? none : show(cell)));
  });
}

function isWhole(cell: string | null): boolean {
  return cell === null || /^-?\d+$/.test(cell);
}

function ratio(text: string): string {
  const value = Number(text);
  const size = Math.abs(value);
  if (text === '' || !Number.isFinite(value) || size >= LARGEST_RATIO) return visible(text);
  if (size > 0 && size < LEAST_RATIO) return value.toPrecision(2);
  return value.toFixed(RATIO_DIGITS);
}
