/**
 * How large a record may be. The limits stand before all that is done with its parts, so that no arithmetic,
 * no recursion and no pattern meets more than it can do in a moment. The vendors' own records have some
 * thirty fields and a kilobyte or two; what is larger is refused, and the rest of its page loads.
 */
import { LosslessNumber } from 'lossless-json';
import { Refusal } from '../contract/errors.ts';

/** Fields of the record itself. */
const MOST_FIELDS = 1000;
/** Values in all, those of nested arrays and objects among them. */
const MOST_VALUES = 50_000;
const MOST_LEVELS = 64;
const LONGEST_TEXT = 256 * 1024;
const LONGEST_NAME = 256;
const LONGEST_NUMBER = 400;
/** Characters of all texts and names. */
const MOST_CHARACTERS = 1024 * 1024;

/** A value that is yet to be looked at. */
interface Part {
  readonly value: unknown;
  /** The record's field in which it stands. */
  readonly field: string;
  readonly level: number;
}

/** What was met so far. */
interface Count {
  values: number;
  characters: number;
}

/** Throws Refusal for a record that is larger than anything a vendor documents. Nothing in it recurses. */
export function refuseOversized(record: unknown): void {
  const count: Count = { values: 0, characters: 0 };
  if (typeof record !== 'object' || record === null) {
    refusePlain(record, 'record', count);
    return;
  }
  const parts: Part[] = [];
  let fields = 0;
  for (const name in record) {
    fields += 1;
    if (fields > MOST_FIELDS) throw new Refusal('record', `more than ${MOST_FIELDS} fields`);
    refuseName(name, 'record', count);
    const value: unknown = record[name as keyof typeof record];
    if (isInside(value)) parts.push({ value, field: name, level: 2 });
    else refusePlain(value, name, count);
  }
  for (let part = parts.pop(); part; part = parts.pop()) lookInto(part, parts, count);
}

function lookInto({ value, field, level }: Part, parts: Part[], count: Count): void {
  if (level > MOST_LEVELS) throw new Refusal(field, `nested deeper than ${MOST_LEVELS} levels`);
  const inside = value as Readonly<Record<string, unknown>>;
  const isList = Array.isArray(inside);
  // such an object would be taken for a number of ours
  if (!isList && 'isLosslessNumber' in inside) throw new Refusal(field, 'a field of no vendor');
  for (const name in inside) {
    if (!isList) refuseName(name, field, count);
    const within = inside[name];
    if (isInside(within)) parts.push({ value: within, field, level: level + 1 });
    else refusePlain(within, field, count);
    if (parts.length > MOST_VALUES) refuseCount(field);
  }
}

function isInside(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof LosslessNumber);
}

function refusePlain(value: unknown, field: string, count: Count): void {
  count.values += 1;
  if (count.values > MOST_VALUES) refuseCount(field);
  if (typeof value === 'string') {
    if (value.length > LONGEST_TEXT) throw new Refusal(field, tooLong('text', value, LONGEST_TEXT));
    refuseCharacters(value, field, count);
  } else if (value instanceof LosslessNumber && value.value.length > LONGEST_NUMBER) {
    throw new Refusal(field, tooLong('number', value.value, LONGEST_NUMBER));
  }
}

function refuseName(name: string, field: string, count: Count): void {
  if (name.length > LONGEST_NAME) {
    throw new Refusal(field, tooLong('field name', name, LONGEST_NAME));
  }
  refuseCharacters(name, field, count);
}

function refuseCharacters(text: string, field: string, count: Count): void {
  // half a surrogate pair would be stored as U+FFFD, and two keys become one; as JSON it is not stored at all
  if (!text.isWellFormed()) throw new Refusal(field, 'not well-formed Unicode');
  count.characters += text.length;
  if (count.characters > MOST_CHARACTERS) {
    throw new Refusal('record', `more than ${MOST_CHARACTERS} characters`);
  }
}

function refuseCount(field: string): never {
  throw new Refusal(field, `more than ${MOST_VALUES} values`);
}

function tooLong(what: string, { length }: string, most: number): string {
  return `a ${what} of ${length} characters: more than ${most}`;
}
