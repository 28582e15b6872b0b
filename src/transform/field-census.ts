/**
 * Which fields the records of a read had, how often and of which types: counted while each record is looked
 * through for fields that the document does not name, so that it costs no second look (docs/decisions/0015).
 */
import type { AnyStream } from '../contract/stream.ts';
import { type FieldType, fieldName, shapeOf, typeOf } from './field-shape.ts';

/** Unknown fields that are counted by name; a record may have thousands, such as one for each player. */
export const MOST_UNKNOWN = 100;

/** A bit a type, so that a value costs no more than a comparison. */
const BITS = { string: 1, number: 2, boolean: 4, array: 8, object: 16 } as const;

const MOST_PLACES = 100;

/** Fields of a record that its schema does not name; entries, because an object takes no __proto__. */
export type UnknownFields = (readonly [name: string, value: unknown])[];

export interface FieldTally {
  /** The schema of the stream names it. */
  readonly isKnown: boolean;
  /** Records that became rows and have a value there; null is none. */
  present: number;
  /** Rows before the first of them, and between two of them at most. */
  lead: number;
  longest: number;
  /** Rows up to the last of them. */
  until: number;
  /** Types of those values. */
  types: number;
  /** The shape of the first value of each type, of rows and refused records alike. */
  readonly shapes: Map<FieldType, string>;
}

/** Whether records that became rows had a value of this type. */
export function hasType({ types }: FieldTally, type: FieldType): boolean {
  return (types & BITS[type]) !== 0;
}

function newTally(isKnown: boolean): FieldTally {
  return { isKnown, present: 0, lead: 0, longest: 0, until: 0, types: 0, shapes: new Map() };
}

/** The fields of one page. */
export class PageCensus {
  readonly fields = new Map<string, FieldTally>();
  /** Records, and those of them that became rows. */
  records = 0;
  rows = 0;
  /** Known fields in which no record has a value, refused ones included. */
  lacking: readonly string[] = [];
  /** There were more unknown fields than are counted by name. */
  isFull = false;
  #unknown = 0;
  /** The fields of the first record, in its order. */
  readonly #names: string[] = [];
  readonly #places: FieldTally[] = [];
  /** What unknown fields beyond the bound share. */
  readonly #others = newTally(false);

  constructor(stream: AnyStream) {
    for (const name in stream.record.shape) this.fields.set(name, newTally(true));
  }

  /** Counts a record that became a row; returns its fields that the schema does not name, if it has any. */
  look(record: Record<string, unknown>): UnknownFields | undefined {
    let extra: UnknownFields | undefined;
    const index = this.rows;
    this.rows += 1;
    let place = 0;
    for (const field in record) {
      const value = record[field];
      const tally = this.#tallyAt(field, place);
      place += 1;
      if (value !== null && value !== undefined) noteValue(tally, value, index);
      if (tally.isKnown) continue;
      extra ??= [];
      extra.push([field, value]);
    }
    return extra;
  }

  /** The tally of a field, met now or before. */
  tallyOf(field: string): FieldTally {
    return this.fields.get(field) ?? this.#meet(field);
  }

  /** Records of a page have their fields in one order, nearly always: a place is found faster than a name. */
  #tallyAt(field: string, place: number): FieldTally {
    if (this.#names[place] === field) return this.#places[place] as FieldTally;
    const tally = this.tallyOf(field);
    if (place === this.#names.length && place < MOST_PLACES) {
      this.#names.push(field);
      this.#places.push(tally);
    }
    return tally;
  }

  /** Takes the types of a refused record's known fields: they may be why it was refused. */
  lookAtRefused(record: unknown): void {
    if (typeof record !== 'object' || record === null) return;
    for (const [field, tally] of this.fields) {
      const value = (record as Record<string, unknown>)[field];
      if (value === null || value === undefined) continue;
      noteShape(tally, typeOf(value), value);
    }
  }

