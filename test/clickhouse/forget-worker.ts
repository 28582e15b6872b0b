/**
 * Forgets what may go and is killed at its nth step, of its own accord: node forget-worker.ts <store> <url> <step>. It
 * prints what each step was, and with step 0 it goes on to the end.
 */

import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { beginOutbox } from '../../src/load/changes.ts';
import { Cluster } from '../../src/load/clickhouse/cluster.ts';
import { Forgetter } from '../../src/load/clickhouse/forget.ts';
import { Sender } from '../../src/load/clickhouse/sender.ts';
import { openStory, RULE, tellMonths } from './forget-story.ts';

const [, , path = '', url = '', dies = '0'] = process.argv;
const warehouse = await openStory(path);
const [accounts] = await warehouse.db.many('select count(*) as n from sync.accounts');
if (accounts?.n === 0n) await tellMonths(warehouse);
await beginOutbox(warehouse, RULE.now());
const cluster = await Cluster.open({ url });
await new Sender({ ...RULE, warehouse: () => warehouse, cluster, node: 'test' }).even();
let steps = 0;
const onStep = (step: string) => {
  steps += 1;
  writeSync(1, `${steps} ${step}\n`);
  if (String(steps) === dies) process.kill(process.pid, 'SIGKILL');
};
await new Forgetter({ ...RULE, warehouse, cluster, node: 'test', host: 'test', onStep }).apply(
  randomUUID(),
);
await cluster.close();
await warehouse.close();
