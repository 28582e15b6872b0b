/** What a scan of a page's bytes fills: a column each, and the page of them. */
import type { ScannedRecords } from '../contract/plain.ts';
import { type ColumnBuffer, type ColumnPage, SEPARATOR } from './column-buffers.ts';
import type { PageCensus } from './field-census.ts';
import type { PlainField } from './plain-fields.ts';
import { FIRST_SECONDS, LAST_SECONDS, MICROS } from './plain-values.ts';
import type { RepeatedKeys } from './repeated-keys.ts';

const QUOTE = 34;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
const BACKSLASH = 92;
const BLANK = 32;
const SEPARATES = SEPARATOR.charCodeAt(0);
/** A double holds each number of so many digits. */
const MOST_DIGITS = 15;
/** No value stands where one was looked for. */
export const NOT_PLAIN = -1;

/** A page whose records were read from its bytes. */
export class ScannedColumns implements ColumnPage, ScannedRecords {
  readonly rows: number;
  readonly end: number;
  readonly columns: readonly ColumnBuffer[];
  readonly census: PageCensus;
  #giveBack: (() => void) | undefined;

  constructor({ rows, end, columns, census, giveBack }: ColumnPage & { readonly end: number }) {
    this.rows = rows;
    this.end = end;
    this.columns = columns;
    this.census = census;
    this.#giveBack = giveBack;
  }

  /** Once: two pages must not get the same buffers. */
  giveBack(): void {
    const giveBack = this.#giveBack;
    this.#giveBack = undefined;
    giveBack?.();
  }

  get length(): number {
    return this.rows;
  }
}

/** Reads one value of a record: the place behind it, or NOT_PLAIN. */
export interface ColumnScan {
  readonly buffer: ColumnBuffer;
  read(ascii: Uint8Array, at: number, row: number): number;
  /** Ends the column of so many rows. */
  end(): void;
}

/** What a text column is read with. */
interface TextRoom {
  readonly buffer: ColumnBuffer;
  /** As long as the page, and others' before and after. */
  readonly room: Uint8Array;
  readonly keys: RepeatedKeys | undefined;
}

/** Texts without escapes, joined as the loop joins them. */
export class TextScan implements ColumnScan {
  readonly buffer: ColumnBuffer;
  readonly #room: Uint8Array;
  readonly #longest: number;
  readonly #least: number;
  readonly #keys: RepeatedKeys | undefined;
  #length = 0;

  constructor(field: PlainField, { buffer, room, keys }: TextRoom) {
    this.buffer = buffer;
    this.#room = room;
    this.#longest = field.longest;
    this.#least = field.takesEmpty ? 0 : 1;
    this.#keys = keys;
  }

  read(ascii: Uint8Array, at: number, row: number): number {
    if (ascii[at] !== QUOTE) return NOT_PLAIN;
    const room = this.#room;
    let length = this.#length;
    if (row > 0) room[length++] = SEPARATES;
    const start = at + 1;
    let end = start;
    for (; ; end += 1) {
      const code = ascii[end] as number;
      if (code === QUOTE) break;
      // the page's end is undefined, and not greater than anything
      if (!(code >= BLANK) || code === BACKSLASH) return NOT_PLAIN;
      room[length++] = code;
    }
    const characters = end - start;
    if (characters > this.#longest || characters < this.#least) return NOT_PLAIN;
    if (this.#keys?.isMet(start, end)) return NOT_PLAIN;
    this.#length = length;
    return end + 1;
  }

  end(): void {
    this.buffer.takeJoined(this.#room, this.#length);
  }
}

/** Whole numbers that a double holds, times what the column counts in. */
export class WholeScan implements ColumnScan {
  readonly buffer: ColumnBuffer;
  readonly #times: number;
  readonly #first: number;
  readonly #last: number;
  readonly #least: number;

  constructor({ kind, times, least }: PlainField, buffer: ColumnBuffer) {
    this.buffer = buffer;
    const isTime = kind === 'seconds';
    this.#times = isTime ? MICROS : times;
    this.#first = isTime ? FIRST_SECONDS : Number.NEGATIVE_INFINITY;
    this.#last = isTime ? LAST_SECONDS : Number.POSITIVE_INFINITY;
    this.#least = least;
  }

  read(ascii: Uint8Array, at: number, row: number): number {
    const isNegative = ascii[at] === MINUS;
    const start = isNegative ? at + 1 : at;
    let end = start;
    let digits = 0;
    for (; ; end += 1) {
      const code = ascii[end] as number;
      if (!(code >= ZERO && code <= NINE)) break;
      digits = digits * 10 + (code - ZERO);
    }
    const length = end - start;
    if (length === 0 || length > MOST_DIGITS) return NOT_PLAIN;
    if (length > 1 && ascii[start] === ZERO) return NOT_PLAIN;
    const value = isNegative ? -digits : digits;
    if (value < this.#first || value > this.#last) return NOT_PLAIN;
    const whole = value * this.#times;
    if (!Number.isSafeInteger(whole) || whole < this.#least) return NOT_PLAIN;
    this.buffer.int64(row, whole);
    return end;
  }

  end(): void {}
}
