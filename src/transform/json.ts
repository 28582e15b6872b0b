/**
 * JSON without losing a digit. `JSON.parse` is exact for numbers of up to 15 significant digits and
 * seven times faster than a lossless parser, so the lossless one runs only where the text holds more
 * (docs/decisions/0003).
 */
import { isLosslessNumber, LosslessNumber, parse, stringify } from 'lossless-json';

/** A JSON number: a JavaScript number only where that is exact. */
export type JsonNumber = number | LosslessNumber;

const MAY_LOSE_DIGITS = /[0-9][0-9.]{15}|[:[,]\s*-?[0-9]+(?:\.[0-9]+)?[eE]/;
const EXACT_AS_NUMBER = /^-?(?=(?:\.?[0-9]){1,15}$)[0-9]+(?:\.[0-9]+)?$/;

/** Parses a document; numbers that a double cannot hold exactly come as LosslessNumber. */
export function parseJson(text: string): unknown {
  if (!MAY_LOSE_DIGITS.test(text)) return JSON.parse(text);
  return parse(text, undefined, {
    parseNumber: (digits) =>
      EXACT_AS_NUMBER.test(digits) ? Number(digits) : new LosslessNumber(digits),
  });
}

/** The inverse of parseJson. */
export function toJson(value: unknown): string {
  return stringify(value) ?? 'null';
}

export function isJsonNumber(value: unknown): value is JsonNumber {
  return typeof value === 'number' || isLosslessNumber(value);
}

/** The number as text, digit for digit up to insignificant zeros. */
export function numberText(value: JsonNumber): string {
  return typeof value === 'number' ? String(value) : value.value;
}

const INTEGER = /^-?[0-9]+(?:\.0*)?$/;

/** Whether a JSON value is a whole number, of any size. */
export function isJsonInteger(value: unknown): value is JsonNumber {
  if (typeof value === 'number') return Number.isInteger(value);
  return isLosslessNumber(value) && INTEGER.test(value.value);
}

/** A whole JSON number as a bigint. */
export function integerOf(value: JsonNumber): bigint {
  return typeof value === 'number' ? BigInt(value) : BigInt(value.value.replace(/\.0*$/, ''));
}
