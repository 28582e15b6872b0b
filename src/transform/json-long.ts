/**
 * Documents with long numbers, by JSON.parse all the same: each is marked as a text of its own first and becomes a
 * LosslessNumber after, four times as fast as to parse all of it losslessly (pages with the noise of floats).
 */
import { LosslessNumber } from 'lossless-json';

/** Begins a text that stands for a number; no other text of such a document has the character. */
const MARK = '\u0000';
const MARK_ESCAPED = '\\u0000';
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const BEFORE_A_NUMBER = /[[:,\s]/;
const BEHIND_A_NUMBER = /[\],}\s]/;

/** Where a run of digits and points stands: [first, last]. */
export type Run = readonly [number, number];

/**
 * The document, or undefined where the lossless parser must read it. What looks like a number and stands in a text
 * would end the text at its mark, and a backslash behind that is no JSON: so what parses was marked rightly.
 */
export function parseMarked(
  text: string,
  runs: Iterable<Run>,
  isExact: (digits: string) => boolean,
): unknown {
  if (text.includes(MARK_ESCAPED)) return undefined;
  const parts: string[] = [];
  let end = 0;
  for (const run of runs) {
    const number = numberAt(text, run);
    if (number === undefined || isExact(number.digits)) continue;
    parts.push(text.slice(end, number.start), `"${MARK_ESCAPED}${number.digits}"`);
    end = number.start + number.digits.length;
  }
  try {
    return unmark(JSON.parse(`${parts.join('')}${text.slice(end)}`));
  } catch {
    return undefined;
  }
}

/** The number that covers a run; undefined where it is part of a text, or of none. */
function numberAt(text: string, [first, last]: Run) {
  const start = text[first - 1] === '-' ? first - 1 : first;
  if (start > 0 && !BEFORE_A_NUMBER.test(text[start - 1] as string)) return undefined;
  NUMBER.lastIndex = start;
  const digits = NUMBER.exec(text)?.[0];
  const end = start + (digits?.length ?? 0);
  if (digits === undefined || end <= last) return undefined;
  return end === text.length || BEHIND_A_NUMBER.test(text[end] as string)
    ? { start, digits }
    : undefined;
}

/** Puts the numbers in the place of their marks; what was parsed belongs to nobody yet. */
function unmark(document: unknown): unknown {
  const root = { document };
  const open: object[] = [root];
  for (let inside = open.pop(); inside; inside = open.pop()) {
    if (Array.isArray(inside)) unmarkItems(inside, open);
    else unmarkFields(inside, open);
  }
  return root.document;
}

function unmarkItems(items: unknown[], open: object[]): void {
  for (let i = 0; i < items.length; i += 1) {
    const item = items[i];
    if (isMarked(item)) items[i] = new LosslessNumber(item.slice(MARK.length));
    else if (typeof item === 'object' && item !== null) open.push(item);
  }
}

function unmarkFields(fields: object, open: object[]): void {
  for (const name in fields) {
    const value: unknown = fields[name as keyof typeof fields];
    if (isMarked(value)) {
      // an assignment to __proto__ makes no field
      const number = new LosslessNumber(value.slice(MARK.length));
      Object.defineProperty(fields, name, { value: number, ...PLAIN });
    } else if (typeof value === 'object' && value !== null) open.push(value);
  }
}

const isMarked = (value: unknown): value is string =>
  typeof value === 'string' && value.charCodeAt(0) === 0;

const PLAIN = { configurable: true, enumerable: true, writable: true };
