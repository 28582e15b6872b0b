/** The values of PV's records: whole numbers are int64 in the document, and may exceed 2^53. */
import * as z from 'zod';
import { Refusal } from '../../contract/errors.ts';
import type { ScannedRecords } from '../../contract/plain.ts';
import {
  integerOf,
  isJsonInteger,
  isJsonNumber,
  type JsonNumber,
  notNumber,
} from '../../transform/json.ts';
import { ScannedColumns } from '../../transform/scanned-columns.ts';

export const wholeNumber = z.custom<JsonNumber>(isJsonInteger, notNumber('a whole number'));

/** Of floats that PV sums, and of odds. */
export const anyNumber = z.custom<JsonNumber>(isJsonNumber, notNumber('a number'));

/** A list of records; without any, some servers write null. */
export const recordList = z
  .array(z.unknown())
  .nullable()
  .transform((list) => list ?? []);

/** The same, where a scanner may have read it. */
export const scannedList = z.union([
  z.custom<ScannedRecords>((value) => value instanceof ScannedColumns),
  recordList,
]);

const INT64_LIMIT = 2n ** 63n;
const INT32_LIMIT = 2n ** 31n;

/** For a BIGINT column. */
export function int64(value: JsonNumber, field: string): bigint {
  const whole = integerOf(value);
  if (whole >= INT64_LIMIT || whole < -INT64_LIMIT) throw new Refusal(field, 'does not fit int64');
  return whole;
}

/** For an INTEGER column: codes such as a state or a feature. */
export function int32(value: JsonNumber, field: string): number {
  const whole = integerOf(value);
  if (whole >= INT32_LIMIT || whole < -INT32_LIMIT) throw new Refusal(field, 'does not fit int32');
  return Number(whole);
}

/** Applies a conversion where there is a value. */
export function maybe<T, R>(value: T | null | undefined, convert: (value: T) => R): R | null {
  return value === null || value === undefined ? null : convert(value);
}
