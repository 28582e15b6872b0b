/**
 * A pull at full speed from the demo vendor, in a process of its own: without a cluster, noting what it changes, or with a
 * sender beside it as the daemon has one. Answers with what each cost.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { catalogue } from '../../src/catalogue.ts';
import { beginOutbox } from '../../src/load/changes.ts';
import { Cluster } from '../../src/load/clickhouse/cluster.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { runJob } from '../../src/sync/run.ts';
import { begin, job as given } from '../load/job.ts';
import { beginRun, hours, prepare, pullConfig, WATCH } from '../load/pulling.ts';
import { senderFor } from './fill.ts';

const job = given as typeof given & { readonly way: string; readonly cluster: string };
const path = join(job.folder, `${job.way}-${process.pid}.duckdb`);
const now = Date.now;
const warehouse = await Warehouse.open({ catalogue, path, command: 'bench', now });
const { net, job: pulling } = await prepare(warehouse, pullConfig(path, job));

async function pull(count: number, first: number): Promise<number> {
  const runId = await beginRun(warehouse);
  const { signal } = new AbortController();
  const windows = hours(count, first);
  const outcome = await runJob(pulling(windows), { warehouse, net, runId, signal, watch: WATCH });
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
