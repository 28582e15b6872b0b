/**
 * What a month comes to in both engines, to the last digit of every column: the second witness of a forgetting. Rows are
 * spelt alike, hashed by the first half of MD5, which both have, and the hashes added up: no order, no doubles.
 */
import type { Database } from '../database.ts';
import { identifier, quote, sql } from '../sql.ts';
import { type Cluster, literal } from './cluster.ts';
import type { Column, Relation } from './relations.ts';
import { named } from './schema.ts';

export interface Part {
  readonly relation: Relation;
  /** SQL that both speak but for texts: rows of one account between two instants of a clock. */
  readonly account: string;
  readonly clock: string;
  /** As the store writes them. */
  readonly starts: string;
  readonly ends: string;
  /** Of sync.revisions: the table whose versions they are. */
  readonly stream?: string;
}

export interface Digest {
  readonly rows: number;
  /** Of each amount, as decimals without trailing zeros. */
  readonly sums: Readonly<Record<string, string>>;
  /** The hashes of all rows, added up. */
  readonly hash: string;
}

/** What the store has. */
export async function digestHere(db: Database, part: Part): Promise<Digest> {
  const { relation } = part;
  const row = await db.one(
    sql('clickhouse/digest-here', {
      table: relation.name,
      fields: relation.columns.filter(isExact).map(spelledHere).join(', '),
      sums: amountsOf(relation)
        .map(
          (name) =>
            `, cast(coalesce(sum(t.${identifier(name)}), 0) as varchar) as ${identifier(name)}`,
        )
        .join(''),
      where: whereHere(part),
    }),
  );
  return asDigest(relation, row);
}

/** A quick one of the store alone, by its own hash: whether anything changed since it was compared. */
export async function markHere(db: Database, part: Part): Promise<string> {
  const fill = { table: part.relation.name, where: whereHere(part) };
  const { mark } = await db.one(sql('clickhouse/mark-here', fill));
  return String(mark);
}

/** What the cluster has, by the views that people ask. Throws ClusterError. */
export async function digestThere(cluster: Cluster, part: Part): Promise<Digest> {
  const { relation } = part;
  const [row] = await cluster.query(
    sql('clickhouse/digest-there', {
      view: relation.name.split('.').map(named).join('.'),
      fields: relation.columns.filter(isExact).map(spelledThere).join(', '),
      sums: amountsOf(relation)
        .map((name) => `, toString(ifNull(sum(t.${named(name)}), 0)) as ${named(name)}`)
        .join(''),
      where: whereThere(part),
    }),
  );
  if (!row) throw new Error('a count is a row');
  return asDigest(relation, row);
}

/** How many rows the cluster has. Throws ClusterError. */
export async function countThere(cluster: Cluster, part: Part): Promise<number> {
  const view = part.relation.name.split('.').map(named).join('.');
  const text = sql('clickhouse/count-there', { view, where: whereThere(part) });
  const [row] = await cluster.query(text);
  return Number(row?.all_rows);
}

export function areEqual(one: Digest, other: Digest): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function whereHere({ account, clock, starts, ends, stream }: Part): string {
  const ofStream = stream === undefined ? '' : ` and t.stream = ${quote(stream)}`;
  const at = (text: string) => `timestamp ${quote(text)}`;
  return `t.account = ${quote(account)}${ofStream} and t.${identifier(clock)} >= ${at(starts)} and t.${identifier(clock)} < ${at(ends)}`;
}

export function whereThere({ account, clock, starts, ends, stream }: Part): string {
  const ofStream = stream === undefined ? '' : ` and t.stream = ${literal(stream)}`;
  const at = (text: string) => `toDateTime64(${literal(text)}, 6, 'UTC')`;
  return `t.account = ${literal(account)}${ofStream} and t.${named(clock)} >= ${at(starts)} and t.${named(clock)} < ${at(ends)}`;
}

function asDigest(relation: Relation, row: Readonly<Record<string, unknown>>): Digest {
  const sums = amountsOf(relation).map((name) => [name, plain(String(row[name]))]);
  return {
    rows: Number(row.all_rows),
    sums: Object.fromEntries(sums),
    hash: String(row.all_hashes),
  };
}

const isAmount = ({ type }: Column) => type.startsWith('DECIMAL');
const amountsOf = ({ columns }: Relation) => columns.filter(isAmount).map(({ name }) => name);
/** A float has no text that two engines agree on; none of them is money. */
const isExact = ({ type }: Column) => type !== 'DOUBLE' && type !== 'FLOAT';

/** 1.5000 and 1.5 are one amount. */
const plain = (amount: string) =>
  amount.includes('.') ? amount.replace(/0+$/, '').replace(/\.$/, '') : amount;

function spelledHere({ name, type }: Column): string {
  const column = `t.${identifier(name)}`;
  if (type.startsWith('DECIMAL'))
    return known(`rtrim(rtrim(cast(${column} as varchar), '0'), '.')`);
  if (type === 'TIMESTAMP') return known(`cast(epoch_us(${column}) as varchar)`);
  return known(`cast(${column} as varchar)`);
}

const known = (text: string) => `coalesce(${text}, chr(30))`;

function spelledThere({ name, type }: Column): string {
  const column = `t.${named(name)}`;
  const text = type === 'TIMESTAMP' ? `toUnixTimestamp64Micro(${column})` : column;
  return `ifNull(toString(${text}), char(30))`;
}
