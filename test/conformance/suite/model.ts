/**
 * What a store must hold after reads of a report: worked out from the stream's declared facts and the
 * records that the vendor sent, without the store.
 */
import type { ColumnType, Row } from '../../../src/contract/row.ts';
import { type AnyStream, hasCursor } from '../../../src/contract/stream.ts';
import type { Account } from '../../../src/contract/vendor.ts';
import type { Window } from '../../../src/contract/window.ts';
import { formatAmount } from '../../../src/transform/money.ts';
import type { Sent } from './adapter.ts';

/** A row as text, column by column, in the order in which the stream declares them. */
export type TextRow = Readonly<Record<string, string | null>>;

export interface Counts {
  readonly received: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly quarantined: number;
  readonly withdrawn: number;
}

interface Kept {
  readonly row: TextRow;
  readonly atMs: number;
  readonly version: bigint;
}

/** One read: everything that the vendor says of these windows. */
export interface Reading {
  readonly windows: readonly Window[];
  readonly records: readonly Sent[];
  readonly refused: readonly Sent[];
}

export class Model {
  readonly #stream: AnyStream;
  readonly #account: Account;
  #kept: ReadonlyMap<string, Kept> = new Map();
  /** Versions that were replaced, and rows that were withdrawn with a trace. */
  replaced = 0;
  withdrawn = 0;

  constructor(stream: AnyStream, account: Account) {
    this.#stream = stream;
    this.#account = account;
  }

  /** The same, to go its own way. */
  copy(): Model {
    const copy = new Model(this.#stream, this.#account);
    copy.#kept = this.#kept;
    copy.replaced = this.replaced;
    copy.withdrawn = this.withdrawn;
    return copy;
  }

  /** Every row, by its key. */
  get rows(): TextRow[] {
    return [...this.#kept].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { row }]) => row);
  }

  /** Takes a complete read in; returns what it must come to. */
  read({ windows, records, refused }: Reading): Counts {
    const came = new Map(records.map((record) => this.#rowOf(record)));
    const before = this.#kept;
    const after = new Map(before);
    for (const [key, next] of came) {
      const last = before.get(key);
      if (!last || last.version <= next.version) after.set(key, next);
    }
    const updated = [...came.keys()].filter(
      (key) => before.has(key) && text(before.get(key)) !== text(after.get(key)),
    ).length;
    const inserted = [...came.keys()].filter((key) => !before.has(key)).length;
    const gone = refused.length > 0 ? [] : this.#gone(windows, came);
    for (const key of gone) after.delete(key);
    this.#kept = after;
    this.replaced += updated;
    if (!this.#stream.isSnapshot) this.withdrawn += gone.length;
    return {
      received: records.length + refused.length,
      inserted,
      updated,
      unchanged: records.length - inserted - updated,
      quarantined: refused.length,
      withdrawn: gone.length,
    };
  }

  /** Only a report whose read is all there is of its windows takes rows away. */
  #gone(windows: readonly Window[], came: ReadonlyMap<string, Kept>): string[] {
    if (this.#stream.mode !== 'replace' || hasCursor(this.#stream)) return [];
    return [...this.#kept]
      .filter(([, { atMs }]) => windows.some(({ start, end }) => atMs >= start && atMs < end))
      .map(([key]) => key)
      .filter((key) => !came.has(key));
  }

  #rowOf(record: Sent): [string, Kept] {
    const { columns, key, eventTime, version } = this.#stream;
    const toRow = this.#stream.toRow as (record: unknown, account: Account) => Row;
    const row = toRow(this.#stream.record.parse(record), this.#account);
    const asText = Object.fromEntries(
      Object.entries(columns).map(([name, type]) => [name, textOf(row[name] ?? null, type)]),
    );
    return [
      key.map((name) => asText[name]).join('/'),
      {
        row: asText,
        atMs: Number((row[eventTime] as bigint) / 1000n),
        version: version ? ((row[version] as bigint | null) ?? 0n) : 0n,
      },
    ];
  }
}

const text = (kept: Kept | undefined) => JSON.stringify(kept?.row);

/** As `selectText` makes the store say it. */
function textOf(value: Row[string], type: ColumnType): string | null {
  if (value === null) return null;
  return type.startsWith('DECIMAL(') ? formatAmount(value as bigint) : String(value);
}

/** Selects a stream's rows as text; times as microseconds. */
export function selectText({ table, columns, key }: AnyStream, account: string): string {
  const texts = Object.entries(columns).map(
    ([name, type]) =>
      `${type === 'TIMESTAMP' ? `epoch_us("${name}")` : `"${name}"`}::varchar as "${name}"`,
  );
  const order = key.map((name) => `"${name}"`).join(` || '/' || `);
  return `select * from (select ${texts.join(', ')} from ${table} where account = '${account}') order by ${order}`;
}
