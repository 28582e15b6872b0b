/** Adds what ClickHouse alone has of an interval to what the store has: the two never have the same row. */
import type { WindowedStream } from '../../contract/stream.ts';
import type { Window } from '../../contract/window.ts';
import { sqlTimestamp } from '../../transform/time.ts';
import type { HeldTotals } from '../checks.ts';
import { type Forgotten, ForgottenError, forgottenIn } from '../forgotten.ts';
import { sql } from '../sql.ts';
import type { Warehouse } from '../warehouse.ts';
import { Cluster, literal } from './cluster.ts';
import { named } from './schema.ts';

export interface ForgottenPart {
  readonly account: string;
  readonly stream: WindowedStream;
  readonly window: Window;
  /** Whether the window is told by the windows that brought the rows, or by their event. */
  readonly by: 'window' | 'event';
}

interface Where {
  readonly warehouse: Warehouse;
  /** Its address. */
  readonly cluster?: string | undefined;
}

/** Rows of a window may lie a little outside of it by their event. */
const AROUND_MS = 2 * 86_400_000;

/** Throws ForgottenError where a month of it is forgotten and there is no cluster to ask, ClusterError where it does not answer. */
export async function addForgotten(
  { warehouse, cluster: url }: Where,
  part: ForgottenPart,
  ours: HeldTotals,
): Promise<HeldTotals> {
  const [first] = await monthsNear(warehouse, part);
  if (!first) return ours;
  if (url === undefined) {
    throw new ForgottenError(
      `${part.account} ${part.stream.name}: ${first.month} stands in ClickHouse (${first.cluster}) alone, and GGR_CLICKHOUSE_URL is not set`,
      { hint: 'set it, or compare a range without forgotten months' },
    );
  }
  const cluster = await Cluster.open({ url });
  try {
    return await sumWith(warehouse, cluster, { part, ours });
  } finally {
    await cluster.close();
  }
}

/** The same of a cluster that is open. Throws ClusterError. */
export async function sumWith(
  warehouse: Warehouse,
  cluster: Cluster,
  { part, ours }: { readonly part: ForgottenPart; readonly ours: HeldTotals },
): Promise<HeldTotals> {
  let sum = ours;
  for (const month of await monthsNear(warehouse, part)) {
    sum = await addMonth(cluster, { part, month }, sum);
  }
  return sum;
}

function monthsNear({ db }: Warehouse, part: ForgottenPart): Promise<Forgotten[]> {
  const { start, end } = part.window;
  return forgottenIn(db, part, { start: start - AROUND_MS, end: end + AROUND_MS });
}

/** Of one month at a time: ClickHouse keeps each in a partition or two. */
async function addMonth(
  cluster: Cluster,
  { part, month }: { readonly part: ForgottenPart; readonly month: Forgotten },
  sum: HeldTotals,
): Promise<HeldTotals> {
  const { stream, account, window, by } = part;
  const { totals } = stream;
  if (!totals) throw new Error(`${stream.name} has no totals`);
  const event = named(stream.eventTime);
  const at = (ms: number) => literal(sqlTimestamp(ms));
  const [row] = await cluster.query(
    sql('clickhouse/sum-forgotten', {
      view: stream.table.split('.').map(named).join('.'),
      stake: named(totals.stake),
      net: named(totals.net),
      where: `t.account = ${literal(account)} and t.${event} >= toDateTime64(${at(month.start)}, 6, 'UTC') and t.${event} < toDateTime64(${at(month.end)}, 6, 'UTC')`,
      by: by === 'window' ? named('window_start') : event,
      from: at(window.start),
      until: at(window.end),
    }),
  );
  return {
    ...sum,
    count: sum.count + BigInt(String(row?.all_rows)),
    stake: sum.stake + tenThousandths(row?.all_stake),
    ggr: sum.ggr + tenThousandths(row?.all_ggr),
  };
}

/** ClickHouse leaves zeros at the end away. */
function tenThousandths(text: unknown): bigint {
  const [whole = '0', fraction = ''] = String(text).split('.');
  return BigInt(`${whole}${fraction.padEnd(4, '0')}`);
}
