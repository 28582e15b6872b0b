/**
 * Whole pages of ordinary records into columns, in one loop: no schema, no bigint and no object a row, a third to a
 * sixth of what `normalise` costs. What is odd in any way sends its page to `normalise`, which alone refuses; a test
 * holds that both make the same of any page (docs/decisions/0022).
 */
import type { ScannedRecords } from '../contract/plain.ts';
import type { AnyStream } from '../contract/stream.ts';
import type { Account } from '../contract/vendor.ts';
import { ColumnBuffer, type ColumnPage } from './column-buffers.ts';
import { type FieldTally, noteValue, PageCensus, type UnknownFields } from './field-census.ts';
import { toJson } from './json.ts';
import { refuseOversized } from './limits.ts';
import { type Batch, normalise, sortedFields } from './normalise.ts';
import { type FilledColumn, type PlainField, plainFields } from './plain-fields.ts';
import { putValue } from './plain-values.ts';
import { ScannedColumns } from './scanned-columns.ts';

/** A field where a record of the page had it: nearly always all have the same order. */
interface Place {
  readonly name: string;
  /** None of a field that the schema does not name. */
  readonly field: PlainField | undefined;
  readonly tally: FieldTally;
}

const MOST_PLACES = 100;

/** Reads the pages of one read of a stream. */
export class PageColumns {
  readonly #stream: AnyStream;
  readonly #account: Account;
  #fields: PlainField[] = [];
  #columns: FilledColumn[] = [];
  readonly #byName = new Map<string, PlainField>();
  readonly #extra = new ColumnBuffer('extra', 'JSON');
  #places: Place[] = [];
  #census: PageCensus;
  #difference: readonly FilledColumn[] = [];
  #hasJson = false;
  #rows = 0;
  #state: 'new' | 'ready' | 'none' = 'new';

  constructor(stream: AnyStream, account: Account) {
    this.#stream = stream;
    this.#account = account;
    this.#census = new PageCensus(stream);
  }

  /** The page in columns; undefined where any record of it is not ordinary. */
  read(records: readonly unknown[]): ColumnPage | undefined {
    if (records.length === 0 || !this.#isReady()) return undefined;
    this.#rows = records.length;
    this.#census = new PageCensus(this.#stream);
    this.#places = [];
    this.#extra.begin(this.#rows);
    for (const column of this.#columns) {
      column.row = -1;
      column.buffer.begin(this.#rows);
    }
    for (const field of this.#fields) field.row = -1;
    try {
      for (let row = 0; row < this.#rows; row += 1) {
        if (!this.#take(records[row], row)) return undefined;
      }
    } catch {
      return undefined; // a refusal, or something that the loop stumbles over: the careful way says what
    }
    if (!this.#isSound()) return undefined;
    const columns = [...this.#columns.map(({ buffer }) => buffer), this.#extra];
    return { rows: this.#rows, columns, census: this.#census.end(records) };
  }

  /** The page in columns, or record by record. */
  map(records: readonly unknown[] | ScannedRecords): ColumnPage | Batch {
    if (records instanceof ScannedColumns) return records;
    if (!Array.isArray(records)) throw new TypeError('records of another scanner');
    return this.read(records) ?? normalise(this.#stream, this.#account, records);
  }

  #isReady(): boolean {
    if (this.#state !== 'new') return this.#state === 'ready';
    const plain = plainFields(this.#stream, this.#account);
    this.#state = plain ? 'ready' : 'none';
    if (!plain) return false;
    this.#fields = plain.fields;
    this.#columns = plain.columns;
    for (const field of plain.fields) this.#byName.set(field.name, field);
    this.#difference = (this.#stream.plain?.difference ?? []).flatMap((name) =>
      plain.columns.filter(({ buffer }) => buffer.name === name),
    );
    this.#hasJson = plain.fields.some(({ kind }) => kind === 'json');
    return true;
  }

  #take(record: unknown, row: number): boolean {
    if (typeof record !== 'object' || record === null) return false;
    if (this.#hasJson) refuseOversized(record);
    const values = record as Readonly<Record<string, unknown>>;
    let unknown: UnknownFields | undefined;
    let met = 0;
    let place = 0;
    for (const name in values) {
      const value = values[name];
      const known = this.#places[place];
      const { field, tally } = known?.name === name ? known : this.#meet(name, place);
      place += 1;
      if (value !== null && value !== undefined) noteValue(tally, value, row);
      if (field) {
        if (!this.#put(field, value, row)) return false;
        met += 1;
      } else {
        // the schema names it and the columns do not
        if (tally.isKnown) return false;
        unknown ??= [];
        unknown.push([name, value]);
      }
    }
    this.#census.rows = row + 1;
    if (met < this.#fields.length && !this.#mayLack(row)) return false;
    for (const column of this.#columns) {
      if (column.row !== row && !this.#lack(column, row)) return false;
    }
    if (!this.#isDifference()) return false;
    if (!unknown) this.#extra.none(row, this.#rows);
    else {
      refuseOversized(record);
      this.#extra.text(row, toJson(sortedFields(unknown)));
    }
    return true;
  }

  #meet(name: string, place: number): Place {
    const found = { name, field: this.#byName.get(name), tally: this.#census.tallyOf(name) };
    if (place === this.#places.length && place < MOST_PLACES) this.#places.push(found);
    return found;
  }

  #put(field: PlainField, value: unknown, row: number): boolean {
    field.row = row;
    if (value === null || value === undefined) {
      return value === null ? field.takesNull : field.takesUndefined;
    }
    return putValue(field, value, row);
  }

  #mayLack(row: number): boolean {
    return this.#fields.every((field) => field.row === row || field.takesUndefined);
  }

  #lack({ buffer, otherwise }: FilledColumn, row: number): boolean {
    if (otherwise !== null) buffer.text(row, otherwise);
    else if (this.#stream.key.includes(buffer.name)) return false;
    else buffer.none(row, this.#rows);
    return true;
  }

  #isDifference(): boolean {
    const [of, from, less] = this.#difference;
    if (!of || !from || !less) return true;
    return of.value === from.value - less.value;
  }

  /** Whether the texts can be told apart when they are joined, and no key stands twice. */
  #isSound(): boolean {
    if (this.#stream.identity) {
      const [key] = this.#columns.filter(({ buffer }) => this.#stream.key.includes(buffer.name));
      if (new Set(key?.buffer.texts).size < this.#rows) return false;
    }
    return [...this.#columns.map(({ buffer }) => buffer), this.#extra].every((buffer) =>
      buffer.join(this.#rows),
    );
  }
}
