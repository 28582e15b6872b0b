/**
 * Nodes that race for one account, each with a client of its own over HTTP: statements of theirs stand in any order
 * between each other.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { beginOutbox } from '../../src/load/changes.ts';
import { Cluster } from '../../src/load/clickhouse/cluster.ts';
import { Lease } from '../../src/load/clickhouse/lease.ts';
import { listRelations } from '../../src/load/clickhouse/relations.ts';
import { Sender } from '../../src/load/clickhouse/sender.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { dropAll, serverUrl } from './cluster.ts';
import { differingAnywhere } from './compare.ts';
import { firstLine, killAll, start } from './processes.ts';
import { Story } from './story.ts';
import { mulberry32 } from './story-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'ggr-races-'));
const now = Date.now;
const random = mulberry32(11);
const opened: { close(): Promise<void> }[] = [];
let url = serverUrl ?? '';

beforeAll(async () => {
  if (url === '') {
    const server = start('chdb-server.ts', [join(folder, 'chdb'), '0']);
    url = `http://127.0.0.1:${await firstLine(server)}`;
  }
  await dropAll(await connect());
});

afterAll(async () => {
  for (const each of opened) await each.close();
  killAll();
  rmSync(folder, { recursive: true, force: true });
});

async function connect(): Promise<Cluster> {
  const cluster = await Cluster.open({ url });
  opened.push(cluster);
  return cluster;
}

/** A store of its own that has the same accounts as every other one, and other bets. */
async function openNode(name: string, seed: number) {
  const path = join(folder, `${name}.duckdb`);
  const warehouse = await Warehouse.open({ path, catalogue, command: 'test', now, threads: 1 });
  opened.push(warehouse);
  await Story.prepare(warehouse);
  await beginOutbox(warehouse, now());
  const story = new Story(warehouse, seed);
  for (let act = 0; act < 12; act += 1) await story.act();
  const cluster = await connect();
  const open = { warehouse: () => warehouse, cluster, catalogue, node: name, now, mostRows: 100 };
  return { name, warehouse, cluster, story, sender: new Sender(open), refused: 0 };
}
type Node = Awaited<ReturnType<typeof openNode>>;

/** Until it was whole, or refused so often. */
async function sendOrBeRefused(node: Node): Promise<void> {
  while (node.refused < 6) {
    try {
      await node.sender.even();
      return;
    } catch (error) {
      expect(String(error)).toMatch(/account \w+ is sent by node (north|south)/);
      node.refused += 1;
      await sleep(random() * 200);
    }
  }
}

async function differingFrom({ warehouse, cluster }: Node) {
  const relations = await listRelations(warehouse.db, catalogue);
  // runs, settings and rates are each node's own, and stand beside each other
  const names = relations
    .filter(({ name, hasAccount }) => hasAccount || name.startsWith('wallet.'))
    .map(({ name }) => name);
  return differingAnywhere(
    { db: warehouse.db, cluster },
    names.filter((name) => name !== 'sync.accounts'),
  );
}

test('two nodes that begin to send the same accounts at once: one sends them, and the other nothing', async () => {
  const nodes = [await openNode('north', 21), await openNode('south', 22)];
  await Promise.all(nodes.map(sendOrBeRefused));
  const [first, ...others] = nodes.filter(({ refused }) => refused < 6);
  const [second] = nodes.filter(({ refused }) => refused >= 6);
  if (!first || !second) throw new Error('both sent, or neither');
  expect(others).toEqual([]);
  const stores = await first.cluster.query('select distinct store from ggr_rows.pv_bets');
  expect(stores).toHaveLength(1);
  expect(await differingFrom(first)).toEqual({});

  // the first goes on while the second asks, and is nobody's to take
  const asking = sendOrBeRefused(Object.assign(second, { refused: 0 }));
  for (let act = 0; act < 5; act += 1) {
    await first.story.act();
    await first.sender.even();
  }
  await asking;
  expect(second.refused).toBe(6);

  // gone for long enough, its accounts are the second's, whose store then stands there alone
  await first.cluster.command('truncate table ggr_rows.leases');
  await Object.assign(second, { refused: 0 }).sender.even();
  expect(await differingFrom(second)).toEqual({});
});

test('of three nodes that claim an account at any moment one has it at most, and one gets it', async () => {
  const leases = await Promise.all(
    ['a', 'b', 'c'].map(async (name) => ({
      store: `00000000-0000-0000-0000-00000000000${name}`,
      lease: new Lease({ cluster: await connect(), node: `node-${name}` }),
    })),
  );
  for (let round = 0; round < 15; round += 1) {
    const holders = new Set<string>();
    const claims = leases.map(async ({ store, lease }) => {
      for (let tries = 0; tries < 12 && holders.size === 0; tries += 1) {
        await sleep(random() * 30);
        const held = await lease.hold(store, [`wanted-${round}`]).then(
          () => true,
          () => false,
        );
        if (held) holders.add(store);
      }
    });
    await Promise.all(claims);
    expect([...holders]).toHaveLength(1);
  }
});
