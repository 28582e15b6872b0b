/** Deletes in the cluster what stands there in an older version than what was sent. */
import { sql } from '../sql.ts';
import { type Cluster, literal } from './cluster.ts';
import type { OnStep } from './lines.ts';
import type { Filed } from './relations.ts';
import type { Stamp } from './rows.ts';
import { named } from './schema.ts';

export interface Sweeping {
  readonly cluster: Cluster;
  readonly stamp: Stamp;
  readonly onStep?: OnStep | undefined;
}

/** Where rows are, and were not sent with this version, they are gone here. */
export async function sweep(
  { cluster, stamp, onStep }: Sweeping,
  { table, key, clock }: Filed,
  where: string,
): Promise<void> {
  const kept = [...new Set([...key, ...(clock === undefined ? [] : [clock])])].map(named);
  await onStep?.();
  await cluster.command(
    sql('clickhouse/sweep', {
      table,
      kept: kept.map((name) => `${name}, `).join(''),
      store: literal(stamp.store),
      version: String(stamp.version),
      where,
    }),
  );
}

/** The same a partition at a time: all of a large table takes longer than a request may. */
export async function sweepMonths(to: Sweeping, filed: Filed, where: string): Promise<void> {
  const { table, clock } = filed;
  if (clock === undefined) return sweep(to, filed, where);
  const fill = { table, clock: named(clock), where, version: String(to.stamp.version) };
  for (const { month } of await to.cluster.query(sql('clickhouse/older-months', fill))) {
    await sweep(to, filed, `toYYYYMM(${named(clock)}) = ${month} and (${where})`);
  }
}
