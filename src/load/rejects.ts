/** The quarantine: what a read refused, and what a person has accepted of it. */
import type { Window } from '../contract/window.ts';
import { sqlTimestamp } from '../transform/time.ts';
import { noteChange } from './changes.ts';
import { count, type Database, type Params } from './database.ts';
import type { MergeContext } from './merge-statements.ts';
import { identifier, quote, sql } from './sql.ts';
import { keyText, type Probe, type Stage } from './stage.ts';
import type { Warehouse } from './warehouse.ts';

interface Staged {
  readonly stage: Stage;
  readonly probe: Probe;
}

/**
 * Puts the refused records of a read in the place of those that an earlier one left; part of the transaction
 * of its rows. Returns how many stood there in no read before: the same content, refused for the same reason,
 * is the same refusal, whichever window or walk met it. Of a read that is not all there is of its window, none
 * is gone for not having come.
 */
export async function replaceRejects(
  { stage, probe }: Staged,
  { account, stream, owner, runId, fetchedAt, now }: MergeContext,
  { isWhole }: { readonly isWhole: boolean },
): Promise<number> {
  const { db } = stage;
  const key = { account, stream: stream.name };
  if (probe.rejected === 0 && count((await db.one(ofStream, key)).rejects) === 0) return 0;
  await stage.toRows();
  const row = await db.one(
    sql('queries/insert-rejects', {
      key_text: keyText(stream),
      ...placeOf(owner, stream.eventTime, isWhole),
    }),
    { ...key, run: runId, fetched: sqlTimestamp(fetchedAt), now: sqlTimestamp(now) },
  );
  await noteRejects(db, key);
  return count(row.refused_new);
}

/** For the cluster: the quarantine of a stream, or of every one. */
export function noteRejects(
  db: Database,
  { account, stream }: Pick<Named, 'account' | 'stream'>,
): Promise<void> {
  return noteChange(db, { relation: 'sync.rejects', account, stream });
}

const ofStream = sql('queries/count-stream-rejects');

/** Where its refused records stand: in the window, or between the events of the piece of a walk. */
function placeOf(owner: Window | undefined, eventTime: string, isWhole: boolean) {
  if (owner) {
    const [start, end] = [owner.start, owner.end].map((t) => `timestamp ${quote(sqlTimestamp(t))}`);
    const is_inside = `(${isWhole} and r.window_start >= ${start} and r.window_end <= ${end})`;
    return { is_inside, start: String(start), end: String(end) };
  }
  const event = identifier(eventTime);
  const edge = (of: 'min' | 'max') =>
    `coalesce((select ${of}(${event}) from stage), cast($fetched as timestamp))`;
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
