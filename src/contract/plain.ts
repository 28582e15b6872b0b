/**
 * How the fields of an ordinary record become columns. What the record's schema says of a field (whether it must be
 * there, may be null, empty or a number) is not said again: the loop that reads whole pages asks the schema.
 */
import type { Columns } from './row.ts';
import type { Account } from './vendor.ts';

/**
 * text, int64, int32, boolean, json: as they are. li: whole thousandths. decimal: written as text. float: a number of
 * currency units. seconds: since 1970. time: as `micros` reads it.
 */
export type PlainKind =
  | 'text'
  | 'int64'
  | 'int32'
  | 'boolean'
  | 'json'
  | 'li'
  | 'decimal'
  | 'float'
  | 'seconds'
  | 'time';

export interface PlainColumn {
  readonly as: PlainKind;
  /** Names of the field in the vendor's record, of which the first with a value counts; the column's own without it. */
  readonly of?: readonly string[];
  /** An empty text is no value. */
  readonly skipsEmpty?: true;
  /** What stands for a missing text; null without it. */
  readonly otherwise?: string;
  /** A smaller amount is not ordinary. */
  readonly least?: 0;
  /** What reads a time: microseconds UTC, or NaN where that takes a closer look. */
  readonly micros?: (account: Account) => (text: string) => number;
}

/** A stream whose mapping says more than this has none; its pages are then read record by record. */
export interface Plain<C extends Columns = Columns> {
  readonly columns: { readonly [K in keyof C]: PlainKind | PlainColumn };
  /** The first of these amounts is the second less the third. */
  readonly difference?: readonly [keyof C & string, keyof C & string, keyof C & string];
}
