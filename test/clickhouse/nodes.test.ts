/** Several ggrs at one cluster: each sends its own accounts, and a second one that claims an account is refused. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { beginOutbox, endOutbox } from '../../src/load/changes.ts';
import { Lease } from '../../src/load/clickhouse/lease.ts';
import { ROWS } from '../../src/load/clickhouse/relations.ts';
import { Sender } from '../../src/load/clickhouse/sender.ts';
import { sql } from '../../src/load/sql.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { openTestCluster, type TestCluster } from './cluster.ts';
import { differences } from './compare.ts';
import { Story } from './story.ts';

const folder = mkdtempSync(join(tmpdir(), 'ggr-nodes-'));
const now = Date.now;
let target: TestCluster;

beforeAll(async () => {
  target = await openTestCluster();
});

afterAll(async () => {
  await target.close();
  rmSync(folder, { recursive: true, force: true });
});

const senderOf = (warehouse: Warehouse, node: string) =>
  new Sender({ warehouse: () => warehouse, cluster: target.cluster, catalogue, node, now });

/** A store whose accounts are called after it. */
async function openNode(name: string): Promise<Warehouse> {
  const path = join(folder, `${name}.duckdb`);
  const warehouse = await Warehouse.open({ path, catalogue, command: 'test', now, threads: 1 });
  await Story.prepare(warehouse);
  await warehouse.db.run(`
    insert into pv.bets
    select '${name}', 'same-' || i, 'd', 1001, 7, '', 1.0001, -0.0001, 0, 0, timestamp '2025-02-01' + to_minutes(i), timestamp '2025-02-01' + to_minutes(i), null, timestamp '2025-02-01', timestamp '2025-02-02', 1, uuid()
      from range(50) t(i);
    delete from sync.accounts;
    insert into sync.accounts values ('${name}', 'pv', 'EUR', 1)`);
  await beginOutbox(warehouse, now());
  return warehouse;
}

test('two nodes whose accounts have the same ids stand beside each other', async () => {
  const [north, south] = [await openNode('north'), await openNode('south')];
  await senderOf(north, 'one').even();
  await senderOf(south, 'two').even();
  const theirs = await target.cluster.query(
    'select account, count() as n, sum(bet_amount) as stake from pv.bets group by account order by account',
  );
  expect(theirs).toEqual([
    { account: 'north', n: '50', stake: '50.005' },
    { account: 'south', n: '50', stake: '50.005' },
  ]);
  // what one sends anew takes nothing from the other
  await north.db.run(`delete from pv.bets where event_id = 'same-1'`);
  await endOutbox(north);
  await beginOutbox(north, now());
  await senderOf(north, 'one').even();
  const mine = `select * from pv.bets where account = 'north'`;
  expect(await differences({ db: north.db, cluster: target.cluster }, mine, mine)).toEqual([]);
  const other = `select * from pv.bets where account = 'south'`;
  expect(await differences({ db: south.db, cluster: target.cluster }, other, other)).toEqual([]);
  const nodes = await target.cluster.query(sql('clickhouse/list-nodes', { rows: ROWS }));
  expect(nodes).toMatchObject([
    { node: 'one', accounts: ['north'] },
    { node: 'two', accounts: ['south'] },
  ]);
  await north.close();
  await south.close();
});

test('an account that a node sends is refused to another one until the first is gone', async () => {
  const { cluster } = target;
  const [store, twin] = [
    '00000000-0000-0000-0000-00000000000a',
    '00000000-0000-0000-0000-00000000000b',
  ];
  const first = new Lease({ cluster, node: 'one' });
  const second = new Lease({ cluster, node: 'two' });
  await first.hold(store, ['pv']);
  await expect(second.hold(twin, ['pv', 'wm'])).rejects.toThrow('account pv is sent by node one');
  // a copy of the store on another machine, too; the node itself after a start is no other
  await expect(second.hold(store, ['pv'])).rejects.toThrow('account pv is sent by node one');
  await new Lease({ cluster, node: 'one' }).hold(store, ['pv']);
  await new Lease({ cluster, node: 'three' }).hold(twin, ['wm']);
  await cluster.command(
    `insert into ggr_rows.leases (account, store, node, is_held) values ('pv', '${store}', 'one', 0)`,
  );
  await second.hold(twin, ['pv']);
});

test('of nodes that claim at once one has the account at most', async () => {
  const { cluster } = target;
  const claims = ['a', 'b', 'c', 'd'].map(async (name) => {
    const store = `00000000-0000-0000-0000-00000000000${name}`;
    await new Lease({ cluster, node: `node-${name}` }).hold(store, ['wanted']);
  });
  const held = (await Promise.allSettled(claims)).filter(({ status }) => status === 'fulfilled');
  expect(held.length).toBeLessThanOrEqual(1);
});

test('a node that slept over its claim sends nothing by it', async () => {
  let tick = 0;
  const lease = new Lease({ cluster: target.cluster, node: 'sleeper', tick: () => tick });
  const store = '00000000-0000-0000-0000-00000000000e';
  await lease.hold(store, ['slept']);
  tick += 49_000;
  await lease.renew(store, ['slept']);
  tick += 51_000;
  await expect(lease.renew(store, ['slept'])).rejects.toThrow('grew old');
});
