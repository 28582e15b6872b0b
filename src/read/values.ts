/** How values of DuckDB are written for people and programs. */
import {
  DuckDBArrayValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { isoOfDays, isoOfNanos } from '../transform/time.ts';

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | { [key: string]: JsonValue };

/** A value of DuckDB, or what became of one that was made in another process. */
export type Cell = DuckDBValue | JsonValue;

/**
 * As JSON: decimals as text, whole numbers past 2^53 as text, timestamps of every precision as ISO 8601
 * with Z, ratios as numbers (NaN and infinities, which JSON lacks, as text). See docs/formats.md.
 */
export function toJsonValue(value: Cell): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') {
    const isSafe =
      value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER);
    return isSafe ? Number(value) : value.toString();
  }
  if (value instanceof DuckDBDecimalValue) return value.toString();
  if (value instanceof DuckDBDateValue) {
    return value.isFinite ? isoOfDays(BigInt(value.days)) : infinity(value.days > 0);
  }
  const instant = nanosOf(value);
  if (instant) return instant.isFinite ? isoOfNanos(instant.nanos) : infinity(instant.nanos > 0n);
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) {
    return value.items.map(toJsonValue);
  }
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([k, v]) => [k, toJsonValue(v)]));
  }
  if (value instanceof DuckDBMapValue) {
    return value.entries.map((e) => ({ key: toJsonValue(e.key), value: toJsonValue(e.value) }));
  }
  return isPlain(value) ? value : String(value);
}

function isPlain(value: object): value is JsonValue[] | { [key: string]: JsonValue } {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** A timestamp of any precision; undefined for other values. */
function nanosOf(value: Cell): { readonly nanos: bigint; readonly isFinite: boolean } | undefined {
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return { nanos: value.micros * 1000n, isFinite: value.isFinite };
  }
  if (value instanceof DuckDBTimestampSecondsValue) {
    return { nanos: value.seconds * 1_000_000_000n, isFinite: value.isFinite };
  }
  if (value instanceof DuckDBTimestampMillisecondsValue) {
    return { nanos: value.millis * 1_000_000n, isFinite: value.isFinite };
  }
  if (value instanceof DuckDBTimestampNanosecondsValue) return value;
  return undefined;
}

/** As DuckDB writes and reads it; a year would look like a date. */
function infinity(isAfterAll: boolean): string {
  return isAfterAll ? 'infinity' : '-infinity';
}

/** As text for tables and CSV; null is empty. */
export function toText(value: Cell): string {
  const json = toJsonValue(value);
  if (json === null) return '';
  return typeof json === 'object' ? JSON.stringify(json) : String(json);
}
