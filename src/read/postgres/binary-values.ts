/** Values as the bytes that Postgres sends to a client that asks for them: pgjdbc does, for some types. */
import type { JsonValue } from '../values.ts';
import { WireError } from './errors.ts';
import { numericBytes } from './numeric.ts';
import { bytesOf, textOf } from './text-values.ts';
import { OID, type PgType } from './types.ts';

/** Postgres counts from here. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;
const LARGEST = 9_223_372_036_854_775_807n;

/** Throws WireError where there is no such form. */
export function binaryOf(value: JsonValue, type: PgType): Uint8Array | null {
  if (value === null) return null;
  if (type.element) return listOf(value, type.element);
  const write = WRITERS[type.oid];
  return write ? write(String(value)) : Buffer.from(textOf(value, type) ?? '');
}

function sized(size: number, put: (bytes: Buffer) => unknown): Buffer {
  const bytes = Buffer.alloc(size);
  put(bytes);
  return bytes;
}

const whole = (value: bigint) => sized(8, (b) => b.writeBigInt64BE(value));

const WRITERS: Readonly<Record<number, (text: string) => Buffer>> = {
  [OID.bool]: (text) => Buffer.from([text === 'true' ? 1 : 0]),
  [OID.int2]: (text) => sized(2, (b) => b.writeInt16BE(Number(text))),
  [OID.int4]: (text) => sized(4, (b) => b.writeInt32BE(Number(text))),
  [OID.oid]: (text) => sized(4, (b) => b.writeUInt32BE(Number(text))),
  [OID.int8]: (text) => whole(BigInt(text)),
  [OID.float4]: (text) => sized(4, (b) => b.writeFloatBE(Number(text))),
  [OID.float8]: (text) => sized(8, (b) => b.writeDoubleBE(Number(text))),
  [OID.numeric]: numericBytes,
  [OID.bytea]: bytesOf,
  [OID.uuid]: (text) => Buffer.from(text.replaceAll('-', ''), 'hex'),
  [OID.date]: (text) => sized(4, (b) => b.writeInt32BE(daysOf(text))),
  [OID.timestamp]: (text) => whole(microsOf(text)),
  [OID.timestamptz]: (text) => whole(microsOf(text)),
  [OID.time]: (text) => whole(timeOf(text)),
  [OID.interval]: intervalOf,
};

function daysOf(iso: string): number {
  if (iso === 'infinity') return 0x7fffffff;
  if (iso === '-infinity') return -0x80000000;
  const days = (Date.parse(`${widened(iso)}T00:00:00Z`) - EPOCH_MS) / DAY_MS;
  if (Number.isFinite(days)) return days;
  // a number that is none would be written as 2000-01-01
  throw new WireError(
    '22008',
    `${iso} is sent as text only: it lies past what can be counted here`,
  );
}

function microsOf(iso: string): bigint {
  if (iso === 'infinity') return LARGEST;
  if (iso === '-infinity') return -LARGEST - 1n;
  const [date = '', time = ''] = iso.replace(/Z$/, '').split('T');
  return BigInt(daysOf(date)) * BigInt(DAY_MS) * 1000n + timeOf(time);
}

/** A year that is not of four digits has a sign and six, for Date. */
function widened(date: string): string {
  const [, sign, year = '', rest] = /^([+-]?)(\d+)(-\d\d-\d\d)$/.exec(date) ?? [];
  if (!sign && year.length === 4) return date;
  return `${sign || '+'}${year.padStart(6, '0')}${rest}`;
}

function timeOf(text: string): bigint {
  const [clock = '', fraction = ''] = text.split('.');
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
  const micros = BigInt(fraction.padEnd(6, '0').slice(0, 6));
  return BigInt((hours * 60 + minutes) * 60 + seconds) * 1_000_000n + micros;
}

/** `1 year 2 months 3 days -04:05:06.7`, as DuckDB writes it: months, days and microseconds are kept apart. */
function intervalOf(text: string): Buffer {
  const parts = { year: 0, month: 0, day: 0 };
  for (const [, count, unit] of text.matchAll(/(-?\d+) (year|month|day)/g)) {
    parts[unit as keyof typeof parts] = Number(count);
  }
  const [, sign, clock = ''] = /(-?)(\d+:\d\d:\d\d(?:\.\d+)?)$/.exec(text) ?? [];
  const micros = clock === '' ? 0n : timeOf(clock);
  return sized(16, (b) => {
    b.writeBigInt64BE(sign === '-' ? -micros : micros, 0);
    b.writeInt32BE(parts.day, 8);
    b.writeInt32BE(12 * parts.year + parts.month, 12);
  });
}

/** One dimension, or two of equal rows. */
function listOf(value: JsonValue, element: PgType): Buffer {
  const items = Array.isArray(value) ? value : [value];
  if (items.some(Array.isArray)) {
    throw new WireError('0A000', 'a list of lists is sent as text only', {
      hint: 'unnest it, or cast it to varchar',
    });
  }
  const cells = items.map((item) => binaryOf(item, element));
  const head = sized(items.length === 0 ? 12 : 20, (b) => {
    b.writeInt32BE(items.length === 0 ? 0 : 1, 0);
    b.writeInt32BE(items.includes(null) ? 1 : 0, 4);
    b.writeUInt32BE(element.oid, 8);
    if (items.length === 0) return;
    b.writeInt32BE(items.length, 12);
    b.writeInt32BE(1, 16);
  });
  return Buffer.concat([head, ...cells.flatMap((cell) => withLength(cell))]);
}

/** A value and its length before it; null has the length -1. */
export function withLength(cell: Uint8Array | null): Uint8Array[] {
  const length = sized(4, (b) => b.writeInt32BE(cell?.length ?? -1));
  return cell ? [length, cell] : [length];
}
