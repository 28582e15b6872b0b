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

/** Reads the records of a page from its bytes, without a parser, where they are written as plainly as can be. */
export interface RecordScanner {
  /** `from` is where the list begins; undefined where anything is not plainly ordinary: a parser reads it then. */
  readonly scan: (ascii: Uint8Array, from: number) => ScannedRecords | undefined;
}

/** Ordinary records that stand in columns already; they have no objects. */
export interface ScannedRecords {
  readonly length: number;
  /** Where the list ends among the page's bytes. */
  readonly end: number;
  /** Nobody reads them any more. */
  readonly giveBack: () => void;
}

/** A page whose records may have been scanned. */
export type OrScanned<P extends { readonly records: unknown }> = Omit<P, 'records'> & {
  readonly records: P['records'] | ScannedRecords;
};

export interface MayScan {
  /** For reports that try it; records come as objects without one. */
  readonly scanner?: RecordScanner;
}

/** A stream whose mapping says more than this has none; its pages are then read record by record. */
export interface Plain<C extends Columns = Columns> {
  readonly columns: { readonly [K in keyof C]: PlainKind | PlainColumn };
  /** The first of these amounts is the second less the third. */
  readonly difference?: readonly [keyof C & string, keyof C & string, keyof C & string];
}
