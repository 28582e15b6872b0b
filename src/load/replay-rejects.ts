/**
 * The quarantine once more: reads that left refusals, and the commit of what today's mapping makes rows of.
 * Rows, the refusals that leave and the window's counts go in one transaction, as the read's own did.
 */
import type { RefusalKind } from '../contract/errors.ts';
import type { WindowCounts } from '../contract/ledger.ts';
import { type AnyStream, hasCursor } from '../contract/stream.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import type { Batch } from '../transform/normalise.ts';
import { noteChange } from './changes.ts';
import { count, type Database } from './database.ts';
import { mergeStage } from './merge.ts';
import { noteRejects } from './rejects.ts';
import { quote, sql } from './sql.ts';
import { Stage } from './stage.ts';

/** A read of a window, or of a piece of a walk, that left refusals. */
export interface RejectRead {
  readonly account: string;
  readonly stream: AnyStream;
  readonly window: Window;
  /** The version of its records, where the vendor has no clock of versions. */
  readonly fetchedAt: EpochMs;
  /** Its bounds as the store has them, to the microsecond. */
  readonly start: string;
  readonly end: string;
}

export interface StoredReject {
  readonly id: string;
  readonly kind: RefusalKind;
  readonly raw: string;
  /** Nobody has accepted it. */
  readonly isOpen: boolean;
}

/** Reads of these streams that left refusals, oldest first. */
export async function listRejectReads(
  db: Database,
  streams: readonly AnyStream[],
): Promise<RejectRead[]> {
  const names = streams.map(({ name }) => quote(name)).join(', ');
  const rows = await db.many(sql('queries/list-reject-reads', { streams: names }));
  return rows.flatMap((row) => {
    const stream = streams.find(({ name }) => name === row.stream);
    if (!stream) return [];
    const read = {
      account: String(row.account),
      stream,
      window: { start: count(row.start_ms), end: count(row.end_ms) },
      fetchedAt: count(row.fetched_ms),
      start: String(row.start),
      end: String(row.end),
    };
    return [read];
  });
}

/** What stands in quarantine of a read. */
export async function listRejects(db: Database, read: RejectRead): Promise<StoredReject[]> {
  const rows = await db.many(sql('queries/list-read-rejects'), {
    ...placeOf(read),
    fetched: BigInt(read.fetchedAt),
  });
  return rows.map((row) => ({
    id: String(row.id),
    kind: row.kind as RefusalKind,
    raw: String(row.raw),
    isOpen: row.is_open === true,
  }));
}

interface Replaying {
  readonly read: RejectRead;
  /** The rows that today's mapping makes, and the ids of the refusals that they were. */
  readonly batch: Batch;
  readonly ids: readonly string[];
  readonly runId: string;
  readonly now: EpochMs;
}

/** Merges the rows as their own read would have; part of the caller's transaction. Throws as mergeStage. */
export async function loadReplayed(
  db: Database,
  { read, batch, ids, runId, now }: Replaying,
): Promise<Omit<WindowCounts, 'refusedNew'>> {
  const { account, stream, window, fetchedAt } = read;
  await using stage = new Stage(db, stream);
  await stage.reset();
  await stage.append({ ...batch, rejects: [] }, 1);
  const probe = await stage.probe();
  const owner = hasCursor(stream) ? {} : { owner: window };
  const context = { account, stream, runId, fetchedAt, now, ...owner };
  // a few records of a read are not all there is of its window: they withdraw nothing
  const { counts } = await mergeStage({ stage, probe }, context, { isWhole: false });
  const place = placeOf(read);
  await db.run(sql('queries/delete-rejects'), {
    account,
    stream: stream.name,
    ids: ids.join(','),
  });
  await db.run(sql('queries/count-replayed'), {
    ...place,
    replayed: BigInt(ids.length),
    inserted: BigInt(counts.inserted),
    updated: BigInt(counts.updated),
    unchanged: BigInt(counts.unchanged),
  });
  await noteRejects(db, place);
  await noteChange(db, { relation: 'sync.windows', account, stream: stream.name, window });
  return counts;
}

function placeOf({ account, stream, start, end }: RejectRead) {
  return { account, stream: stream.name, start, end };
}
