/** What a value looks like without what it says: types and sizes, never the text of a player's record. */
import { isJsonInteger, isJsonNumber } from './json.ts';

const MOST_KEYS = 8;
const LONGEST_NAME = 64;

/** JSON's types but null, which is no value; integers and decimals are one type: 1 and 1.2 are both amounts. */
export const TYPES = ['string', 'number', 'boolean', 'array', 'object'] as const;
export type FieldType = (typeof TYPES)[number];

/** The type of a value that is not null. */
export function typeOf(value: unknown): FieldType {
  const type = typeof value;
  if (type === 'string' || type === 'number' || type === 'boolean') return type;
  if (Array.isArray(value)) return 'array';
  return isJsonNumber(value) ? 'number' : 'object';
}

/** "string(11)", "integer", "object{a,b}". */
export function shapeOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return `string(${value.length})`;
  if (isJsonNumber(value)) return isJsonInteger(value) ? 'integer' : 'decimal';
  if (Array.isArray(value)) return `array(${value.length})`;
  if (typeof value === 'object') return `object{${keysOf(value)}}`;
  return typeof value;
}

/** Digits of a key may be somebody's id. */
function keysOf(value: object): string {
  const names: string[] = [];
  for (const name in value) {
    if (names.length === MOST_KEYS) return `${names.join(',')},…`;
    names.push(fieldName(name).replaceAll(/\d/g, '#'));
  }
  return names.join(',');
}

/** A field's name as it may be stored and printed: of any length and with any character at the vendor. */
export function fieldName(name: string): string {
  const short = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
  return short.toWellFormed().replaceAll(/\p{C}/gu, '?');
}
