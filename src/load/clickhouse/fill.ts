/**
 * A fill: everything of the store, or of some of its tables, in parts. How far it came stands in the cluster
 * (ggr_rows.filled), so that one that was killed goes on behind its last part. All of it is sent under one number above
 * whatever the cluster has: what changes meanwhile waits in the outbox under higher ones, and is sent after it.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { EpochMs } from '../../contract/window.ts';
import { sqlTimestamp } from '../../transform/time.ts';
import type { Database } from '../database.ts';
import { quote, sql } from '../sql.ts';
import type { Warehouse } from '../warehouse.ts';
import { type Cluster, type ClusterRow, literal } from './cluster.ts';
import type { Part } from './parts.ts';
import { type Relation, ROWS } from './relations.ts';
import type { Shipment } from './shipment.ts';

export interface FillOptions {
  readonly cluster: Cluster;
  readonly store: string;
  readonly now: () => EpochMs;
}

/** The number under which a fill is sent, and the change that has it. */
export interface Begun {
  readonly number: bigint;
  readonly id: string;
}

interface Whole extends Begun {
  readonly shape: string;
}

/** What is whole by its table; '' is the fill that was begun last. */
export type Progress = ReadonlyMap<string, Whole>;

/** Tables and sums by name, each with the hash of what its rows are. */
export type Shapes = ReadonlyMap<string, string>;

export function shapeOf({ columns, key, clock }: Relation): string {
  const text = columns.map(({ name, type, isNullable }) => [name, type, isNullable]);
  return hash(JSON.stringify([text, key, clock ?? null]));
}

/** All of them; a fill of all tables is no fill of some. */
export function shapeOfFill(shapes: Shapes, isAll: boolean): string {
  return `${isAll ? 'all' : 'some'} ${hash(JSON.stringify([...shapes]))}`;
}

export async function readProgress({ cluster, store }: FillOptions): Promise<Progress> {
  const rows = await read(cluster, store, `f.part = ''`);
  return new Map(
    rows.map((row) => [
      String(row.relation),
      { number: BigInt(String(row.version)), id: String(row.id), shape: String(row.shape) },
    ]),
  );
}

/** What is to be sent whole: what is not there in its shape, or was sent before the fill that counts. */
export function pendingOf(shapes: Shapes, progress: Progress, least: bigint): string[] {
  return [...shapes]
    .filter(([name, shape]) => {
      const whole = progress.get(name);
      return whole?.shape !== shape || whole.number < least;
    })
    .map(([name]) => name);
}

export interface Beginning {
  readonly above: bigint;
  readonly isAll: boolean;
  readonly shape: string;
}

/** Takes a number for a fill, in the store first: a cluster that names a number which the store lacks is not gone on with. */
export async function begin(
  options: FillOptions,
  warehouse: Warehouse,
  { above, isAll, shape }: Beginning,
): Promise<void> {
  const begun = { number: above + 1n, id: randomUUID() };
  const text = sql('clickhouse/begin-fill', {
    number: String(begun.number),
    id: `uuid ${quote(begun.id)}`,
    is_all: String(isAll),
  });
  await warehouse.write(warehouse.db, () => warehouse.db.run(text));
  await note(options, begun, [['', '', shape]]);
}

/** It is over: a cluster that has lost its cursor since is filled anew, and not gone on with. */
export function endFill(options: FillOptions, begun: Begun): Promise<void> {
  return note(options, begun, [['', '', 'ended']]);
}

export interface Sending {
  readonly begun: Begun;
  readonly shapes: Shapes;
  readonly plan: readonly Part[];
  readonly shipment: Shipment;
  /** Parts are sent until it is so many rows. */
  readonly mostRows: number;
}

/** Sends the next parts that are not there yet; returns how many rows that were, and how many parts are left. */
export async function sendParts(
  options: FillOptions,
  { begun, shapes, plan, shipment, mostRows }: Sending,
): Promise<{ readonly rows: number; readonly left: number }> {
  const rows = await read(options.cluster, options.store, `f.version = ${begun.number}`);
  const there = new Set(rows.map(({ relation, part, shape }) => `${relation} ${part} ${shape}`));
  const shape = (name: string) => shapes.get(name) ?? '';
  const left = plan.filter(
    ({ relation, name }) => !there.has(`${relation} ${name} ${shape(relation)}`),
  );
  let [sent, size, parts] = [0, 0, 0];
  for (const part of left) {
    if (parts > 0 && size + part.rows > mostRows) break;
    sent += await part.send(shipment);
    size += part.rows;
    parts += 1;
  }
  const behind = new Set(left.slice(parts).map(({ relation }) => relation));
  const done = left.slice(0, parts);
  const whole = new Set(plan.map(({ relation }) => relation)).difference(behind);
  await note(options, begun, [
    ...done.map(({ relation, name }) => [relation, name, shape(relation)] as const),
    ...[...whole].map((relation) => [relation, '', shape(relation)] as const),
  ]);
  return { rows: sent, left: left.length - parts };
}

type Line = readonly [relation: string, part: string, shape: string];

async function note(options: FillOptions, begun: Begun, lines: readonly Line[]): Promise<void> {
  const { cluster, store, now } = options;
  if (lines.length === 0) return;
  const { number, id } = begun;
  const at = sqlTimestamp(now());
  const text = lines.map(([relation, part, shape]) =>
    JSON.stringify([store, relation, part, String(number), id, shape, at]),
  );
  await cluster.insert({
    table: `${ROWS}.filled`,
    columns: ['store', 'relation', 'part', 'version', 'id', 'shape', 'filled_at'],
    lines: text.join('\n'),
    rows: lines.length,
    token: hash(text.join('\n')),
  });
}

function read(cluster: Cluster, store: string, which: string): Promise<ClusterRow[]> {
  return cluster.query(sql('clickhouse/read-filled', { rows: ROWS, store: literal(store), which }));
}

/** Whether the store's outbox still has a change that the cluster names; when it was committed, if so. */
export async function findChange(db: Database, { number, id }: Begun): Promise<string | undefined> {
  const row = await db.maybeOne(sql('clickhouse/find-change'), { number, id });
  return row && String(row.changed_at);
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
