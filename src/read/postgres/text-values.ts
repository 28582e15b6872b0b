/** Values as the text that Postgres writes. They come from a reader as JSON (values.ts). */
import type { JsonValue } from '../values.ts';
import { OID, type PgType } from './types.ts';

/** Null stays null. */
export function textOf(value: JsonValue, type: PgType): string | null {
  if (value === null) return null;
  if (type.element) return listOf(value, type.element);
  switch (type.oid) {
    case OID.bool:
      return value === true ? 't' : 'f';
    case OID.timestamp:
      return instantOf(String(value));
    case OID.timestamptz:
      return instantOf(String(value)).replace(/^(\d[^ ]* [\d:.]+)/, '$1+00');
    case OID.date:
      return dateOf(String(value));
    case OID.interval:
      return String(value).replaceAll('month', 'mon');
    case OID.bytea:
      return `\\x${bytesOf(String(value)).toString('hex')}`;
    case OID.float4:
    case OID.float8:
      return String(value);
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}

/** `2025-03-01T04:05:06.789Z` without what is ISO's. */
function instantOf(iso: string): string {
  const [date = '', time] = iso.split('T');
  if (time === undefined) return iso;
  const [day, era] = dateOf(date).split(' ');
  return `${day} ${time.replace(/Z$/, '')}${era ? ` ${era}` : ''}`;
}

/** Years before Christ are negative in ISO, where there is a year 0; past 9999 they have a sign. */
function dateOf(iso: string): string {
  const [, sign, year, rest] = /^([+-]?)(\d+)(-\d\d-\d\d)$/.exec(iso) ?? [];
  if (year === undefined) return iso;
  if (sign !== '-' && Number(year) > 0) return `${year.replace(/^0+(?=\d{4})/, '')}${rest}`;
  return `${String(Number(year) + 1).padStart(4, '0')}${rest} BC`;
}

/** Bytes of DuckDB's way to write them: what is printable, and \xNN. */
export function bytesOf(text: string): Buffer {
  const parts = text.match(/\\x[0-9A-Fa-f]{2}|[\s\S]/g) ?? [];
  return Buffer.from(
    parts.map((part) =>
      part.length > 1 ? Number.parseInt(part.slice(2), 16) : part.charCodeAt(0),
    ),
  );
}

/** `{1,NULL,"a b"}`. */
function listOf(value: JsonValue, element: PgType): string {
  if (!Array.isArray(value)) return quoted(textOf(value, element));
  return `{${value.map((each) => (Array.isArray(each) ? listOf(each, element) : quoted(textOf(each, element)))).join(',')}}`;
}

function quoted(text: string | null): string {
  if (text === null) return 'NULL';
  if (text !== '' && !/[{}",\\\s]/.test(text) && text.toLowerCase() !== 'null') return text;
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
