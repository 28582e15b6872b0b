/** What goes wrong, with the class (SQLSTATE) by which Postgres' clients tell errors apart. */
import { GgrError, Interrupted, StoreError, UsageError } from '../../contract/errors.ts';
import { SqlError } from '../sql-error.ts';

interface More {
  readonly hint?: string | undefined;
  /** Counted in characters from 1. */
  readonly position?: number | undefined;
  /** Ends the connection. */
  readonly fatal?: boolean;
  readonly cause?: unknown;
}

/** An error as it goes over the wire. */
export class WireError extends Error {
  readonly state: string;
  readonly hint: string | undefined;
  readonly position: number | undefined;
  readonly isFatal: boolean;

  constructor(state: string, message: string, { hint, position, fatal, cause }: More = {}) {
    super(message, { cause });
    this.name = 'WireError';
    this.state = state;
    this.hint = hint;
    this.position = position;
    this.isFatal = fatal ?? false;
  }
}

/** The client, or another connection of it, wants no answer any more; or it has left. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

export const READ_ONLY = '25006';

/** Of DuckDB's classes, where nothing in the message says more. */
const STATES: Readonly<Record<string, string>> = {
  Parser: '42601',
  Syntax: '42601',
  Binder: '42P10',
  Catalog: '42704',
  Conversion: '22P02',
  'Out of Range': '22003',
  'Invalid Input': '22023',
  'Mismatch Type': '42804',
  'Out of Memory': '53200',
  Constraint: '23000',
  Permission: '42501',
  'Not implemented': '0A000',
  Interrupt: '57014',
  IO: '58030',
};

/** By the message, where the class alone is too coarse; the first that fits. */
const BY_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^Catalog Error: Table with name/, '42P01'],
  [/^Catalog Error: \w+ (?:\w+ )?Function with name/, '42883'],
  [/^Catalog Error: Schema with name/, '3F000'],
  [/^Binder Error: Catalog "/, '42P01'],
  [/^Binder Error: (Referenced column|Table "[^"]*" does not have a column|Column)/, '42703'],
  [/^Binder Error: Referenced table/, '42P01'],
  [/^Binder Error: Ambiguous reference/, '42702'],
  [/^Binder Error: No function matches/, '42883'],
  [/^Binder Error: Cannot (compare|mix) values/, '42804'],
  [/^Binder Error: column .* must appear in the GROUP BY/, '42803'],
  [/only reads$/, READ_ONLY],
  [/(is not for queries|files cannot be read)$/, '42501'],
  [/ran longer than/, '57014'],
  [/took more than/, '53200'],
  [/its result has more than/, '54000'],
  [/parameters?, and \d+ are given/, '08P01'],
  [/ended the process it ran in/, '58000'],
  [/there is no statement/, '42601'],
];

/** Every error as one of the wire; what nobody expected says nothing of itself. */
export function asWireError(error: unknown): WireError {
  if (error instanceof WireError) return error;
  if (error instanceof Cancelled) {
    return new WireError('57014', 'canceling statement due to user request');
  }
  if (error instanceof Interrupted) {
    return new WireError('57P01', 'the daemon stops', { hint: 'connect again', fatal: true });
  }
  if (error instanceof SqlError) {
    // a client shows the line and the place itself
    const [message = ''] = error.message.split('\n\nLINE ');
    return new WireError(stateOf(message, STATES[error.kind] ?? '42000'), message, error);
  }
  if (error instanceof UsageError) {
    return new WireError(stateOf(error.message, '42000'), error.message, { hint: error.hint });
  }
  if (error instanceof StoreError) {
    return new WireError('57P03', error.message, { hint: error.hint });
  }
  if (error instanceof GgrError) {
    return new WireError('58000', error.message, { hint: error.hint });
  }
  return new WireError('XX000', 'the readers failed; the log of the daemon says why', {
    cause: error,
  });
}

function stateOf(message: string, otherwise: string): string {
  return BY_WORDS.find(([words]) => words.test(message))?.[1] ?? otherwise;
}
