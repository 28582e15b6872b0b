/**
 * The records of a page from its bytes straight into columns, where a vendor writes each of them as the first: the same
 * fields in the same order with the same blanks, texts without escapes, whole numbers. JSON.parse and the loop behind it
 * are half of what a row costs. It refuses nothing: what is not plainly ordinary is left to the parser
 * (docs/decisions/0029).
 */
import type { RecordScanner } from '../contract/plain.ts';
import type { AnyStream } from '../contract/stream.ts';
import type { Account } from '../contract/vendor.ts';
import { ColumnBuffer, PART_ROWS } from './column-buffers.ts';
import { noteValue, PageCensus } from './field-census.ts';
import { PageBuffers } from './page-buffers.ts';
import { type PlainField, plainFields } from './plain-fields.ts';
import { learnRecord, type RecordForm } from './record-form.ts';
import { RepeatedKeys } from './repeated-keys.ts';
import {
  type ColumnScan,
  NOT_PLAIN,
  ScannedColumns,
  TextScan,
  WholeScan,
} from './scanned-columns.ts';

/** Rooms as long as the page are held for its texts. */
const MOST_BYTES = 8 * 1024 * 1024;
const OPENS = 91;
const CLOSES = 93;
const RECORD_OPENS = 123;
const RECORD_CLOSES = 125;
const COMMA = 44;
const SCANNED: ReadonlySet<string> = new Set(['text', 'int64', 'li', 'seconds']);

/** For the texts of a page, until they are copied: a scan is one step, so all of a process share them. */
const rooms: Uint8Array[] = [];

/** The scanner of one stream of an account; it looks at the stream when the first page comes. */
export function scannerOf(stream: AnyStream, account: Account): RecordScanner {
  let fields: ReadonlyMap<string, PlainField> | undefined;
  const free: PageBuffers[] = [];
  return {
    scan: (ascii, from) => {
      const start = skipBlanks(ascii, from + 1);
      if (ascii[from] !== OPENS || ascii[start] !== RECORD_OPENS) return undefined;
      if (ascii.length > MOST_BYTES) return undefined;
      fields ??= scannedFields(stream, account);
      const form = learnRecord(ascii, start, fields);
      if (!form) return undefined;
      const buffers = free.pop() ?? new PageBuffers();
      const giveBack = () => free.push(buffers);
      const page = new PageScan(stream, ascii, { form, buffers, giveBack }).read(start);
      if (!page) giveBack();
      return page;
    },
  };
}

/** The fields by their names; none where a record has more to it than plain texts and whole numbers. */
function scannedFields(stream: AnyStream, account: Account): ReadonlyMap<string, PlainField> {
  const plain = plainFields(stream, account);
  const named = new Map(plain?.fields.map((field) => [field.name, field]));
  const isWhole =
    Object.keys(stream.record.shape).every((name) => named.has(name)) &&
    plain?.columns.length === named.size &&
    stream.plain?.difference === undefined;
  const isPlain = ({ kind, skipsEmpty }: PlainField) => SCANNED.has(kind) && !skipsEmpty;
  return isWhole && [...named.values()].every(isPlain) ? named : new Map();
}

interface PageForm {
  readonly form: RecordForm;
  readonly buffers: PageBuffers;
  readonly giveBack: () => void;
}

/** One page, read once. */
class PageScan {
  readonly #stream: AnyStream;
  readonly #ascii: Uint8Array;
  readonly #view: DataView;
  readonly #form: RecordForm;
  readonly #most: number;
  readonly #buffers: PageBuffers;
  readonly #giveBack: () => void;
  readonly #scans: readonly ColumnScan[];

  constructor(stream: AnyStream, ascii: Uint8Array, { form, buffers, giveBack }: PageForm) {
    this.#stream = stream;
    this.#ascii = ascii;
    this.#view = new DataView(ascii.buffer, ascii.byteOffset, ascii.byteLength);
    this.#form = form;
    this.#buffers = buffers;
    this.#giveBack = giveBack;
    this.#most = Math.min(PART_ROWS, Math.ceil(ascii.length / form.shortest));
    this.#scans = form.fields.map((field, index) => this.#scanOf(field, index));
  }

  #scanOf(field: PlainField, index: number): ColumnScan {
    const buffer = this.#buffers.of(field);
    buffer.begin(this.#most);
    if (field.kind !== 'text') return new WholeScan(field, buffer);
    // one character stands between two texts, as a quote does in the page
    const isLongEnough = (rooms[index]?.length ?? 0) >= this.#ascii.length;
    if (!isLongEnough) rooms[index] = new Uint8Array(this.#ascii.length);
    const isKey = this.#stream.identity && this.#stream.key.includes(field.column.buffer.name);
    const slots = isKey && this.#buffers.slots(RepeatedKeys.slotsFor(this.#most));
    const keys = slots ? new RepeatedKeys(this.#view, slots) : undefined;
    return new TextScan(field, { buffer, room: rooms[index] as Uint8Array, keys });
  }

  /** From the first record to the list's end. */
  read(start: number): ScannedColumns | undefined {
    const ascii = this.#ascii;
    for (let at = start, row = 0; row < this.#most; row += 1) {
      at = this.#record(at, row);
      if (at === NOT_PLAIN) return undefined;
      at = skipBlanks(ascii, at);
      if (ascii[at] === CLOSES) return this.#page(row + 1, at + 1);
      if (ascii[at] !== COMMA) return undefined;
      at = skipBlanks(ascii, at + 1);
    }
    return undefined;
  }

  /** The place behind the record. */
  #record(start: number, row: number): number {
    const scans = this.#scans;
    const { pieces } = this.#form;
    let at = start;
    for (let i = 0; i < scans.length; i += 1) {
      at = (pieces[i] as RecordForm['pieces'][number]).skip(this.#view, at);
      if (at !== NOT_PLAIN) at = (scans[i] as ColumnScan).read(this.#ascii, at, row);
      if (at === NOT_PLAIN) return NOT_PLAIN;
    }
    at = skipBlanks(this.#ascii, at);
    return this.#ascii[at] === RECORD_CLOSES ? at + 1 : NOT_PLAIN;
  }

  #page(rows: number, end: number): ScannedColumns {
    const filled = new Map(this.#scans.map(({ buffer }) => [buffer.name, buffer]));
    for (const scan of this.#scans) scan.end();
    const columns = Object.keys(this.#stream.columns).map((name) => filled.get(name));
    const extra = new ColumnBuffer('extra', 'JSON');
    extra.joined = [null];
    extra.nulls = rows;
    const all = [...columns.filter((column) => column !== undefined), extra];
    const census = this.#census(rows);
    return new ScannedColumns({ rows, end, columns: all, census, giveBack: this.#giveBack });
  }

  /** All records have the fields of the first, each with a value of its type. */
  #census(rows: number): PageCensus {
    const census = new PageCensus(this.#stream);
    census.records = rows;
    census.rows = rows;
    for (const [i, { name }] of this.#form.fields.entries()) {
      const tally = census.tallyOf(name);
      noteValue(tally, JSON.parse(this.#form.values[i] as string), 0);
      tally.present = rows;
      tally.until = rows;
    }
    return census;
  }
}

/** JSON's blanks; nearly always there are none. */
function skipBlanks(ascii: Uint8Array, from: number): number {
  let at = from;
  for (let code = ascii[at]; code === 32 || code === 10 || code === 13 || code === 9; ) {
    at += 1;
    code = ascii[at];
  }
  return at;
}
