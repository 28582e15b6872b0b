/**
 * JSON without losing a digit. `JSON.parse` is exact for numbers of up to 15 significant digits and
 * seven times faster than a lossless parser, so the lossless one runs only where the text holds more
 * (docs/decisions/0003).
 */
import { isLosslessNumber, LosslessNumber, parse, stringify } from 'lossless-json';
import { cutDeep, restore } from './json-depth.ts';
import { countKeys, countNames } from './json-names.ts';

/** A JSON number: a JavaScript number only where that is exact. */
export type JsonNumber = number | LosslessNumber;

/** As many digits, the point among them, as a double may not hold. */
const LONG = 16;
/** An exponent of three digits may exceed the range of a double. */
const HUGE_EXPONENT = /[0-9][eE][+-]?[0-9]{3,}[,}\]\s]/;
/** What JSON.parse takes of a text without such numbers: a number is read alike whatever stands beside it. */
const EXACT_AS_NUMBER =
  /^-?(?=(?:\.?[0-9]){1,15}(?:[eE]|$))[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?$/;

/** Of a name, for a message. */
const LONGEST_NAME = 64;
/** A text of this length is looked at before it is parsed: brackets alone would take 60 times its size. */
const LARGE = 8 * 1024 * 1024;
/** Longer numbers are no amounts, ids or times, and arithmetic on a million digits takes minutes. */
const LONGEST_NUMBER = 400;

/** An object of the document has two values under one name. */
export class RepeatedName extends SyntaxError {}

/**
 * Parses a document; numbers that a double cannot hold exactly come as LosslessNumber, and what is nested
 * too deeply as TooDeep: the record that holds it is refused, not the page. Throws RepeatedName.
 */
export function parseJson(text: string): unknown {
  if (text.length < LARGE && isExact(text)) return parsePlain(text) ?? parseLossless(text);
  const shallow = cutDeep(text);
  const isPlain = shallow.cut.length === 0 && isExact(text);
  return (isPlain ? parsePlain(text) : undefined) ?? parseShallow(shallow);
}

/** By JSON.parse, which does not recurse; undefined where it is nested too deeply, or may name a field twice. */
function parsePlain(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return countKeys(value) === countNames(text) ? value : undefined;
}

function isExact(text: string): boolean {
  return !holdsLongNumber(text) && !HUGE_EXPONENT.test(text);
}

function parseLossless(text: string): unknown {
  return parseShallow(cutDeep(text));
}

function parseShallow({ text, cut }: ReturnType<typeof cutDeep>): unknown {
  return parse(text, cut.length > 0 ? restore(cut) : undefined, {
    parseNumber: (digits) =>
      EXACT_AS_NUMBER.test(digits) ? Number(digits) : new LosslessNumber(digits),
    // the same value once more says nothing else
    onDuplicateKey: ({ key }) => {
      throw new RepeatedName(`${JSON.stringify(key.slice(0, LONGEST_NAME))} has two values`);
    },
  });
}

/**
 * Whether a run of 16 digits and points stands anywhere. A run that long covers one index in sixteen,
 * so only those are looked at: 0.3 ms for a page of 540 KB, where a regular expression took 3 ms.
 */
function holdsLongNumber(text: string): boolean {
  for (let i = LONG - 1; i < text.length; i += LONG) {
    if (!isDigitOrPoint(text.charCodeAt(i))) continue;
    let first = i;
    let last = i;
    while (first > 0 && isDigitOrPoint(text.charCodeAt(first - 1))) first -= 1;
    while (last + 1 < text.length && isDigitOrPoint(text.charCodeAt(last + 1))) last += 1;
    if (last - first + 1 >= LONG) return true;
  }
  return false;
}

function isDigitOrPoint(code: number): boolean {
  return code <= 57 && code >= 46 && code !== 47; // '0' to '9' and '.', not '/'
}

/** The inverse of parseJson. Throws Refusal for what is nested too deeply. */
export function toJson(value: unknown, indent?: number): string {
  return stringify(value, undefined, indent) ?? 'null';
}

/** Whether a JSON value is a number of a length that anything is done with. */
export function isJsonNumber(value: unknown): value is JsonNumber {
  return typeof value === 'number' || (isLosslessNumber(value) && !isOverlong(value));
}

function isOverlong(value: LosslessNumber): boolean {
  return value.value.length > LONGEST_NUMBER;
}

/** A schema's message for what is no such number: "not a whole number", or why this one is not taken. */
export function notNumber(what: string) {
  return {
    error: ({ input }: { readonly input?: unknown }) =>
      isLosslessNumber(input) && isOverlong(input)
        ? `a number of ${input.value.length} characters: more than ${LONGEST_NUMBER}`
        : `not ${what}`,
  };
}

/** The number as text, digit for digit up to insignificant zeros. */
export function numberText(value: JsonNumber): string {
  return typeof value === 'number' ? String(value) : value.value;
}

const INTEGER = /^-?[0-9]+(?:\.0*)?$/;

/** Whether a JSON value is a whole number, of any size. */
export function isJsonInteger(value: unknown): value is JsonNumber {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  return isJsonNumber(value) && INTEGER.test(numberText(value));
}

/** A whole JSON number as a bigint. */
export function integerOf(value: JsonNumber): bigint {
  return typeof value === 'number' ? BigInt(value) : BigInt(value.value.replace(/\.0*$/, ''));
}
