/** One value of an ordinary record into its column; false where it is not plainly right. */
import { LosslessNumber } from 'lossless-json';
import { exactDecimal, exactFloat, exactProduct } from './exact-numbers.ts';
import { toJson } from './json.ts';
import type { FilledColumn, PlainField } from './plain-fields.ts';

const INT32_LIMIT = 2 ** 31;
export const MICROS = 1_000_000;
/** Ten digits, as PV's document has times in seconds. */
export const FIRST_SECONDS = 1_000_000_000;
export const LAST_SECONDS = 9_999_999_999;

/** Writes the value, unless a better field of the same column came before it. Throws Refusal for what is no JSON. */
export function putValue(field: PlainField, value: unknown, row: number): boolean {
  switch (field.kind) {
    case 'text':
      return putText(field, value, row);
    case 'json': {
      if (!field.accepts(value)) return false;
      if (claims(field, row)) field.column.buffer.text(row, toJson(value));
      return true;
    }
    case 'boolean':
      return putBoolean(field, value, row);
    default:
      return putNumber(field, value, row);
  }
}

/** Whether the field's value is the one of its column, so far. */
function claims({ column, rank }: PlainField, row: number): boolean {
  if (column.row === row && column.rank <= rank) return false;
  column.row = row;
  column.rank = rank;
  return true;
}

function putText(field: PlainField, value: unknown, row: number): boolean {
  const text = textOf(field, value);
  if (text === undefined || text.length > field.longest) return false;
  if (text === '') {
    if (!field.takesEmpty) return false;
    if (field.skipsEmpty) return true;
  }
  if (field.isOneOfMany && !text.isWellFormed()) return false;
  if (claims(field, row)) field.column.buffer.text(row, text);
  return true;
}

/** A text, or a number where the schema takes one for a text. */
function textOf({ takesNumber, takesLong }: PlainField, value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') {
    return takesNumber && Number.isFinite(value) ? String(value) : undefined;
  }
  return takesLong && value instanceof LosslessNumber ? value.value : undefined;
}

function putBoolean(field: PlainField, value: unknown, row: number): boolean {
  const isBit = field.takesBit && (value === 0 || value === 1);
  if (typeof value !== 'boolean' && !isBit) return false;
  if (claims(field, row)) field.column.buffer.boolean(row, value === true || value === 1);
  return true;
}

function putNumber(field: PlainField, value: unknown, row: number): boolean {
  if (value === '' && field.skipsEmpty) return field.takesEmpty;
  const number = numberOf(field, value);
  if (!(number >= field.least)) return false; // NaN, too
  const { column } = field;
  if (!claims(field, row)) return true;
  write(column, row, number);
  column.value = number;
  return true;
}

function write({ buffer }: FilledColumn, row: number, number: number): void {
  if (buffer.width === 4) buffer.int32(row, number);
  else buffer.int64(row, number);
}

/** What of the value stands in the column; NaN where that takes a closer look. */
function numberOf(field: PlainField, value: unknown): number {
  switch (field.kind) {
    case 'li':
    case 'int64':
      return exactProduct(value, field.times);
    case 'int32': {
      const whole = exactProduct(value, 1);
      return whole >= -INT32_LIMIT && whole < INT32_LIMIT ? whole : Number.NaN;
    }
    case 'decimal': {
      const text = textOf(field, value);
      return text === undefined ? Number.NaN : exactDecimal(text, field.times);
    }
    case 'float':
      return exactFloat(value, field.times);
    case 'seconds':
      return typeof value === 'number' && value >= FIRST_SECONDS && value <= LAST_SECONDS
        ? exactProduct(value, MICROS)
        : Number.NaN;
    default: {
      const micros = typeof value === 'string' ? field.micros(value) : Number.NaN;
      return Number.isSafeInteger(micros) ? micros : Number.NaN;
    }
  }
}
