/** Values that a client binds, as text or in Postgres' binary forms, for a reader. */
import type { Parameter } from '../parameters.ts';
import { WireError } from './errors.ts';
import { decode } from './inbox.ts';
import { numericText } from './numeric.ts';
import { LIST_OIDS, OID } from './types.ts';

/** A parameter whose type is not said, or is a text's, is a literal, of whatever type is needed there. */
const TYPES: Readonly<Record<number, string>> = {
  [OID.bool]: 'BOOLEAN',
  [OID.int2]: 'SMALLINT',
  [OID.int4]: 'INTEGER',
  [OID.int8]: 'BIGINT',
  [OID.oid]: 'BIGINT',
  [OID.float4]: 'FLOAT',
  [OID.float8]: 'DOUBLE',
  [OID.numeric]: 'DECIMAL',
  [OID.date]: 'DATE',
  [OID.time]: 'TIME',
  [OID.timestamp]: 'TIMESTAMP',
  [OID.timestamptz]: 'TIMESTAMP WITH TIME ZONE',
  [OID.interval]: 'INTERVAL',
  [OID.uuid]: 'UUID',
  [OID.bytea]: 'BLOB',
};

export interface Bound {
  readonly oid: number;
  readonly isBinary: boolean;
  readonly bytes: Buffer | null;
}

/** Throws WireError for a form that is not known here. */
export function parameterOf({ oid, isBinary, bytes }: Bound): Parameter {
  const type = TYPES[oid];
  const typed = type === undefined ? {} : { type };
  if (bytes === null) return { ...typed, value: null };
  if (isBinary) return { ...typed, value: fromBinary(oid, bytes) };
  const text = decode(bytes);
  if (oid === OID.bytea) return { ...typed, value: blobOf(bytesOfText(text)) };
  return { ...typed, value: text };
}

const EPOCH_MS = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;

const READERS: Readonly<Record<number, (bytes: Buffer) => string>> = {
  [OID.bool]: (b) => (b[0] === 1 ? 'true' : 'false'),
  [OID.int2]: (b) => String(b.readInt16BE(0)),
  [OID.int4]: (b) => String(b.readInt32BE(0)),
  [OID.oid]: (b) => String(b.readUInt32BE(0)),
  [OID.int8]: (b) => String(b.readBigInt64BE(0)),
  [OID.float4]: (b) => String(b.readFloatBE(0)),
  [OID.float8]: (b) => String(b.readDoubleBE(0)),
  [OID.numeric]: numericText,
  [OID.date]: (b) => isoOf(EPOCH_MS + b.readInt32BE(0) * DAY_MS).slice(0, 10),
  [OID.timestamp]: (b) => instantOf(b.readBigInt64BE(0)),
  [OID.timestamptz]: (b) => `${instantOf(b.readBigInt64BE(0))}+00`,
  [OID.uuid]: (b) => b.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
  [OID.bytea]: blobOf,
  [OID.interval]: (b) =>
    `${b.readInt32BE(12)} months ${b.readInt32BE(8)} days ${b.readBigInt64BE(0)} microseconds`,
  [OID.time]: (b) => instantOf(b.readBigInt64BE(0)).slice(11),
};
const TEXTS: ReadonlySet<number> = new Set([
  0,
  OID.text,
  OID.varchar,
  OID.bpchar,
  OID.name,
  OID.unknown,
  OID.json,
]);

function fromBinary(oid: number, bytes: Buffer): string {
  if (TEXTS.has(oid)) return decode(bytes);
  const read = LIST_OIDS.has(oid) ? listText : READERS[oid];
  if (!read) {
    throw new WireError('0A000', `a parameter of type ${oid} is not taken in binary`, {
      hint: 'bind it as text',
    });
  }
  try {
    return read(bytes);
  } catch (cause) {
    if (cause instanceof WireError) throw cause;
    throw new WireError('22P03', `a binary parameter of type ${oid} is malformed`, { cause });
  }
}

/** A list of one dimension, as text. */
function listText(bytes: Buffer): string {
  const dimensions = bytes.readInt32BE(0);
  if (dimensions === 0) return '{}';
  if (dimensions > 1) throw new WireError('0A000', 'a list of lists cannot be bound');
  const [oid, count] = [bytes.readInt32BE(8), bytes.readInt32BE(12)];
  const items: string[] = [];
  for (let [i, at] = [0, 20]; i < count; i += 1) {
    const length = bytes.readInt32BE(at);
    if (at + 4 + length > bytes.length) throw new RangeError('a value ends behind its list');
    const cell = bytes.subarray(at + 4, at + 4 + Math.max(0, length));
    items.push(length < 0 ? 'NULL' : `"${fromBinary(oid, cell).replaceAll(/["\\]/g, '\\$&')}"`);
    at += 4 + Math.max(0, length);
  }
  return `{${items.join(',')}}`;
}

function isoOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function instantOf(micros: bigint): string {
  const day = 1_000_000n;
  const rest = ((micros % day) + day) % day;
  const seconds = Number((micros - rest) / 1000n);
  const whole = isoOf(EPOCH_MS + seconds)
    .slice(0, 19)
    .replace('T', ' ');
  return `${whole}.${String(rest).padStart(6, '0')}`;
}

/** As DuckDB reads bytes out of a text. */
function blobOf(bytes: Uint8Array): string {
  return [...bytes]
    .map((byte) => `\\x${byte.toString(16).padStart(2, '0').toUpperCase()}`)
    .join('');
}

function bytesOfText(text: string): Buffer {
  return text.startsWith('\\x') ? Buffer.from(text.slice(2), 'hex') : Buffer.from(text);
}
