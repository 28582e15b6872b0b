/**
 * Months that the cluster keeps for stores that have forgotten them. They are told there and not only here, so that no
 * filling anew takes them away: not by a store that was restored, nor by another node that sends the account now.
 */
import type { Database } from '../database.ts';
import { listForgotten } from '../forgotten.ts';
import { quote, sql } from '../sql.ts';
import { type Cluster, literal } from './cluster.ts';
import { type Relation, ROWS } from './relations.ts';
import { named } from './schema.ts';

export interface HeldMonth {
  readonly account: string;
  readonly relation: string;
  readonly month: string;
  readonly store: string;
  /** UTC, as either engine writes it. */
  readonly starts: string;
  readonly ends: string;
}

const REVISIONS = 'sync.revisions';

/** What is held, of whichever account. Throws ClusterError. */
export async function heldMonths(cluster: Cluster): Promise<HeldMonth[]> {
  const rows = await cluster.query(sql('clickhouse/held-months', { rows: ROWS }));
  return rows.map((row) => ({
    account: String(row.account),
    relation: String(row.relation),
    month: String(row.month),
    store: String(row.store),
    starts: String(row.starts),
    ends: String(row.ends),
  }));
}

/** Holds a month for its store, or lets go of it. Throws ClusterError. */
export function holdMonth(cluster: Cluster, month: HeldMonth, isHeld: boolean): Promise<void> {
  const { account, relation, store, starts, ends } = month;
  return cluster.command(
    sql('clickhouse/hold-month', {
      rows: ROWS,
      account: literal(account),
      relation: literal(relation),
      month: literal(month.month),
      store: literal(store),
      starts: literal(starts),
      ends: literal(ends),
      is_held: isHeld ? '1' : '0',
    }),
  );
}

/** Rows of a table there that no filling anew may take away, as a condition. Throws ClusterError. */
export async function keptThere(
  cluster: Cluster,
  { name, clock, kind }: Pick<Relation, 'name' | 'clock' | 'kind'>,
): Promise<string> {
  if (kind !== 'facts' && name !== REVISIONS) return 'false';
  const held = await heldMonths(cluster);
  const at = (text: string) => `toDateTime64(${literal(text)}, 6, 'UTC')`;
  const between = (column: string, { account, starts, ends }: HeldMonth) =>
    `account = ${literal(account)} and ${named(column)} >= ${at(starts)} and ${named(column)} < ${at(ends)}`;
  const conditions =
    name === REVISIONS
      ? held.map((each) => `${between('event_at', each)} and stream = ${literal(each.relation)}`)
      : held.filter(({ relation }) => relation === name).map((each) => between(clock ?? '', each));
  return conditions.map((each) => `(${each})`).join(' or ') || 'false';
}

/**
 * Versions in sync.revisions of months that are forgotten here, as a condition: that their keys stand no more is no
 * deletion.
 */
export async function revisedThere(db: Database): Promise<string> {
  const at = (ms: number) => `epoch_ms(${ms}::bigint)`;
  const months = (await listForgotten(db)).map(
    ({ account, relation, start, end }) =>
      `(t.account = ${quote(account)} and t.stream = ${quote(relation)} and t.event_at >= ${at(start)} and t.event_at < ${at(end)})`,
  );
  return months.length === 0 ? 'false' : months.join(' or ');
}
