/** The quarantine: what a read refused, and what a person has accepted of it. */
import type { Window } from '../contract/window.ts';
import { sqlTimestamp } from '../transform/time.ts';
import { noteChange } from './changes.ts';
import { count, type Database, type Params } from './database.ts';
import { type LeavingRefusals, NONE_LEAVING } from './doubt.ts';
import type { MergeContext } from './merge-statements.ts';
import { identifier, quote, sql } from './sql.ts';
import { keyText, type Probe, type Stage } from './stage.ts';
import type { Warehouse } from './warehouse.ts';

interface Staged {
  readonly stage: Stage;
  readonly probe: Probe;
}

/** What a read made of the quarantine. */
export interface ReplacedRejects {
  /** Refusals that stood there in no read before. */
  readonly refusedNew: number;
  /** What left without its record having come: a second read must confirm it where it is much. */
  readonly leaving: LeavingRefusals;
}

/**
 * Puts the refused records of a read in the place of those that an earlier one left; part of the transaction
 * of its rows. The same content, refused for the same reason, is the same refusal, whichever window or walk met
 * it. Of a read that is not all there is of its window, none is gone for not having come.
 */
export async function replaceRejects(
  { stage, probe }: Staged,
  { account, stream, owner, runId, fetchedAt, now }: MergeContext,
  { isWhole }: { readonly isWhole: boolean },
): Promise<ReplacedRejects> {
  const { db } = stage;
  const key = { account, stream: stream.name };
  if (probe.rejected === 0 && count((await db.one(ofStream, key)).rejects) === 0)
    return { refusedNew: 0, leaving: NONE_LEAVING };
  await stage.makeReady();
  const events = stage.relation([stream.eventTime]);
  const row = await db.one(
    sql('queries/insert-rejects', {
      key_text: keyText(stream),
      keys: stage.relation(stream.key),
      ...placeOf(owner, { event: identifier(stream.eventTime), events, isWhole }),
    }),
    { ...key, run: runId, fetched: sqlTimestamp(fetchedAt), now: sqlTimestamp(now) },
  );
  await noteRejects(db, key);
  const gone = count(row.gone);
  const fingerprint = `${gone} ${String(row.which)}`;
  const leaving = { gone, stored: count(row.stored), fingerprint };
  return { refusedNew: count(row.refused_new), leaving };
}

/** For the cluster: the quarantine of a stream, or of every one. */
export function noteRejects(
  db: Database,
  { account, stream }: Pick<Named, 'account' | 'stream'>,
): Promise<void> {
  return noteChange(db, { relation: 'sync.rejects', account, stream });
}

const ofStream = sql('queries/count-stream-rejects');

interface Placed {
  readonly event: string;
  /** The times of the rows that came, as a relation. */
  readonly events: string;
  readonly isWhole: boolean;
}

/** Where its refused records stand: in the window, or between the events of the piece of a walk. */
function placeOf(owner: Window | undefined, { event, events, isWhole }: Placed) {
  if (owner) {
    const [start, end] = [owner.start, owner.end].map((t) => `timestamp ${quote(sqlTimestamp(t))}`);
    const is_inside = `(${isWhole} and r.window_start >= ${start} and r.window_end <= ${end})`;
    return { is_inside, start: String(start), end: String(end) };
  }
  const edge = (of: 'min' | 'max') =>
    `coalesce((select ${of}(${event}) from ${events}), cast($fetched as timestamp))`;
  return { is_inside: 'false', start: edge('min'), end: `${edge('max')} + interval 1 microsecond` };
}

/** What a person names of the quarantine: one refusal, or all of a stream; of one account if it is given. */
export interface Named {
  readonly id: string | null;
  readonly stream: string | null;
  readonly account: string | null;
}

/** Who accepts, when and why. */
export interface Word {
  readonly by: string;
  readonly reason: string;
  readonly now: number;
}

/** What stands in quarantine of what is named. */
export interface Found {
  readonly open: number;
  readonly accepted: number;
  readonly acceptedBy: string | null;
}

export async function findRejects(db: Database, named: Named): Promise<Found> {
  const row = await db.one(sql('queries/find-rejects'), { ...named });
  return {
    open: count(row.open),
    accepted: count(row.accepted),
    acceptedBy: row.accepted_by as string | null,
  };
}

/** Accepts what is named and open now; returns how many refusals. */
export function acceptRejects(warehouse: Warehouse, named: Named, word: Word): Promise<number> {
  const { db } = warehouse;
  const params = { ...named, ...paramsOf(word) };
  return warehouse.write(db, async () => {
    const accepted = await db.run(sql('queries/accept-rejects'), params);
    await noteRejects(db, named);
    return accepted;
  });
}

interface NamedField {
  readonly stream: string;
  readonly field: string;
  readonly account: string | null;
}

/** Says that a vendor may leave a field out; returns for how many accounts. */
export function excuseField(warehouse: Warehouse, named: NamedField, word: Word): Promise<number> {
  const { db } = warehouse;
  const params = { ...named, ...paramsOf(word) };
  return warehouse.write(db, () => {
    warehouse.fields.forget();
    return db.run(sql('queries/excuse-field'), params);
  });
}

function paramsOf({ by, reason, now }: Word): Params {
  return { by, reason, now: sqlTimestamp(now) };
}
