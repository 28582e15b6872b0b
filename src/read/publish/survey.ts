/** What the store holds and what changed since a snapshot, as one transaction sees it. */
import type { EpochMs } from '../../contract/window.ts';
import { count, type Database } from '../../load/database.ts';
import { identifier, quote, sql } from '../../load/sql.ts';
import type { Manifest } from './manifest.ts';
import type { Table } from './tables.ts';

export interface Survey {
  readonly mark: Manifest['mark'];
  /** Whether the snapshot was made of this store, at a moment of its past. */
  readonly isKnown: boolean;
  /** Touched hours by table. */
  readonly touched: ReadonlyMap<string, readonly EpochMs[]>;
  /** Of kept and appended tables. */
  readonly digests: ReadonlyMap<string, string>;
  /** Newest numbers of appended tables that go on where the snapshot ended. */
  readonly ends: ReadonlyMap<string, Ending>;
  /** Number of rows of the others: the files must have as many. */
  readonly counts: ReadonlyMap<string, number>;
}

interface Ending {
  readonly end: number;
  /** Whether the snapshot's newest row is still what it was. */
  readonly goesOn: boolean;
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

export async function survey(
  db: Database,
  tables: readonly Table[],
  previous: Manifest | undefined,
): Promise<Survey> {
  const known = previous?.mark ?? { number: '-1', id: NOBODY };
  const mark = await db.one(sql('publish/read-mark'), known);
  const ends = new Map<string, Ending>();
  const digests = new Map<string, string>();
  for (const table of tables.filter(({ kind }) => kind === 'appended')) {
    const { digest, ...end } = await endOf(db, table, previous);
    ends.set(table.name, end);
    digests.set(table.name, digest);
  }
  const kept = tables.filter(({ kind }) => kind === 'kept');
  for (const [name, digest] of await digestsOf(db, kept)) digests.set(name, digest);
  return {
    mark: { number: String(mark.number), id: String(mark.id) },
    isKnown: mark.is_known === true,
    touched: await touchedSince(db, known.number),
    digests,
    ends,
    counts: await countsOf(db, tables),
  };
}

async function endOf(db: Database, { name, clock }: Table, previous: Manifest | undefined) {
  const last = previous?.tables[name];
  const known = (last?.parts.at(-1)?.until ?? 1) - 1;
  const fill = { table: name, clock: identifier(clock), known: String(known) };
  const row = await db.one(sql('publish/end-of-table', fill));
  const goesOn = known === 0 || (last !== undefined && row.known_digest === last.digest);
  return { end: count(row.ended), goesOn, digest: String(row.digest ?? '') };
}

async function digestsOf(db: Database, kept: readonly Table[]): Promise<[string, string][]> {
  const texts = kept.map(({ name }) =>
    sql('publish/digest-table', { table: name, name: quote(name) }),
  );
  const rows = await db.many(texts.join('union all\n'));
  return rows.map((row) => [String(row.relation), String(row.digest)]);
}

async function countsOf(db: Database, tables: readonly Table[]): Promise<Map<string, number>> {
  const counted = tables.filter(({ kind }) => kind !== 'kept');
  const texts = counted.map(
    ({ name }) => `select ${quote(name)} as relation, count(*) as rows from ${name}`,
  );
  const rows = await db.many(texts.join('\nunion all\n'));
  return new Map(rows.map((row) => [String(row.relation), count(row.rows)]));
}

async function touchedSince(db: Database, number: string): Promise<Map<string, EpochMs[]>> {
  const touched = new Map<string, EpochMs[]>();
  for (const row of await db.many(sql('publish/list-touched'), { number })) {
    const relation = String(row.relation);
    touched.set(relation, [...(touched.get(relation) ?? []), count(row.hour_ms)]);
  }
  return touched;
}

/** Whether a snapshot has everything that the store has. */
export function isSame(
  found: Survey,
  shape: string,
  previous: Manifest | undefined,
): previous is Manifest {
  if (!previous || !found.isKnown || previous.shape !== shape) return false;
  if (previous.mark.number !== found.mark.number) return false;
  if ([...found.ends.values()].some(({ goesOn }) => !goesOn)) return false;
  return [...found.digests].every(([name, digest]) => previous.tables[name]?.digest === digest);
}
