/** How a page writes its records: learned from the first, with its values taken out. */
import type { PlainField } from './plain-fields.ts';
import { NOT_PLAIN } from './scanned-columns.ts';

/** A first record that is longer is not plain. */
const LONGEST = 8192;
/** What stands before a value: a bracket or a comma, the field's name and a colon, with JSON's blanks. */
const PIECE = /[ \t\n\r]*[{,][ \t\n\r]*"([^"\\]+)"[ \t\n\r]*:[ \t\n\r]*/y;
const VALUE = /"[^"\\]*"|-?[0-9]+/y;
const END = /[ \t\n\r]*\}/y;
const WORD = 4;

export interface RecordForm {
  /** What stands before each value. */
  readonly pieces: readonly Piece[];
  readonly fields: readonly PlainField[];
  /** Of the first record, as JSON. */
  readonly values: readonly string[];
  /** No record has fewer bytes. */
  readonly shortest: number;
}

/** Bytes that stand in each record, compared four at a time; the last four may overlap those before. */
export class Piece {
  readonly #length: number;
  readonly #words: Int32Array;
  readonly #last: number;

  /** Of four bytes at least. */
  constructor(text: string) {
    const bytes = Buffer.from(text, 'latin1');
    this.#length = bytes.length;
    this.#words = new Int32Array(Math.floor(bytes.length / WORD));
    for (let i = 0; i < this.#words.length; i += 1) this.#words[i] = bytes.readInt32LE(WORD * i);
    this.#last = bytes.readInt32LE(bytes.length - WORD);
  }

  /** The place behind it, or NOT_PLAIN where it does not stand there. */
  skip(view: DataView, at: number): number {
    const end = at + this.#length;
    if (end > view.byteLength || view.getInt32(end - WORD, true) !== this.#last) return NOT_PLAIN;
    const words = this.#words;
    for (let i = 0, place = at; i < words.length; i += 1, place += WORD) {
      if (view.getInt32(place, true) !== words[i]) return NOT_PLAIN;
    }
    return end;
  }
}

/** Undefined where the record that begins there has not each of these fields once and nothing else. */
export function learnRecord(
  ascii: Uint8Array,
  start: number,
  fields: ReadonlyMap<string, PlainField>,
): RecordForm | undefined {
  const first = ascii.subarray(start, start + LONGEST);
  const text = Buffer.from(first.buffer, first.byteOffset, first.byteLength).toString('latin1');
  const [pieces, values]: [string[], string[]] = [[], []];
  const found = new Set<PlainField>();
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    at += match?.[0].length ?? 0;
    return match;
  };
  while (found.size < fields.size) {
    const piece = take(PIECE);
    const field = fields.get(piece?.[1] ?? '');
    const isInTurn = (piece?.[0].includes('{') ?? false) === (found.size === 0);
    const value = take(VALUE);
    if (!piece || !field || !value || !isInTurn || found.has(field)) return undefined;
    pieces.push(piece[0]);
    values.push(value[0]);
    found.add(field);
  }
  if (found.size === 0 || !take(END)) return undefined;
  const shortest = pieces.reduce((sum, piece) => sum + piece.length + 1, 1);
  return { pieces: pieces.map((piece) => new Piece(piece)), fields: [...found], values, shortest };
}
