/** Looks whether the cluster still has what the store has forgotten, and whether it is right there: nobody else would. */
import type { Catalogue } from '../../contract/stream.ts';
import type { EpochMs } from '../../contract/window.ts';
import { counted } from '../../transform/text.ts';
import { DAY_MS, sqlTimestamp } from '../../transform/time.ts';
import { type Forgotten, listForgotten } from '../forgotten.ts';
import { sql } from '../sql.ts';
import type { Warehouse } from '../warehouse.ts';
import { Cluster, literal } from './cluster.ts';
import { partsOf } from './compare-month.ts';
import { countThere } from './digest.ts';
import { listRelations } from './relations.ts';
import { named } from './schema.ts';

/** What was read since the last night, and the night before it. */
const LATELY_MS = 2 * DAY_MS;

export interface Verifying {
  readonly warehouse: Warehouse;
  readonly catalogue: Catalogue;
  readonly url: string;
  readonly now: () => EpochMs;
}

/** What is wrong with forgotten months in the cluster, a text each; none where all is well. Throws ClusterError. */
export async function verifyForgotten({ url, ...options }: Verifying): Promise<string[]> {
  const months = await listForgotten(options.warehouse.db);
  if (months.length === 0) return [];
  const cluster = await Cluster.open({ url });
  try {
    return await verifyMonths(cluster, months, options);
  } finally {
    await cluster.close();
  }
}

/** The same of a cluster that is open. Throws ClusterError. */
export async function verifyMonths(
  cluster: Cluster,
  months: readonly Forgotten[],
  { warehouse, catalogue, now }: Omit<Verifying, 'url'>,
): Promise<string[]> {
  const relations = await listRelations(warehouse.db, catalogue);
  const wrong: string[] = [];
  for (const month of months) {
    const { account, relation, rows } = month;
    const name = `${month.month} of ${account} (${relation})`;
    const bounds = { starts: sqlTimestamp(month.start), ends: sqlTimestamp(month.end) };
    // a digest would read every column of every month, each night
    const { rows: part } = partsOf(relations, { account, table: relation, ...bounds });
    const there = await countThere(cluster, part);
    if (there !== rows) wrong.push(`${name}: ClickHouse has ${there} of ${rows} rows`);
    const fill = {
      account: literal(account),
      starts: literal(bounds.starts),
      ends: literal(bounds.ends),
      source: literal(relation.split('.')[0] ?? ''),
      view: relation.split('.').map(named).join('.'),
      event: named(part.clock),
      key: part.relation.key.map((each) => `t.${named(each)}`).join(', '),
      since: literal(sqlTimestamp(now() - LATELY_MS)),
    };
    const [{ offending: odd } = { offending: '0' }] = await cluster.query(
      sql('clickhouse/check-identity', fill),
    );
    if (odd !== '0')
      wrong.push(`${name}: ${counted(Number(odd), 'bet')} whose ggr is not stake less payout`);
    const [{ offending: doubled } = { offending: '0' }] = await cluster.query(
      sql('clickhouse/check-doubled', fill),
    );
    if (doubled !== '0')
      wrong.push(
        `${name}: ${counted(Number(doubled), 'key')} that the vendor reported again later`,
      );
  }
  return wrong;
}