  /** Ends the page; not all of its records became rows. */
  end(records: readonly unknown[]): this {
    const { rows } = this;
    this.records = records.length;
    if (records.length === 0) return this;
    const has = (field: string) => (record: unknown) =>
      (record as Record<string, unknown> | null)?.[field] != null;
    this.lacking = [...this.fields]
      .filter(([, { isKnown, present }]) => isKnown && present === 0)
      .map(([field]) => field)
      .filter((field) => rows === records.length || !records.some(has(field)));
    return this;
  }

  get unknownFields(): ReadonlySet<string> {
    return new Set([...this.fields].flatMap(([name, { isKnown }]) => (isKnown ? [] : [name])));
  }

  #meet(field: string): FieldTally {
    if (this.#unknown === MOST_UNKNOWN) {
      this.isFull = true;
      return this.#others;
    }
    this.#unknown += 1;
    const tally = newTally(false);
    this.fields.set(field, tally);
    return tally;
  }
}

/** Counts the value of one more row, the one of this index. */
export function noteValue(tally: FieldTally, value: unknown, index: number): void {
  if (tally.until !== index) skip(tally, index - tally.until);
  tally.until = index + 1;
  tally.present += 1;
  const type = typeof value;
  const bit = type === 'string' ? BITS.string : type === 'number' ? BITS.number : 0;
  if ((tally.types & bit) === 0) enter(tally, value);
}

/** So many rows had no value before this one. */
function skip(tally: FieldTally, rows: number): void {
  if (tally.present === 0) tally.lead = rows;
  else tally.longest = Math.max(tally.longest, rows);
}

function enter(tally: FieldTally, value: unknown): void {
  const type = typeOf(value);
  if ((tally.types & BITS[type]) !== 0) return;
  tally.types |= BITS[type];
  noteShape(tally, type, value);
}

function noteShape({ shapes }: FieldTally, type: FieldType, value: unknown): void {
  if (!shapes.has(type)) shapes.set(type, shapeOf(value));
}

/** Records without a value in a field, of pages on which no record had one. */
export interface Lack {
  /** On the page with the most. */
  most: number;
  all: number;
}

/** The fields of one read, of all its pages. */
export class ReadCensus {
  readonly fields = new Map<string, FieldTally>();
  readonly lacks = new Map<string, Lack>();
  records = 0;
  rows = 0;
  isFull = false;
  #unknown = 0;

  clear(): void {
    this.fields.clear();
    this.lacks.clear();
    this.records = 0;
    this.rows = 0;
    this.isFull = false;
    this.#unknown = 0;
  }

  add(page: PageCensus): void {
    this.isFull ||= page.isFull;
    for (const field of page.lacking) {
      const { most, all } = this.lacks.get(field) ?? { most: 0, all: 0 };
      this.lacks.set(field, { most: Math.max(most, page.records), all: all + page.records });
    }
    for (const [field, tally] of page.fields) this.#sum(fieldName(field), tally);
    this.records += page.records;
    this.rows += page.rows;
  }

  #sum(field: string, page: FieldTally): void {
    const { types, shapes } = page;
    const sum = this.fields.get(field) ?? this.#enter(field, page.isKnown);
    if (!sum) return;
    if (page.present > 0) {
      skip(sum, this.rows + page.lead - sum.until);
      sum.longest = Math.max(sum.longest, page.longest);
      sum.until = this.rows + page.until;
      sum.present += page.present;
    }
    sum.types |= types;
    for (const [type, shape] of shapes) if (!sum.shapes.has(type)) sum.shapes.set(type, shape);
  }

  #enter(field: string, isKnown: boolean): FieldTally | undefined {
    if (!isKnown && this.#unknown === MOST_UNKNOWN) {
      this.isFull = true;
      return undefined;
    }
    if (!isKnown) this.#unknown += 1;
    const tally = newTally(isKnown);
    this.fields.set(field, tally);
    return tally;
  }
}
