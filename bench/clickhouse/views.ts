/** The same questions in both engines, and in ClickHouse without the sums that are kept there. */

import { catalogue } from '../../src/catalogue.ts';
import { Cluster } from '../../src/load/clickhouse/cluster.ts';
import { keepSums } from '../../src/load/keep.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { type BenchCluster, say } from './cluster.ts';
import { senderFor } from './fill.ts';

const DAY = '2025-01-15';
const QUESTIONS: readonly (readonly [string, string])[] = [
  ['ggr.daily, all of it', 'select * from ggr.daily'],
  [
    'ggr.daily, a month',
    `select * from ggr.daily where gaming_day >= date '2025-01-01' and gaming_day < date '2025-02-01'`,
  ],
  ['ggr.hourly, all of it', 'select * from ggr.hourly'],
  ['ggr.hourly, a day', `select * from ggr.hourly where gaming_day = date '${DAY}'`],
  ['ggr.games', 'select * from ggr.games'],
  ['ggr.players, the first ten by stake', 'select * from ggr.players order by stake desc limit 10'],
];
/** No sums help these. */
const FACTS: typeof QUESTIONS = [
  [
    'a day of ggr.bets added up',
    `select count(*), sum(stake) from ggr.bets where event_at >= timestamp '${DAY} 00:00:00' and event_at < timestamp '2025-01-16 00:00:00'`,
  ],
  [
    'one bet by its id',
    `select * from ggr.bets where account = 'wm' and source = 'wm' and bet_id = '4711'`,
  ],
];

export async function measureViews(
  warehouse: Warehouse,
  { url }: BenchCluster,
  { facts }: { readonly facts: boolean },
): Promise<void> {
  const cluster = await Cluster.open({ url });
  await keepSums(warehouse, { catalogue });
  await senderFor(warehouse, cluster).even();
  const rows: string[][] = [];
  for (const [what, text] of [...QUESTIONS, ...FACTS]) {
    const ours = await best(() => warehouse.db.many(text));
    rows.push([what, ours, await best(() => cluster.query(text))]);
  }
  if (facts) {
    await cluster.command('truncate table ggr_rows.kept');
    for (const [at, [, text]] of QUESTIONS.entries()) {
      rows[at]?.push(await best(() => cluster.query(text)));
    }
    await senderFor(warehouse, cluster).even();
  }
  say('seconds by the clock, best of three:');
  say('| | the store | ClickHouse | ClickHouse, from the bets |\n|---|---:|---:|---:|');
  for (const [what = '', ...times] of rows) {
    say(`| ${what} | ${[times[0], times[1], times[2] ?? ''].join(' | ')} |`);
  }
  await cluster.close();
}

/** Others use the machine, too. */
async function best(ask: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let nth = 0; nth < 3; nth += 1) {
    const start = performance.now();
    await ask();
    times.push((performance.now() - start) / 1000);
  }
  return Math.min(...times).toFixed(3);
}
