/** The outbox as the sender reads it: what comes next, and whether the cluster's cursor is of this store. */
import { count, type Database, type StoredRow } from '../database.ts';
import { sql } from '../sql.ts';

export interface NotedChange {
  readonly number: bigint;
  readonly id: string;
  readonly relation: string;
  readonly account: string | null;
  readonly stream: string | null;
  /** Bounds as the store writes them; null: none. */
  readonly starts: string | null;
  readonly ends: string | null;
  readonly since: string | null;
  readonly run: string | null;
  readonly isWhole: boolean;
  readonly rows: number;
  /** UTC, as the store writes it. */
  readonly changedAt: string;
}

/** So many rows a shipment, or one change: a block of ClickHouse is some 50,000 or more, and this is two to four. */
const MOST_ROWS = 200_000;
const MOST_CHANGES = 5_000;

/** The outbox's two ends. */
export interface Outbox {
  /** Names it in the cluster. */
  readonly store: string;
  readonly newest: bigint;
  readonly newestId: string;
  readonly changedAt: string;
}

/** Undefined where no cluster is configured. */
export async function readOutbox(db: Database): Promise<Outbox | undefined> {
  const row = await db.maybeOne(sql('clickhouse/read-outbox'));
  return (
    row && {
      store: String(row.store),
      newest: row.number as bigint,
      newestId: String(row.id),
      changedAt: String(row.changed_at),
    }
  );
}

/** How much waits behind a number, and since when (UTC, as the store writes it). */
export async function countWaiting(
  db: Database,
  after: bigint,
): Promise<{ readonly changes: number; readonly since: string | null }> {
  const row = await db.one(sql('clickhouse/count-waiting'), { after });
  return { changes: count(row.changes), since: row.since === null ? null : String(row.since) };
}

/** The next changes behind a number, in order, as many as make a shipment; at least one, if there is one. */
export async function nextChanges(db: Database, after: bigint): Promise<NotedChange[]> {
  const rows = await db.many(sql('clickhouse/next-changes'), { after, most: BigInt(MOST_CHANGES) });
  const next: NotedChange[] = [];
  let size = 0;
  for (const change of rows.map(asChange)) {
    if (next.length > 0 && size + change.rows > MOST_ROWS) break;
    next.push(change);
    size += change.rows;
  }
  return next;
}

function asChange(row: StoredRow): NotedChange {
  const text = (name: string) => (row[name] === null ? null : String(row[name]));
  return {
    number: row.number as bigint,
    id: String(row.id),
    relation: String(row.relation),
    account: text('account'),
    stream: text('stream'),
    starts: text('starts'),
    ends: text('ends'),
    since: text('since'),
    run: text('run'),
    isWhole: row.is_whole === true,
    rows: count(row.rows),
    changedAt: String(row.changed_at),
  };
}
