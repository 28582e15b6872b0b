/** Records in, rows out: each record is checked, mapped, or refused whole. */
import { Refusal } from '../contract/errors.ts';
import type { Row } from '../contract/row.ts';
import type { AnyStream } from '../contract/stream.ts';
import type { Account } from '../contract/vendor.ts';
import { PageCensus, type UnknownFields } from './field-census.ts';
import { toJson } from './json.ts';
import { refuseOversized } from './limits.ts';
import { type RejectedRecord, reject } from './reject.ts';
import { conflictingKeys, keyOf } from './same-key.ts';
import { scalerOf } from './scale.ts';

export interface Batch {
  readonly rows: readonly Row[];
  /** Fields that the stream does not name, as JSON, by the row's index; most rows have none. */
  readonly extras: ReadonlyMap<number, string>;
  readonly rejects: readonly RejectedRecord[];
  /** Fields that the records had. */
  readonly census: PageCensus;
}

/** Keys are compared and kept in every table of the ledger. */
const LONGEST_KEY = 256;

/** Why a record was refused that is not at fault itself; sql/queries/set-aside-conflicts.sql says it, too. */
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
  const census = new PageCensus(stream);
  const map = mapperOf(stream, account);
  const rows: Row[] = [];
  const extras = new Map<number, string>();
  const rejects: RejectedRecord[] = [];
  for (const record of records) {
    try {
      const row = map(record);
      if (refused?.has(keyOf(stream, row))) {
        throw new Refusal(stream.key.join(', '), TWO_THINGS, 'conflict');
      }
      const unknown = census.look(record as Record<string, unknown>);
      if (unknown) extras.set(rows.length, toJson(sortedFields(unknown)));
      rows.push(row);
    } catch (error) {
      census.lookAtRefused(record);
      rejects.push(reject(stream, record, asRefusal(error)));
    }
  }
  return { rows, extras, rejects, census: census.end(records) };
}

/** What makes a row of a record of the vendor; it throws Refusal. */
function mapperOf(stream: AnyStream, account: Account): (record: unknown) => Row {
  const toRow = stream.toRow as (record: unknown, account: Account) => Row;
  const scaled = scalerOf(stream, account);
  return (record) => {
    refuseOversized(record);
    const checked = stream.record.safeParse(record);
    if (!checked.success) {
      const issue = checked.error.issues[0];
      throw new Refusal(issue?.path.join('.') || 'record', issue?.message ?? '');
    }
    return withShortKey(scaled(toRow(checked.data, account)), stream.key);
  };
}

/**
 * One record must not end the run for all the others, so what the code stumbles over is set aside like what
 * it refuses. The reason says that the fault is ours; the test of odd records sees that none has it.
 */
export const STUMBLED = 'ggr itself stumbled over it, please report this';

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const name = error instanceof Error ? error.name : typeof error;
  return new Refusal('record', `${STUMBLED}: ${name}`);
}

function withShortKey(row: Row, key: readonly string[]): Row {
  for (const name of key) {
    const value = row[name];
    if (typeof value === 'string' && value.length > LONGEST_KEY) {
      throw new Refusal(name, `a key of ${value.length} characters: more than ${LONGEST_KEY}`);
    }
  }
  return row;
}

/** The order of unknown fields means nothing, and must not look like a change. */
export function sortedFields(fields: UnknownFields): object {
  // fromEntries, because an assignment to __proto__ makes no field
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}
