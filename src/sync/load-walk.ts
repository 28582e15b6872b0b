/** One walk: followed page by page, committed piece by piece with the cursor after each. */

import { VendorError } from '../contract/errors.ts';
import type { Standing, Walk, WindowCounts } from '../contract/ledger.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { followCursor, type Step } from '../extract/follow.ts';
import { beginWalk, commitPiece } from '../load/cursors.ts';
import { VanishedFields } from '../load/drift.ts';
import type { Committed } from '../load/merge.ts';
import { Stage } from '../load/stage.ts';
import { PageColumns } from '../transform/page-columns.ts';
import type { CursorJob, SyncContext } from './job.ts';
import { tellDrift } from './tell-drift.ts';
import { Trail } from './trail.ts';
import { lateMsOf } from './walk.ts';

/** A commit for each page of 5,000 costs an eighth more (docs/decisions/0010). */
const PIECE_ROWS = 20_000;

type WalkJob = CursorJob & { readonly walk: Walk };

/** What one commit takes in. */
interface Piece {
  standing: Standing;
  staged: number;
  /** When its first page was asked for, and the one that ended the walk. */
  fetchedAt: EpochMs | undefined;
  endedAt: EpochMs | undefined;
  /** What broke the walk off after these pages. */
  error: unknown;
}

/** Walks until the report ends. Pages read before an error are committed, then it is thrown. */
export async function loadWalk(
  job: WalkJob,
  context: SyncContext,
  onPiece: (counts: WindowCounts) => void,
): Promise<void> {
  const { account, stream, walk } = job;
  const { warehouse, net, signal, runId, watch } = context;
  const key = { account: account.name, stream, walk, runId };
  const lateMs = lateMsOf(stream, account);
  const trail = new Trail(lateMs);
  const columns = new PageColumns(stream, account);
  const clock = (instant: EpochMs) => earlier(instant, net.clockAheadMs(account.name));
  await beginWalk(warehouse, { ...key, now: net.now() });
  await warehouse.withConnection(async (db) => {
    await using stage = new Stage(db, stream);
    let steps = followAccepted(job, context, [walk, ...(walk.otherwise ?? [])]);
    let from: Standing = { cursor: walk.cursor, rows: walk.rows ?? 0 };
    let isDoubted = false;
    for (;;) {
      await stage.reset();
      const piece = await fillPiece(stage, { steps, job, columns, from, trail, clock });
      signal.throwIfAborted();
      if (piece.fetchedAt === undefined) throw piece.error;
      const { fetchedAt, standing } = piece;
      const endedAt = piece.endedAt === undefined ? undefined : clock(piece.endedAt);
      const staged = { stage, probe: await stage.probe() };
      const commit = commitPiece(warehouse, staged, {
        ...key,
        now: net.now(),
        standing,
        resume: resumeOf(trail, piece),
        fetchedAt,
        endedAt,
        settledUntil: (trail.oldest?.askedAt ?? endedAt ?? fetchedAt) - lateMs,
      });
      const committed: Committed | undefined = await unlessVanished(commit, isDoubted);
      isDoubted = committed === undefined;
      if (!committed) steps = followAccepted(job, context, [from]); // once more from where the store stands
      if (!committed) continue;
      const { counts, drift } = committed;
      tellDrift(watch, job, drift);
      if (counts.received > 0) onPiece(counts);
      if (piece.error !== undefined) throw piece.error;
      if (endedAt !== undefined) return;
      from = standing;
    }
  });
}

/**
 * Where the next walk begins: before the oldest page that may get late rows. One that is broken off among
 * rows of long ago goes on where it stands.
 */
function resumeOf(trail: Trail, { standing, endedAt }: Piece): Standing {
  return (endedAt !== undefined || trail.isLive ? trail.oldest : undefined) ?? standing;
}

interface PlacedStep extends Step {
  /** Records that lie before its page. */
  readonly rows: number;
}

/** Follows from the first of the cursors that the vendor takes: one that is old may mean nothing to it any more. */
async function* followAccepted(
  job: WalkJob,
  context: SyncContext,
  [first, ...otherwise]: readonly Pick<Walk, 'cursor' | 'rows'>[],
): AsyncGenerator<PlacedStep> {
  const { account, stream, priority } = job;
  const { cursor = '', rows: before = 0 } = first ?? {};
  let rows = before;
  let isAccepted = false;
  try {
    for await (const step of followCursor(stream, { account, ...context, priority, cursor })) {
      isAccepted = true;
      if (step.doubted !== undefined) context.watch.noted(job, step.doubted);
      yield { ...step, rows };
      rows += step.records.length;
    }
  } catch (error) {
    const [next] = otherwise;
    const isRefused = error instanceof VendorError && error.code === 'parameters';
    if (isAccepted || !isRefused || !next) throw error;
    context.watch.noted(
      job,
      `the vendor no longer takes the cursor from which this walk was to go on: ${error.message}; ` +
        `it goes on ${next.cursor === '' ? 'at the beginning of the report' : 'where the last one ended'}; ` +
        'rows stored late before that come with `ggr backfill --only all`',
    );
    yield* followAccepted(job, context, otherwise);
  }
}

/** A piece whose records lack what all had before is read once more; a second such read ends the walk. */
function unlessVanished<T>(commit: Promise<T>, isDoubted: boolean): Promise<T | undefined> {
  return commit.catch((error: unknown) => {
    if (error instanceof VanishedFields && !isDoubted) return undefined;
    throw error;
  });
}

interface Filling {
  readonly steps: AsyncGenerator<PlacedStep>;
  readonly job: CursorJob;
  readonly columns: PageColumns;
  /** Where the walk stands before it. */
  readonly from: Standing;
  readonly trail: Trail;
  /** An instant by the clock that is behind, the vendor's or ours. */
  readonly clock: (instant: EpochMs) => EpochMs;
}

/** Stages pages until there are enough for a commit, the walk ends or breaks off. */
async function fillPiece(stage: Stage, filling: Filling): Promise<Piece> {
  const { steps, job, columns, from, trail, clock } = filling;
  const { stream, walk } = job;
  const piece: Piece = {
    standing: from,
    staged: 0,
    fetchedAt: undefined,
    endedAt: undefined,
    error: undefined,
  };
  for (let page = 1; piece.staged < PIECE_ROWS; page += 1) {
    const step = await steps.next().catch((error: unknown) => ({ error }));
    if ('error' in step) return { ...piece, error: step.error };
    if (step.done) throw new Error('the walk went on behind its last page');
    const { records, before, cursor, rows, askedAt, newestAt, isLast } = step.value;
    const wanted = within(records, walk?.range ?? null, stream.cursor.eventTimeOf);
    await stage.append(columns.map(wanted), page);
    if (records.length > 0) trail.pass({ cursor: before, rows, askedAt: clock(askedAt), newestAt });
    piece.fetchedAt ??= askedAt;
    piece.standing = { cursor, rows: rows + records.length };
    piece.staged += records.length;
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
function earlier(instant: EpochMs, vendorAheadMs = 0): EpochMs {
  return instant + Math.min(0, vendorAheadMs);
}
