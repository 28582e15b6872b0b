/**
 * What is known of the fields of each account's streams. The store's owner alone changes it, so it is read once and
 * then remembered; it is written when it is news, and else now and then: in a window of ten rows, reading and
 * writing it each time took an eighth of the commit.
 */
import type { EpochMs } from '../contract/window.ts';
import type { KnownField, KnownFields } from '../transform/field-news.ts';
import type { FieldType } from '../transform/field-shape.ts';
import { HOUR_MS, sqlTimestamp } from '../transform/time.ts';
import { count, type Database } from './database.ts';
import { sql } from './sql.ts';

interface StreamKey {
  readonly account: string;
  readonly stream: string;
}

interface Remembered {
  readonly known: KnownFields;
  /** What the store has of it. */
  readonly stored: KnownFields;
}

/** What a store's owner remembers; only within its transactions. Forget it where another statement wrote. */
export class FieldMemory {
  readonly #streams = new Map<string, Remembered>();

  forget(): void {
    this.#streams.clear();
  }

  /** What a transaction that fails has learnt goes with it. */
  async unlessFailed<T>(transaction: Promise<T>): Promise<T> {
    try {
      return await transaction;
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  /** What is known; read where it is not remembered. */
  async recall(db: Database, key: StreamKey): Promise<KnownFields> {
    const remembered = this.#streams.get(nameOf(key));
    if (remembered) return remembered.known;
    const stored = await readFields(db, key);
    this.#streams.set(nameOf(key), { known: stored, stored });
    return stored;
  }

  /** Remembers what was learnt, part of the transaction of its rows, and writes it if that is worth a statement. */
  async learn(db: Database, key: StreamKey, learnt: readonly KnownField[]): Promise<void> {
    const stored = this.#streams.get(nameOf(key))?.stored ?? new Map<string, KnownField>();
    const known = new Map(learnt.map((field) => [field.field, field]));
    const isWritten = learnt.some((field) => isWorthWriting(field, stored.get(field.field)));
    if (isWritten) await writeFields(db, key, learnt);
    this.#streams.set(nameOf(key), { known, stored: isWritten ? known : stored });
  }
}

/** Counts are an estimate: a process that ends may take a quarter of them with it, or an hour. */
function isWorthWriting(learnt: KnownField, stored: KnownField | undefined): boolean {
  if (!stored || learnt.types.length !== stored.types.length) return true;
  const grown = Math.abs(learnt.records - stored.records);
  return grown * 4 >= stored.records || isLater(learnt.lastSeen, stored.lastSeen);
}

function isLater(seen: EpochMs, before: EpochMs): boolean {
  return seen - before >= HOUR_MS;
}

function nameOf({ account, stream }: StreamKey): string {
  return JSON.stringify([account, stream]);
}

async function readFields(db: Database, key: StreamKey): Promise<KnownFields> {
  const rows = await db.many(sql('queries/list-fields'), { ...key });
  const fields = rows.map(
    (row): KnownField => ({
      field: String(row.field),
      types: row.types === '' ? [] : (String(row.types).split(',') as FieldType[]),
      records: count(row.records),
      present: count(row.present),
      lacking: count(row.lacking),
      longest: count(row.longest),
      lastSeen: count(row.last_seen_ms),
      isExcused: row.is_excused === true,
    }),
  );
  return new Map(fields.map((known) => [known.field, known]));
}

async function writeFields(
  db: Database,
  key: StreamKey,
  learnt: readonly KnownField[],
): Promise<void> {
  const fields = learnt.map(({ types, lastSeen, isExcused: _, ...field }) => ({
    ...{ ...field, types: types.join(',') },
    last_seen: sqlTimestamp(lastSeen),
  }));
  await db.run(sql('queries/write-fields'), { ...key, fields: JSON.stringify(fields) });
}
