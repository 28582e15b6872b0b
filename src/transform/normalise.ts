/** Records in, rows out: each record is checked, mapped, or refused whole. */
import { Refusal } from '../contract/errors.ts';
import type { Row } from '../contract/row.ts';
import type { AnyStream } from '../contract/stream.ts';
import type { Account } from '../contract/vendor.ts';
import { PageCensus } from './field-census.ts';
import { isJsonNumber, numberText, toJson } from './json.ts';
import { conflictingKeys, keyOf } from './same-key.ts';
import { scalerOf } from './scale.ts';

export interface RejectedRecord {
  /** The record's key as text; null where it cannot be read. */
  readonly key: string | null;
  readonly field: string;
  readonly reason: string;
  readonly raw: string;
}

export interface Batch {
  readonly rows: readonly Row[];
  /** Fields that the stream does not name, as JSON, by the row's index; most rows have none. */
  readonly extras: ReadonlyMap<number, string>;
  readonly rejects: readonly RejectedRecord[];
  /** Fields that the records had. */
  readonly census: PageCensus;
}

const TWO_THINGS = 'the answer has two records of this key, with another player or amount';

/** Maps the records of one answer; records that share a key and are two things are refused, both. */
export function normalise(stream: AnyStream, account: Account, records: readonly unknown[]): Batch {
  const batch = mapRecords({ stream, account, records });
  const refused = conflictingKeys(stream, batch.rows);
  return refused.size === 0 ? batch : mapRecords({ stream, account, records, refused });
}

interface Mapping {
  readonly stream: AnyStream;
  readonly account: Account;
  readonly records: readonly unknown[];
  /** Keys whose records are refused. */
  readonly refused?: ReadonlySet<string>;
}

function mapRecords({ stream, account, records, refused }: Mapping): Batch {
  const toRow = stream.toRow as (record: unknown, account: Account) => Row;
  const scaled = scalerOf(stream, account);
  const rows: Row[] = [];
  const extras = new Map<number, string>();
  const rejects: RejectedRecord[] = [];
  const census = new PageCensus(stream);
  const refuse = (record: unknown, fault: Fault) => {
    census.lookAtRefused(record);
    rejects.push(reject(stream, record, fault));
  };
  for (const record of records) {
    const checked = stream.record.safeParse(record);
    if (!checked.success) {
      const issue = checked.error.issues[0];
      const fault = { field: issue?.path.join('.') || 'record', reason: issue?.message ?? '' };
      refuse(record, fault);
      continue;
    }
    try {
      const row = wellFormed(scaled(toRow(checked.data, account)));
      if (refused?.has(keyOf(stream, row))) throw new Refusal(stream.key.join(', '), TWO_THINGS);
      rows.push(row);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(record, error);
      continue;
    }
    const extra = census.look(record as Record<string, unknown>);
    if (extra) extras.set(rows.length - 1, toJson(sorted(extra)));
  }
  return { rows, extras, rejects, census: census.end(records) };
}

/** Half a surrogate pair would be stored as U+FFFD, and two keys become one. */
function wellFormed(row: Row): Row {
  for (const name in row) {
    const value = row[name];
    if (typeof value === 'string' && !value.isWellFormed()) {
      throw new Refusal(name, 'not well-formed Unicode');
    }
  }
  return row;
}

/** The order of fields means nothing, and must not look like a change. */
function sorted(extra: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(extra).sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Fault = Pick<RejectedRecord, 'field' | 'reason'>;

function reject(stream: AnyStream, record: unknown, { field, reason }: Fault): RejectedRecord {
  return { key: readKey(stream, record), field, reason, raw: toJson(inOrder(record)) };
}

/** The order of fields means nothing, and must not make a record that was accepted another one. */
function inOrder(record: unknown): unknown {
  const isPlain = typeof record === 'object' && record !== null && !Array.isArray(record);
  return isPlain && !isJsonNumber(record) ? sorted(record as Record<string, unknown>) : record;
}

function readKey(stream: AnyStream, record: unknown): string | null {
  if (typeof record !== 'object' || record === null) return null;
  const parts: string[] = [];
  // of alternative names of a key, a record has one
  const names = stream.keyFields
    ? stream.keyFields.filter((name) => name in record).slice(0, 1)
    : stream.key;
  for (const name of names) {
    const value = (record as Record<string, unknown>)[name];
    if (typeof value === 'string' && value !== '') parts.push(value);
    else if (isJsonNumber(value)) parts.push(numberText(value));
    else return null;
  }
  return parts.length > 0 ? parts.join('/') : null;
}
