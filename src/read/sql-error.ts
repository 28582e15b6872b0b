/** What DuckDB says against someone's SQL, with the place in their own text. */
import { UsageError } from '../contract/errors.ts';

/** A statement that DuckDB does not take, or that failed; `position` is counted in characters from 1. */
export class SqlError extends UsageError {
  /** DuckDB's class of it: Parser, Binder, Catalog, Conversion… */
  readonly kind: string;
  readonly position: number | undefined;

  constructor(kind: string, message: string, position?: number) {
    super(message);
    this.kind = kind;
    this.position = position;
  }
}

/** After these the process that DuckDB runs in is not to be trusted with another statement. */
const BROKEN: ReadonlySet<string> = new Set(['FATAL', 'INTERNAL', 'Invalid', 'Connection']);

/** Whether DuckDB itself failed, and not the statement. */
export function isBroken(kind: string | undefined): boolean {
  return kind !== undefined && BROKEN.has(kind);
}

/** Where DuckDB's errors come as JSON, some that it does not make itself still come as text. */
const AS_TEXT = /^([A-Za-z][A-Za-z ]*) Error: (.*)/s;

interface EngineFault {
  readonly exception_type?: unknown;
  readonly exception_message?: unknown;
  /** In bytes from 0. */
  readonly position?: unknown;
}

/**
 * An error of a connection whose errors come as JSON (errors_as_json), as a SqlError; `place` finds the byte
 * of the asker's text that a byte of the text that ran came from. What is not DuckDB's passes unchanged.
 */
export function asSqlError(
  error: unknown,
  text: string,
  place: (byte: number) => number | undefined = (byte) => byte,
): unknown {
  if (!(error instanceof Error)) return error;
  const fault = parseFault(error.message);
  if (!fault) {
    const [, said, says = ''] = AS_TEXT.exec(error.message) ?? [];
    return said === undefined ? error : new SqlError(said, `${said} Error: ${says}`);
  }
  const kind = String(fault.exception_type);
  const byte = fault.position === undefined ? undefined : place(Number(fault.position));
  return sqlError(kind, String(fault.exception_message), { text, byte });
}

/** A SqlError whose message shows the line and the place, as DuckDB does. */
export function sqlError(
  kind: string,
  says: string,
  { text, byte }: { readonly text: string; readonly byte: number | undefined },
): SqlError {
  const head = `${kind} Error: ${says}`;
  if (byte === undefined) return new SqlError(kind, head);
  const before = Buffer.from(text).subarray(0, byte).toString();
  const lines = before.split('\n');
  const column = lines.at(-1)?.length ?? 0;
  const line = text.split('\n')[lines.length - 1] ?? '';
  const label = `LINE ${lines.length}: `;
  const [from, to] = [Math.max(0, column - 60), column + 60];
  const caret = ' '.repeat(label.length + column - from);
  const shown = `${label}${line.slice(from, to)}\n${caret}^`;
  return new SqlError(kind, `${head}\n\n${shown}`, [...before].length + 1);
}

/** The JSON of the message, in front of which DuckDB's client may have put words. */
function parseFault(message: string): EngineFault | undefined {
  const from = message.indexOf('{"exception_type"');
  if (from < 0) return undefined;
  try {
    return JSON.parse(message.slice(from)) as EngineFault;
  } catch {
    return undefined;
  }
}
