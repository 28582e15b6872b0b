/** Rows on their way to a client: columns described, values written in the form it asked for. */
import type { Facts } from '../reader-protocol.ts';
import type { JsonValue } from '../values.ts';
import { binaryOf } from './binary-values.ts';
import { WireError } from './errors.ts';
import type { Outbox } from './outbox.ts';
import { textOf } from './text-values.ts';
import { type PgType, pgType } from './types.ts';

export interface Column {
  readonly name: string;
  readonly type: PgType;
}

/** What a portal reads from. */
export interface Source {
  readonly columns: readonly Column[];
  /** DuckDB's types of its parameters, where the columns alone were asked for. */
  readonly wanted?: readonly string[] | undefined;
  /** What their snapshot says of itself; nothing of rows that are no reader's. */
  readonly facts?: Facts;
  readonly batches: AsyncIterator<readonly JsonValue[][]>;
  /** Aborted when it is ended before its end, such as by its time. */
  readonly stopped?: AbortSignal | undefined;
  /** Ends what is under way. Harmless twice. */
  readonly close: () => void;
}

/** For each column whether it goes in binary: none said is text, one said is for all. */
export type Formats = readonly number[];

const isBinary = (formats: Formats, column: number) =>
  (formats.length === 1 ? formats[0] : formats[column]) === 1;

/** Of names and DuckDB's types. */
export function columnsOf(names: readonly string[], types: readonly string[]): Column[] {
  return names.map((name, i) => ({ name, type: pgType(types[i] ?? '') }));
}

/** A source that is known whole. */
export function fixedSource(names: readonly string[], rows: JsonValue[][]): Source {
  return {
    columns: columnsOf(
      names,
      names.map(() => 'VARCHAR'),
    ),
    batches: (async function* () {
      yield rows;
    })(),
    close: () => {},
  };
}

export function describeColumns(
  outbox: Outbox,
  columns: readonly Column[],
  formats: Formats,
): void {
  outbox.begin('T').int16(columns.length);
  for (const [i, { name, type }] of columns.entries()) {
    outbox.text(name).int32(0).int16(0);
    outbox.int32(type.oid).int16(type.size).int32(type.modifier);
    outbox.int16(isBinary(formats, i) ? 1 : 0);
  }
  outbox.end();
}

export function writeRow(
  outbox: Outbox,
  row: readonly JsonValue[],
  { columns, formats }: { readonly columns: readonly Column[]; readonly formats: Formats },
): void {
  outbox.begin('D').int16(columns.length);
  try {
    for (const [i, { type }] of columns.entries()) {
      const value = row[i] ?? null;
      outbox.value(isBinary(formats, i) ? binaryOf(value, type) : textOf(value, type));
    }
  } catch (error) {
    outbox.undo();
    throw error;
  }
  outbox.end();
}

export function writeError(outbox: Outbox, error: WireError): void {
  const { state, message, hint, position } = error;
  const P = position === undefined ? undefined : String(position);
  const severity = error.isFatal ? 'FATAL' : 'ERROR';
  writeFields(outbox, 'E', { S: severity, V: severity, C: state, M: message, H: hint, P });
}

/** What is no error, and worth a word. */
export function writeNotice(outbox: Outbox, message: string, hint: string): void {
  writeFields(outbox, 'N', { S: 'NOTICE', V: 'NOTICE', C: '00000', M: message, H: hint });
}

function writeFields(
  outbox: Outbox,
  type: 'E' | 'N',
  fields: Readonly<Record<string, string | undefined>>,
): void {
  outbox.begin(type);
  for (const [letter, value] of Object.entries(fields)) {
    if (value !== undefined) outbox.int8(letter.charCodeAt(0)).text(value);
  }
  outbox.int8(0).end();
}

/** Bytes of another type than was told would be read as that: a wrong value, or none. Throws WireError. */
export function refuseOther(
  columns: readonly Column[],
  told: readonly Column[] | undefined,
  formats: Formats,
): void {
  const i = columns.findIndex(
    ({ type }, at) => told && told[at]?.type.oid !== type.oid && isBinary(formats, at),
  );
  if (i < 0) return;
  throw new WireError('0A000', `the type of column ${i + 1} depends on the value of a parameter`, {
    hint: 'cast the parameter: $1::integer',
  });
}
