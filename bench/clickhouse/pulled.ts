/**
 * A pull at full speed from the demo vendor, in a process of its own: without a cluster, noting what it changes, or with a
 * sender beside it as the daemon has one. Answers with what each cost.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { catalogue, streams, vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { openStoreNet } from '../../src/extract/open-net.ts';
import { beginOutbox } from '../../src/load/changes.ts';
import { Cluster } from '../../src/load/clickhouse/cluster.ts';
import { startRun } from '../../src/load/runs.ts';
import { rememberAccounts, writeSettings } from '../../src/load/settings.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { runJob } from '../../src/sync/run.ts';
import { begin, FIRST_HOUR, job as given } from '../load/job.ts';
import { senderFor } from './fill.ts';

const job = given as typeof given & { readonly way: string; readonly cluster: string };
const path = join(job.folder, `${job.way}-${process.pid}.duckdb`);
const now = Date.now;
const config = loadConfig(vendors, {
  folder: '/nonexistent',
  env: {
    GGR_WAREHOUSE: path,
    GGR_PV_URL: job.url,
    GGR_PV_MCH_ID: String(job.mch_id),
    GGR_PV_KEY: job.key,
    GGR_PV_CURRENCY: 'CNY',
    GGR_PV_REQUESTS_PER_SECOND: '10000',
  },
});
const warehouse = await Warehouse.open({ catalogue, path, command: 'bench', now });
await writeSettings(warehouse, { ...config, isDemo: false });
await rememberAccounts(warehouse, config.accounts);
const net = openStoreNet({ store: warehouse.path, now });
const [account] = config.accounts;
const [stream] = streams;
if (!account || !stream?.windows) throw new Error('nothing to pull');
const watch = {
  loaded: () => {},
  failed: (_: unknown, __: unknown, error: Error) => process.stderr.write(`${error.message}\n`),
  unknownField: () => {},
  noted: () => {},
  stop: () => {},
};

async function pull(hours: number, first: number): Promise<number> {
  const windows = Array.from({ length: hours }, (_, nth) => ({
    start: (FIRST_HOUR + (first + nth) * 3600) * 1000,
    end: (FIRST_HOUR + (first + nth + 1) * 3600) * 1000,
  }));
  const run = { command: 'bench', arguments: '', version: '', now: now() };
  const runId = await startRun(warehouse, run);
  const { signal } = new AbortController();
  const pulled = { account, stream, windows, priority: 1 } as Parameters<typeof runJob>[0];
  const outcome = await runJob(pulled, { warehouse, net, runId, signal, watch });
  if (outcome.fatal) throw outcome.fatal;
  return outcome.inserted + outcome.unchanged;
}

const cluster = job.way === 'sent' ? await Cluster.open({ url: job.cluster }) : undefined;
if (job.way !== 'none') await beginOutbox(warehouse, now());
const sender = cluster && senderFor(warehouse, cluster);
// warm, and the cluster ready
await pull(1, 0);
await sender?.even();

let [isOver, longestMs, sent, shipments] = [false, 0, 0, 0];
async function send(): Promise<void> {
  if (!sender) return;
  for (;;) {
    const wasOver = isOver;
    const step = await sender.step();
    sent += step.rows;
    if (step.did === 'shipped') shipments += 1;
    if (step.oldest) {
      const since = Date.parse(`${step.oldest.replace(' ', 'T')}Z`);
      longestMs = Math.max(longestMs, now() - since);
    }
    if (step.did !== 'nothing') continue;
    if (wasOver) return;
    await sleep(200);
  }
}
const measure = begin();
const sending = send();
const rows = await pull(job.hours - 1, 1);
const pulled = measure(rows, '');
isOver = true;
await sending;
const all = measure(rows, '');
const COUNT = 'select count(*) as n from pv.bets';
const there = cluster && Number((await cluster.query(COUNT))[0]?.n);
const here = Number((await warehouse.db.one(COUNT)).n);
if (there !== undefined && there !== here) throw new Error(`${here} rows here, ${there} there`);
process.stdout.write(`${JSON.stringify({ pulled, all, longestMs, sent, shipments })}\n`);
process.exit(0);
