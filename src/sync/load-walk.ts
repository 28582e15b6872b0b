/** One walk: followed page by page, committed piece by piece with the cursor after each. */

import type { Walk, WindowCounts } from '../contract/ledger.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { followCursor, type Step } from '../extract/follow.ts';
import { beginWalk, commitPiece } from '../load/cursors.ts';
import { VanishedFields } from '../load/drift.ts';
import type { Committed } from '../load/merge.ts';
import { Stage } from '../load/stage.ts';
import { normalise } from '../transform/normalise.ts';
import type { CursorJob, SyncContext } from './job.ts';
import { tellDrift } from './tell-drift.ts';

/** A commit for each page of 5,000 costs an eighth more (docs/decisions/0010). */
const PIECE_ROWS = 20_000;

/** What one commit takes in. */
interface Piece {
  cursor: string;
  rows: number;
  /** When its first page was asked for, and the one that ended the walk. */
  fetchedAt: EpochMs | undefined;
  endedAt: EpochMs | undefined;
  /** What broke the walk off after these pages. */
  error: unknown;
}

/** Walks until the report ends. Pages read before an error are committed, then it is thrown. */
export async function loadWalk(
  job: CursorJob & { readonly walk: Walk },
  context: SyncContext,
  onPiece: (counts: WindowCounts) => void,
): Promise<void> {
  const { account, stream, walk, priority } = job;
  const { warehouse, net, signal, runId, watch } = context;
  const key = { account: account.name, stream, walk, runId };
  await beginWalk(warehouse, { ...key, now: net.now() });
  await warehouse.withConnection(async (db) => {
    using stage = new Stage(db, stream);
    const follow = (from: string) =>
      followCursor(stream, { account, net, signal, priority, cursor: from });
    let { cursor } = walk;
    let steps = follow(cursor);
    let isDoubted = false;
    for (;;) {
      await stage.reset();
      const piece = await fillPiece(stage, { steps, job, from: cursor });
      signal.throwIfAborted();
      if (piece.fetchedAt === undefined) throw piece.error;
      const staged = { stage, probe: await stage.probe() };
      const commit = commitPiece(warehouse, staged, {
        ...key,
        now: net.now(),
        cursor: piece.cursor,
        rows: piece.rows,
        fetchedAt: piece.fetchedAt,
        endedAt: earlier(piece.endedAt, net.clockAheadMs(account.name)),
        lagSeconds: account.lagSeconds,
      });
      const committed: Committed | undefined = await unlessVanished(commit, isDoubted);
      isDoubted = committed === undefined;
      if (!committed) steps = follow(cursor); // once more from where the store stands
      if (!committed) continue;
      const { counts, drift } = committed;
      tellDrift(watch, job, drift);
      if (counts.received > 0) onPiece(counts);
      if (piece.error !== undefined) throw piece.error;
      if (piece.endedAt !== undefined) return;
      cursor = piece.cursor;
    }
  });
}

/** A piece whose records lack what all had before is read once more; a second such read ends the walk. */
function unlessVanished<T>(commit: Promise<T>, isDoubted: boolean): Promise<T | undefined> {
  return commit.catch((error: unknown) => {
    if (error instanceof VanishedFields && !isDoubted) return undefined;
    throw error;
  });
}

interface Filling {
  readonly steps: AsyncGenerator<Step>;
  readonly job: CursorJob;
  /** Where the walk stands before it. */
  readonly from: string;
}

/** Stages pages until there are enough for a commit, the walk ends or breaks off. */
async function fillPiece(stage: Stage, { steps, job, from }: Filling): Promise<Piece> {
  const { account, stream, walk } = job;
  const piece: Piece = {
    cursor: from,
    rows: 0,
    fetchedAt: undefined,
    endedAt: undefined,
    error: undefined,
  };
  for (let page = 1; piece.rows < PIECE_ROWS; page += 1) {
    const step = await steps.next().catch((error: unknown) => ({ error }));
    if ('error' in step) return { ...piece, error: step.error };
    if (step.done) throw new Error('the walk went on behind its last page');
    const { records, askedAt, isLast } = step.value;
    const wanted = within(records, walk?.range ?? null, stream.cursor.eventTimeOf);
    stage.append(normalise(stream, account, wanted), page);
    piece.fetchedAt ??= askedAt;
    piece.cursor = step.value.cursor;
    piece.rows += records.length;
    if (isLast) return { ...piece, endedAt: askedAt };
  }
  return piece;
}

/** The records of a range; those whose time cannot be read are kept, to be refused where people see it. */
function within(
  records: readonly unknown[],
  range: Window | null,
  eventTimeOf: (record: unknown) => bigint | undefined,
): readonly unknown[] {
  if (range === null) return records;
  const [start, end] = [BigInt(range.start) * 1000n, BigInt(range.end) * 1000n];
  return records.filter((record) => {
    const time = eventTimeOf(record);
    return time === undefined || (time >= start && time < end);
  });
}

/** By the vendor's clock where ours is ahead of it: bets still to come must not count as read. */
function earlier(instant: EpochMs | undefined, vendorAheadMs = 0): EpochMs | undefined {
  return instant === undefined ? undefined : instant + Math.min(0, vendorAheadMs);
}
