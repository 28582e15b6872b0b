/**
 * A ggr that commits and sends at once, to be killed at any moment: node worker.ts <store> <url> <seed>. With seed 0 it
 * commits nothing more, and ends when nothing waits.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { catalogue } from '../../src/catalogue.ts';
import { beginOutbox } from '../../src/load/changes.ts';
import { Cluster, ClusterError } from '../../src/load/clickhouse/cluster.ts';
import { Sender } from '../../src/load/clickhouse/sender.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { Story } from './story.ts';

const [, , path = '', url = '', seed = '0'] = process.argv;
const now = Date.now;
const warehouse = await Warehouse.open({ path, catalogue, command: 'test', now, threads: 1 });
const [accounts] = await warehouse.db.many('select count(*) as n from sync.accounts');
if (accounts?.n === 0n) await Story.prepare(warehouse);
await beginOutbox(warehouse, now());
process.stdout.write('ready\n');
if (seed !== '0') void act(new Story(warehouse, Number(seed)));
await send();
await warehouse.close();

async function act(story: Story): Promise<never> {
  for (;;) await story.act();
}

/** A cluster that is down, or was emptied, is tried again. */
async function send(): Promise<void> {
  let sender: Sender | undefined;
  for (;;) {
    try {
      const cluster = await Cluster.open({ url });
      sender = new Sender({
        warehouse: () => warehouse,
        cluster,
        catalogue,
        node: 'test',
        now,
        mostRows: 60,
      });
      for (;;) {
        const { did } = await sender.step();
        if (did !== 'nothing') continue;
        if (seed === '0') return await cluster.close();
        await sleep(20);
      }
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      await sleep(100);
    }
  }
}
