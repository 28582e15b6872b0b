/** Which columns of a table fit a width, and how wide each is: texts give way first, then whole columns. */
import type { Column } from '../../serve/table.ts';
import { widthOf } from './width.ts';

/** Between two columns. */
export const GAP = '  ';
/** A text is not cut below this: less of it says nothing. */
const LEAST_TEXT = 16;
const LEAST_WRAPPED = 24;
/** Half an instant says nothing. */
const INSTANT = /^(\d{4}-\d\d-\d\d([T ][\d:.]+Z?)?|-|NULL)$/;
/** What says nothing that must be seen. */
const DULL = /^(0|0\.0000|-|NULL|)$/;

export interface Fitted {
  readonly column: Column;
  readonly cells: readonly string[];
  readonly width: number;
}

interface Sized extends Fitted {
  readonly least: number;
  readonly isDull: boolean;
  readonly place: number;
}

/** Every column as wide as its widest cell. */
export function size(columns: readonly Column[], cells: readonly string[][]): Fitted[] {
  return columns.map((column, index) => sizeOne(column, cells[index] ?? [], index));
}

/** Those that fit, the names of those that do not, and whether those say anything. */
export function fit(
  sized: readonly Fitted[],
  width: number,
): {
  readonly fitted: readonly Fitted[];
  readonly left: readonly string[];
  readonly isLoss: boolean;
} {
  let kept = sized.map(({ column, cells }, place) => sizeOne(column, cells, place));
  const left = new Set<string>();
  let isLoss = false;
  while (kept.length > 1 && leastOf(kept) > width) {
    const victim = kept.slice(1).reduce((worst, each) => (isLess(each, worst) ? each : worst));
    left.add(victim.column.name);
    isLoss ||= !victim.isDull;
    kept = kept.filter((each) => each !== victim);
  }
  const names = sized.map(({ column: { name } }) => name);
  const said = names.filter((name) => name !== '' && left.has(name));
  return { fitted: narrow(kept, width), left: said, isLoss };
}

function sizeOne(column: Column, cells: readonly string[], place: number): Sized {
  const width = cells.reduce((most, cell) => Math.max(most, widthOf(cell)), widthOf(column.name));
  const isDull = cells.length > 0 && cells.every((cell) => DULL.test(cell));
  return { column, cells, width, least: leastWidth(column, cells, width), isDull, place };
}

function leastWidth({ kind = 'text' }: Column, cells: readonly string[], width: number): number {
  if (kind === 'wrapped') return Math.min(width, LEAST_WRAPPED);
  if (kind !== 'text' || cells.every((cell) => INSTANT.test(cell))) return width;
  return Math.min(width, LEAST_TEXT);
}

const leastOf = (columns: readonly Sized[]) =>
  columns.reduce((sum, { least }) => sum + least, GAP.length * (columns.length - 1));

/** Whether one is missed less than another: what says nothing, then what is spare, then what stands last. */
function isLess(one: Sized, other: Sized): boolean {
  if (one.isDull !== other.isDull) return one.isDull;
  const [spare, than] = [one.column.spare ?? 0, other.column.spare ?? 0];
  return spare === than ? one.place > other.place : spare > than;
}

/** Takes from the widest that may give, until all fit. */
function narrow(columns: readonly Sized[], width: number): Fitted[] {
  const widths = columns.map((column) => column.width);
  let over = widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1)) - width;
  while (over > 0) {
    const givers = columns.flatMap(({ least }, i) => ((widths[i] ?? 0) > least ? [i] : []));
    if (givers.length === 0) break;
    const widest = givers.reduce((a, b) => ((widths[b] ?? 0) > (widths[a] ?? 0) ? b : a));
    const next = Math.max(
      ...givers.filter((i) => i !== widest).map((i) => widths[i] ?? 0),
      columns[widest]?.least ?? 0,
    );
    const give = Math.min(over, Math.max(1, (widths[widest] ?? 0) - next));
    widths[widest] = (widths[widest] ?? 0) - give;
    over -= give;
  }
  return columns.map((column, i) => ({ ...column, width: widths[i] ?? column.width }));
}
