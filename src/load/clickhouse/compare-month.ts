/** What a month comes to here and in the cluster: its rows and their earlier versions, table by table. */
import { counted } from '../../transform/text.ts';
import type { Database } from '../database.ts';
import type { Month, MonthTable } from '../forget-rule.ts';
import { sql } from '../sql.ts';
import type { Cluster } from './cluster.ts';
import { areEqual, type Digest, digestHere, digestThere, markHere, type Part } from './digest.ts';
import type { Relation } from './relations.ts';

/** A month of a table as it was compared. */
export interface Compared {
  readonly table: MonthTable;
  readonly rows: Part;
  readonly revisions: Part;
  readonly ours: { readonly rows: Digest; readonly revisions: Digest };
  /** By the store's own hash. */
  readonly marks: string;
}

/** Why the cluster does not have it as the store has; undefined: it does. Throws ClusterError. */
export async function differsThere(
  cluster: Cluster,
  { table, rows, revisions, ours }: Compared,
): Promise<string | undefined> {
  const theirs = {
    rows: await digestThere(cluster, rows),
    revisions: await digestThere(cluster, revisions),
  };
  if (areEqual(ours.rows, theirs.rows) && areEqual(ours.revisions, theirs.revisions)) {
    return undefined;
  }
  const told = (of: typeof ours) =>
    `${counted(of.rows.rows, 'row')} and ${counted(of.revisions.rows, 'earlier version')}`;
  const alike = told(theirs) === told(ours) ? ', and not the same' : '';
  return `${table.stream.table} differs: ClickHouse has ${told(theirs)}, the store ${told(ours)}${alike}`;
}

/** Changes of it that the cluster does not have yet. */
export async function waitingOf(
  db: Database,
  { month, table, after }: { month: Month; table: MonthTable; after: bigint },
): Promise<number> {
  const { account, starts, ends } = month;
  const params = { after, account, starts, ends, relation: table.stream.table };
  return Number((await db.one(sql('clickhouse/waiting-of'), params)).changes);
}

/** The parts of a month that are compared: its rows and their earlier versions. */
export function partsOf(
  relations: readonly Relation[],
  {
    account,
    table,
    starts,
    ends,
  }: { account: string; table: string; starts: string; ends: string },
): Record<'rows' | 'revisions', Part> {
  const of = (name: string) => {
    const relation = relations.find((each) => each.name === name);
    if (!relation) throw new Error(`the cluster has no ${name}`);
    return relation;
  };
  const [rows, revisions] = [of(table), of('sync.revisions')];
  const bounds = { account, starts, ends };
  return {
    rows: { relation: rows, clock: rows.clock ?? '', ...bounds },
    revisions: { relation: revisions, clock: 'event_at', stream: table, ...bounds },
  };
}

/** What the store has. */
export async function lookHere(
  db: Database,
  { month, table, relations }: { month: Month; table: MonthTable; relations: readonly Relation[] },
): Promise<Compared> {
  const parts = partsOf(relations, { ...month, table: table.stream.table });
  const rows = await digestHere(db, parts.rows);
  const ours = { rows, revisions: await digestHere(db, parts.revisions) };
  return { table, ...parts, ours, marks: await marksOf(db, parts) };
}

/** By the store's own hash: whether anything changed since. */
export async function marksOf(
  db: Database,
  { rows, revisions }: Record<'rows' | 'revisions', Part>,
): Promise<string> {
  return `${await markHere(db, rows)}, ${await markHere(db, revisions)}`;
}

/** As sync.forgotten keeps it: what a month must come to when it is brought back. */
export const digestOf = (rows: Digest, revisions: Digest) => `${rows.hash} ${revisions.hash}`;
