/** Makes the cluster ready for this store: tables and views, and what they are to hold. */
import type { Catalogue } from '../../contract/stream.ts';
import type { Database } from '../database.ts';
import type { Cluster } from './cluster.ts';
import { type Shapes, shapeOf } from './fill.ts';
import { gamingDay } from './gaming-day.ts';
import { SUMS } from './parts.ts';
import { listRelations, type Relation } from './relations.ts';
import { ensureTables } from './schema.ts';
import { type KeptTables, keptTables, shapeOfSums } from './sums.ts';
import { refreshViews } from './views.ts';

export interface Ready {
  readonly relations: readonly Relation[];
  readonly kept: KeptTables;
  readonly shapes: Shapes;
}

export async function ready(
  db: Database,
  { cluster, catalogue }: { readonly cluster: Cluster; readonly catalogue: Catalogue },
): Promise<Ready> {
  const relations = await listRelations(db, catalogue);
  const kept = await keptTables(db);
  await ensureTables(cluster, relations, Object.values(kept));
  const day = (await gamingDay(db)).of('event_at');
  const shape = shapeOfSums(catalogue, kept, day);
  await refreshViews(cluster, { db, catalogue, shape });
  const shapes = new Map(relations.map((relation) => [relation.name, shapeOf(relation)]));
  return { relations, kept, shapes: shapes.set(SUMS, shape) };
}
