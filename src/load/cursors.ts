/** The ledger of walks: where each stands, and the commit of a piece with the cursor after it. */

import type { LedgerWalk, Standing, Walk } from '../contract/ledger.ts';
import type { CursorStream } from '../contract/stream.ts';
import type { EpochMs } from '../contract/window.ts';
import { sqlTimestamp } from '../transform/time.ts';
import { noteChange } from './changes.ts';
import { count, type Database, type Params } from './database.ts';
import { commitWatched, type NewDrift } from './drift.ts';
import { type Committed, mergeStage, type Staged } from './merge.ts';
import { replaceRejects } from './rejects.ts';
import { identifier, sql } from './sql.ts';
import type { Warehouse } from './warehouse.ts';

/** Every walk of a stream: that of sync first, then those of backfills. */
export async function listWalks(
  db: Database,
  key: { readonly account: string; readonly stream: string },
): Promise<LedgerWalk[]> {
  const rows = await db.many(sql('queries/list-walks'), { ...key });
  return rows.map((row) => ({
    range:
      row.range_start_ms === null
        ? null
        : { start: count(row.range_start_ms), end: count(row.range_end_ms) },
    start: String(row.start_cursor),
    cursor: String(row.cursor),
    resume: { cursor: String(row.resume_cursor), rows: count(row.resume_rows) },
    isWhole: row.is_whole === true,
    isComplete: row.is_complete === true,
    completeUntil: row.complete_until_ms === null ? null : count(row.complete_until_ms),
    firstEventAt: row.first_event_ms === null ? null : count(row.first_event_ms),
    rows: count(row.rows),
    attempts: count(row.attempts),
    error: row.error as string | null,
  }));
}

interface WalkKey {
  readonly account: string;
  readonly stream: CursorStream;
  readonly walk: Walk;
  readonly runId: string;
  readonly now: EpochMs;
}

export interface PieceContext extends WalkKey {
  /** Where the walk stands after the piece; records outside its range count, too. */
  readonly standing: Standing;
  /** Where the next walk begins. */
  readonly resume: Standing;
  /** When the first of its pages was asked for: the version of every row in it. */
  readonly fetchedAt: EpochMs;
  /** When the page was asked for that ended the walk, by the clock that is behind; none if it goes on. */
  readonly endedAt: EpochMs | undefined;
  /** Up to which event time no row can be missing, if the walk has ended. */
  readonly settledUntil: EpochMs;
}

/** A piece is never all there is. */
const PIECE = { isWhole: false };

/** Merges the stage and moves the cursor behind it, in one transaction. Throws VanishedFields. */
export function commitPiece(
  warehouse: Warehouse,
  staged: Staged,
  context: PieceContext,
): Promise<Committed> {
  const { stream, standing, resume, endedAt, now } = context;
  const { stage } = staged;
  const { db } = stage;
  const commit = async (drift: readonly NewDrift[]) => {
    const { counts, moved } = await mergeStage(staged, context, PIECE);
    const event = identifier(stream.eventTime);
    const refused = counts.received > 0 && (await replaceRejects(staged, context, PIECE));
    const refusedNew = refused ? refused.refusedNew : 0;
    const events = stage.relation([stream.eventTime]);
    await db.run(sql('queries/advance-walk', { event, staged: events }), {
      ...paramsOf(context),
      cursor: standing.cursor,
      rows: BigInt(standing.rows),
      resume: resume.cursor,
      resume_rows: BigInt(resume.rows),
      ended: endedAt !== undefined,
      asked: sqlTimestamp(endedAt ?? now),
      settled: sqlTimestamp(context.settledUntil),
    });
    await noteWalk(db, context);
    return { counts: { ...counts, refusedNew }, moved, refusalsGone: 0, drift };
  };
  return commitWatched(warehouse, { stage, reader: context }, commit);
}

/** Enters a walk, unless it goes on; what an earlier one over the same range proved stays. */
export async function beginWalk(warehouse: Warehouse, key: WalkKey): Promise<void> {
  const { db } = warehouse;
  if (key.walk.cursor !== key.walk.start) return;
  await warehouse.write(db, async () => {
    await db.run(sql('queries/begin-walk'), paramsOf(key));
    await noteWalk(db, key);
  });
}

/** Records why a walk could not go on; it stays where it stood. */
export async function failWalk(
  warehouse: Warehouse,
  { error, ...key }: WalkKey & { readonly error: string },
): Promise<void> {
  const { db } = warehouse;
  await warehouse.write(db, async () => {
    await db.run(sql('queries/fail-walk'), { ...paramsOf(key), error });
    await noteWalk(db, key);
  });
}

/** For the cluster: where the stream's walks stand. */
function noteWalk(db: Database, { account, stream }: WalkKey): Promise<void> {
  return noteChange(db, { relation: 'sync.cursors', account, stream: stream.name });
}

function paramsOf({ account, stream, walk, runId, now }: WalkKey): Params {
  return {
    account,
    stream: stream.name,
    range_start: walk.range ? sqlTimestamp(walk.range.start) : null,
    range_end: walk.range ? sqlTimestamp(walk.range.end) : null,
    start: walk.start,
    whole: walk.isWhole,
    now: sqlTimestamp(now),
    run: runId,
  };
}
