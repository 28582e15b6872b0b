/**
 * What is said between the pool and a reader process: a line of JSON each. Questions go in by its standard
 * input, answers come by a socket of their own (file descriptor 3), which is written no faster than it is read.
 */
import { GgrError, StoreError, UsageError } from '../contract/errors.ts';
import type { Parameter } from './parameters.ts';
import { SqlError } from './sql-error.ts';
import type { JsonValue } from './values.ts';

/** What a question is about: a published snapshot, or a store that nobody holds. */
export type Source =
  | { readonly snapshot: string }
  /** The DuckDB file itself, opened to read. */
  | { readonly store: string };

export interface Task {
  readonly source: Source;
  readonly text: string;
  readonly parameters: readonly Parameter[];
  /** Whose SQL it is; DuckDB's without. */
  readonly dialect?: 'postgres' | undefined;
  /**
   * Rows, a Parquet file in the process's own folder, the columns alone of what is not run, or of a check's rows the
   * first and the number of all.
   */
  readonly as: 'rows' | 'parquet' | 'columns' | 'offences';
  /** The most that is answered; bytes are those of the rows as JSON, or of the file. */
  readonly rows: number;
  readonly bytes: number;
}

export type ToReader = { readonly task: Task } | { readonly interrupt: true };

/** What the store or snapshot says of itself. */
export interface Facts {
  readonly reportTimezone?: string | undefined;
  readonly dayStart?: string | undefined;
  /** ISO 8601; as of when the snapshot is. */
  readonly asOf?: string | undefined;
  /** Months that it has forgotten: no answer has them. */
  readonly forgotten?: string | undefined;
}

export type FromReader =
  | { readonly ready: true }
  | {
      readonly columns: {
        readonly names: readonly string[];
        readonly types: readonly string[];
        readonly facts: Facts;
        /** DuckDB's types of its parameters, where the columns alone were asked for; empty where any will do. */
        readonly wanted?: readonly string[];
      };
    }
  | { readonly rows: JsonValue[][] }
  /** The whole answer was sent. */
  | { readonly end: true }
  | { readonly error: Fault };

/** An error on its way out of the process. */
export interface Fault {
  readonly name: 'UsageError' | 'SqlError' | 'StoreError' | 'Error';
  readonly message: string;
  readonly hint?: string | undefined;
  /** Of a StoreError. */
  readonly code?: string | undefined;
  /** Of a SqlError. */
  readonly kind?: string | undefined;
  readonly position?: number | undefined;
}

/** The name of the Parquet file in a process's own folder. */
export const PARQUET_FILE = 'answer.parquet';

export function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { message } = error;
  if (error instanceof SqlError) {
    return { name: 'SqlError', message, kind: error.kind, position: error.position };
  }
  if (error instanceof StoreError) {
    return { name: 'StoreError', message, hint: error.hint, code: error.code };
  }
  if (error instanceof GgrError) return { name: 'UsageError', message, hint: error.hint };
  return { name: 'Error', message };
}

/** The error that a fault was made of. */
export function errorOf({ name, message, hint, code, kind, position }: Fault): Error {
  switch (name) {
    case 'SqlError':
      return new SqlError(kind ?? '', message, position);
    case 'UsageError':
      return new UsageError(message, { hint });
    case 'StoreError':
      return new StoreError(code as StoreError['code'], message, { hint });
    case 'Error':
      return new Error(message);
    default:
      return name satisfies never;
  }
}
