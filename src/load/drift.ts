/**
 * What a stream's records are known to hold, and what changed: a field that appears, goes away or changes its
 * type is an event, and one that we read and that goes from a whole page is a fault (docs/decisions/0015).
 */
import { VendorError } from '../contract/errors.ts';
import type { AnyStream } from '../contract/stream.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import {
  type Drift,
  driftOf,
  goneEvent,
  type KnownField,
  learn,
  vanishedFields,
} from '../transform/field-news.ts';
import { counted } from '../transform/text.ts';
import { iso, sqlTimestamp } from '../transform/time.ts';
import type { Database } from './database.ts';
import type { FieldMemory } from './known-fields.ts';
import { sql } from './sql.ts';
import type { Stage } from './stage.ts';
import type { Warehouse } from './warehouse.ts';

/** An event that was not noted before. */
export interface NewDrift extends Pick<Drift, 'field' | 'what'> {
  /** Null where an older version noted it. */
  readonly sample: string | null;
}

interface Reader {
  readonly account: string;
  readonly stream: AnyStream;
  /** A piece of a walk has none. */
  readonly owner?: Window;
  readonly runId: string;
  readonly now: EpochMs;
}

/** Thrown before a commit: what we read of every record went away, and would be stored as null in silence. */
export class VanishedFields extends VendorError {
  readonly fields: readonly KnownField[];

  constructor({ account, stream, owner }: Reader, fields: readonly KnownField[]) {
    const names = fields.map(({ field }) => field);
    const where = owner ? ` from ${iso(owner.start)}` : '';
    const before = Math.max(...fields.map(({ records }) => records));
    super(
      'garbled',
      `account ${account}: ${stream.name}${where}: a page came without ${names.join(', ')} in any record, ` +
        `which ${counted(before, 'record')} before had; nothing was changed`,
      {
        hint:
          'the next sync reads it again; if the vendor has dropped it for good, ' +
          `\`ggr rejects accept ${stream.name}.${names[0]} --reason <text>\` lets such pages load`,
      },
    );
    this.fields = fields;
  }
}

/**
 * Runs a commit in which the fields of its read are looked at first: notes what drifted and what is known now.
 * `commit` is given the events that are new. Where fields went away, that is an event, too. Throws VanishedFields.
 */
export async function commitWatched<T>(
  warehouse: Warehouse,
  { stage, reader }: Watched,
  commit: (drift: readonly NewDrift[]) => Promise<T>,
): Promise<T> {
  const { fields } = warehouse;
  try {
    return await warehouse.write(stage.db, async () =>
      commit(await watchFields(stage, reader, fields)),
    );
  } catch (error) {
    if (!(error instanceof VanishedFields)) throw error;
    const { db } = warehouse;
    await warehouse.write(db, () => noteDrift(db, reader, error.fields.map(goneEvent)));
    throw error;
  }
}

interface Watched {
  readonly stage: Stage;
  readonly reader: Reader;
}

async function watchFields(
  { db, stream, census }: Stage,
  reader: Reader,
  memory: FieldMemory,
): Promise<NewDrift[]> {
  if (census.records === 0) return [];
  const key = { account: reader.account, stream: stream.name };
  const known = await memory.recall(db, key);
  const vanished = vanishedFields(stream, known, census);
  if (vanished.length > 0) throw new VanishedFields(reader, vanished);
  const noted = await noteDrift(db, reader, driftOf(stream, known, census));
  const learnt = learn(stream, known, { census, at: reader.now });
  if (learnt) await memory.learn(db, key, learnt);
  return noted;
}

async function noteDrift(
  db: Database,
  { account, stream, runId, now }: Reader,
  drift: readonly Drift[],
): Promise<NewDrift[]> {
  if (drift.length === 0) return [];
  const events = drift.map(({ field, what, sample, since }) => ({
    ...{ field, what, sample },
    since: since === null ? null : sqlTimestamp(since),
  }));
  const rows = await db.many(sql('queries/note-drift'), {
    ...{ account, stream: stream.name, run: runId, now: sqlTimestamp(now) },
    drift: JSON.stringify(events),
  });
  const noted = rows as unknown as NewDrift[];
  return noted.sort((a, b) => (a.field < b.field ? -1 : 1));
}
