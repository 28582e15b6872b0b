/** Looks whether the cluster still has what the store has forgotten: nobody else would notice. */
import type { Catalogue } from '../../contract/stream.ts';
import { sqlTimestamp } from '../../transform/time.ts';
import { listForgotten } from '../forgotten.ts';
import type { Warehouse } from '../warehouse.ts';
import { Cluster } from './cluster.ts';
import { partsOf } from './compare-month.ts';
import { countThere } from './digest.ts';
import { listRelations } from './relations.ts';

export interface Verifying {
  readonly warehouse: Warehouse;
  readonly catalogue: Catalogue;
  readonly url: string;
}

/** Months that are no longer there as they went, such as `pv 2025-03 (pv.bets)`. Throws ClusterError. */
export async function verifyForgotten({ warehouse, catalogue, url }: Verifying): Promise<string[]> {
  const gone = await listForgotten(warehouse.db);
  if (gone.length === 0) return [];
  const relations = await listRelations(warehouse.db, catalogue);
  const cluster = await Cluster.open({ url });
  const lost: string[] = [];
  try {
    for (const { account, relation, month, rows, start, end } of gone) {
      const bounds = { starts: sqlTimestamp(start), ends: sqlTimestamp(end) };
      const part = partsOf(relations, { account, table: relation, ...bounds }).rows;
      // the digest would read every column of every month, each night
      const there = await countThere(cluster, part);
      if (there !== rows) lost.push(`${account} ${month} (${relation})`);
    }
    return lost;
  } finally {
    await cluster.close();
  }
}
