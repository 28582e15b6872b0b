/** A table as data: how it looks is for whoever shows it, who alone knows how wide their screen is. */

/** ratio: a fraction whose later digits nobody reads. wrapped: a sentence that must be read whole. */
export type ColumnKind = 'text' | 'number' | 'ratio' | 'state' | 'wrapped';

export interface Column {
  readonly name: string;
  /** text without it. */
  readonly kind?: ColumnKind;
  /** Missed least: left out before others where the screen is too narrow, those of the highest number first. */
  readonly spare?: number;
}

export interface Table {
  readonly columns: readonly Column[];
  /** Null is nothing at all, and shown as `none`. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** How many rows there are, where these are only the first. */
  readonly total?: number;
  /** What stands for null; '-' without it. */
  readonly none?: string;
  /** Every row is shown, however many fit: there are as many as things were set up. */
  readonly isShort?: boolean;
  /** Somebody asked for all of it, however wide and long. */
  readonly all?: boolean;
}

/** Columns of these names, some of them numbers. */
export function numbered(names: readonly string[], numbers: readonly string[]): Column[] {
  return columnsOf(names, Object.fromEntries(numbers.map((name) => [name, 'number'] as const)));
}

/** Columns of these names; those of `kinds` are no plain text. */
export function columnsOf(
  names: readonly string[],
  kinds: Readonly<Record<string, ColumnKind>> = {},
): Column[] {
  return names.map((name) => ({ name, kind: kinds[name] ?? 'text' }));
}
