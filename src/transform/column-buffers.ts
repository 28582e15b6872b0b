/** Columns of one page as they go to DuckDB: whole numbers in halves, texts as they are, and which are null. */
import type { ColumnType } from '../contract/row.ts';
import type { PageCensus } from './field-census.ts';

const TWO_32 = 4_294_967_296;
/** An eighth more than was asked for: the next page's texts may be a little longer. */
const SPARE = 8;

/** Rows of one list in DuckDB: a multiple of 64, so that a part's validity begins with a byte of its own. */
export const PART_ROWS = 8192;
/** Between two texts of a part, and in place of a null; no text of an ordinary record holds them. */
export const SEPARATOR = '\u001f';
export const NULL_TEXT = '\u001e';

/** Bytes of a value where DuckDB stores a number; texts have none. */
const WIDTHS = {
  VARCHAR: 0,
  JSON: 0,
  BOOLEAN: 1,
  INTEGER: 4,
  BIGINT: 8,
  'DECIMAL(18,4)': 8,
  TIMESTAMP: 8,
} as const;
/** Sums have 128 bits; they come a few a day. */
export type BufferType = keyof typeof WIDTHS;

export function isBufferType(type: ColumnType): type is BufferType {
  return type in WIDTHS;
}

/** A page in columns. The loop's buffers hold until it reads the next page. */
export interface ColumnPage {
  readonly rows: number;
  /** The stream's, in their order, and `extra`. */
  readonly columns: readonly ColumnBuffer[];
  readonly census: PageCensus;
  /** Gives the buffers back for another page, where they are used again: nothing of this one is to be read then. */
  readonly giveBack?: () => void;
}

export class ColumnBuffer {
  readonly name: string;
  readonly type: BufferType;
  readonly width: number;
  /** Where there are no numbers. */
  readonly texts: (string | null)[] = [];
  /** The same, joined a part, some as bytes that are ASCII; none of a part without a text. */
  joined: (string | Uint8Array | null)[] = [];
  /** In DuckDB's layout. */
  bytes = new ArrayBuffer(0);
  /** A bit a row, set where there is a value; as long as there is no null, it is not kept. */
  validity = new Uint8Array(0);
  nulls = 0;
  #halves = new Int32Array(0);
  #bytes = new Int8Array(0);
  #ascii = new Uint8Array(0);

  constructor(name: string, type: BufferType) {
    this.name = name;
    this.type = type;
    this.width = WIDTHS[type];
  }

  /** Empties it for so many rows. */
  begin(rows: number): void {
    this.nulls = 0;
    this.texts.length = 0;
    if (this.bytes.byteLength >= rows * this.width) return;
    this.bytes = new ArrayBuffer(rows * this.width);
    if (this.width >= 4) this.#halves = new Int32Array(this.bytes);
    else this.#bytes = new Int8Array(this.bytes);
  }

  text(row: number, value: string): void {
    this.texts[row] = value;
  }

  /** A safe integer, negative ones in two's complement. */
  int64(row: number, value: number): void {
    const high = Math.floor(value / TWO_32);
    this.#halves[2 * row] = value - high * TWO_32;
    this.#halves[2 * row + 1] = high;
  }

  int32(row: number, value: number): void {
    this.#halves[row] = value;
  }

  boolean(row: number, value: boolean): void {
    this.#bytes[row] = value ? 1 : 0;
  }

  /** This row, of so many, has no value. */
  none(row: number, rows: number): void {
    if (this.nulls === 0) this.validity = new Uint8Array(Math.ceil(rows / 64) * 8).fill(255);
    this.nulls += 1;
    if (this.width === 0) this.texts[row] = null;
    else (this.validity[row >> 3] as number) &= ~(1 << (row & 7));
  }

  /** Takes a copy of texts that are joined already, in one part: the first bytes of `room`, ASCII. */
  takeJoined(room: Uint8Array, length: number): void {
    if (this.#ascii.length < length) this.#ascii = new Uint8Array(length + length / SPARE);
    this.#ascii.set(room.subarray(0, length));
    this.joined = [this.#ascii.subarray(0, length)];
  }

  /** Joins the texts of so many rows; false where one of them is not Unicode or holds what stands between them. */
  join(rows: number): boolean {
    this.joined = [];
    if (this.width > 0) return true;
    for (let from = 0; from < rows; from += PART_ROWS) {
      const part = this.texts.slice(from, from + PART_ROWS);
      if (this.nulls === rows) {
        this.joined.push(null);
        continue;
      }
      const nulls = this.nulls === 0 ? 0 : part.filter((text) => text === null).length;
      const written = nulls === 0 ? part : part.map((text) => text ?? NULL_TEXT);
      const text = written.join(SEPARATOR);
      const isSound =
        countOf(SEPARATOR, text) === part.length - 1 && countOf(NULL_TEXT, text) === nulls;
      if (!isSound || !text.isWellFormed()) return false;
      this.joined.push(text);
    }
    return true;
  }
}

function countOf(character: string, text: string): number {
  let count = 0;
  for (let i = text.indexOf(character); i >= 0; i = text.indexOf(character, i + 1)) count += 1;
  return count;
}
