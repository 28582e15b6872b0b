/**
 * npm run bench:clickhouse [-- --bets 1000000] [--folder f] [--only noting,pull,fill,views]: what sending to ClickHouse
 * costs, and what the same questions cost in both engines. The cluster is chDB behind HTTP in a process of its own
 * (`npm run test:clickhouse` installs it), or GGR_TEST_CLICKHOUSE_URL. A million bets take some two minutes. With a
 * folder the store and the cluster stay there, and a fill that was ended goes on: 10 M bets take a gigabyte and some minutes.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startCluster } from './clickhouse/cluster.ts';
import { measureFill } from './clickhouse/fill.ts';
import { measureNoting } from './clickhouse/noting.ts';
import { measurePull } from './clickhouse/pull.ts';
import { measureViews } from './clickhouse/views.ts';
import { endAll } from './load/processes.ts';
import { fillStore, openStore } from './marts/store.ts';

const { values } = parseArgs({
  options: {
    bets: { type: 'string', default: '1000000' },
    folder: { type: 'string' },
    only: { type: 'string', default: 'noting,pull,fill,views' },
    hours: { type: 'string', default: '4' },
    'bets-per-hour': { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '1' },
    'without-facts': { type: 'boolean', default: false },
  },
});
const parts = new Set(values.only.split(','));
const folder = values.folder
  ? resolve(values.folder)
  : mkdtempSync(join(tmpdir(), 'ggr-bench-clickhouse-'));
mkdirSync(folder, { recursive: true });

try {
  if (parts.has('noting')) await measureNoting();
  if (parts.has('pull')) await pull();
  if (parts.has('fill') || parts.has('views')) await ask();
} finally {
  endAll();
  if (!values.folder) rmSync(folder, { recursive: true, force: true });
}

async function pull(): Promise<void> {
  const own = mkdtempSync(join(tmpdir(), 'ggr-bench-pull-'));
  try {
    await measurePull({
      folder: own,
      hours: Number(values.hours),
      betsPerHour: Number(values['bets-per-hour']),
      rounds: Number(values.rounds),
    });
  } finally {
    endAll();
    rmSync(own, { recursive: true, force: true });
  }
}

async function ask(): Promise<void> {
  const store = join(folder, 'store.duckdb');
  const isNew = !existsSync(store);
  const warehouse = await openStore(store);
  if (isNew) await fillStore(warehouse, Number(values.bets));
  const cluster = await startCluster(folder);
  if (parts.has('fill')) await measureFill(warehouse, cluster);
  if (parts.has('views')) {
    await measureViews(warehouse, cluster, { facts: !values['without-facts'] });
  }
  await warehouse.close();
}
