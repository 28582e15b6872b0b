/** Changes that arrive twice, three times, and after newer ones; a store that is older than the cluster. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { beginOutbox } from '../../src/load/changes.ts';
import { type NotedChange, nextChanges } from '../../src/load/clickhouse/changes.ts';
import { listRelations } from '../../src/load/clickhouse/relations.ts';
import { Sender } from '../../src/load/clickhouse/sender.ts';
import { Shipment } from '../../src/load/clickhouse/shipment.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { openTestCluster, type TestCluster } from './cluster.ts';
import { differences } from './compare.ts';
import { Story } from './story.ts';

const folder = mkdtempSync(join(tmpdir(), 'ggr-out-of-order-'));
const path = join(folder, 'store.duckdb');
const now = Date.now;
let target: TestCluster;
let warehouse: Warehouse;

const open = () => Warehouse.open({ path, catalogue, command: 'test', now, threads: 1 });
const senderOf = (onStep?: () => void) =>
  new Sender({
    warehouse: () => warehouse,
    cluster: target.cluster,
    catalogue,
    node: 'test',
    now,
    ...(onStep && { onStep }),
  });

beforeAll(async () => {
  target = await openTestCluster();
  warehouse = await open();
  await Story.prepare(warehouse);
  await beginOutbox(warehouse, now());
});

afterAll(async () => {
  await warehouse.close();
  await target.close();
  rmSync(folder, { recursive: true, force: true });
});

async function differing(): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  const { db } = warehouse;
  for (const { name } of await listRelations(db, catalogue)) {
    const text = `select * from ${name}`;
    const lines = await differences({ db, cluster: target.cluster }, text, text);
    if (lines.length > 0) found[name] = lines.slice(0, 4);
  }
  return found;
}

test('a change that is sent again, and after newer ones, changes nothing', async () => {
  const story = new Story(warehouse, 1);
  const seen: {
    readonly changes: NotedChange[];
    readonly version: bigint;
    readonly store: string;
  }[] = [];
  const { db } = warehouse;
  await senderOf().even();
  for (let act = 0; act < 30; act += 1) {
    await story.act();
    const from = await db.one(
      'select min(number) as number from sync.changes where relation <> $base',
      {
        base: 'sync.changes',
      },
    );
    const changes = await nextChanges(db, (from.number as bigint | null) ?? 0n);
    const base = await db.one(
      `select run_id::varchar as store from sync.changes where relation = 'sync.changes'`,
    );
    const version = changes.at(-1)?.number;
    if (version !== undefined) seen.push({ changes, version, store: String(base.store) });
    if (act % 3 === 0) await senderOf().even();
  }
  await senderOf().even();
  expect(await differing()).toEqual({});
  const relations = await listRelations(db, catalogue);
  for (const { changes, version, store } of [...seen.toReversed(), ...seen, ...seen.slice(0, 5)]) {
    const stamp = { store, version };
    await new Shipment({ db, cluster: target.cluster, relations, stamp }).send(changes);
  }
  expect(await differing()).toEqual({});
});

test('a shipment that ends after any of its statements is whole with the next one', async () => {
  const story = new Story(warehouse, 2);
  for (let dies = 0; dies < 9; dies += 1) {
    for (let act = 0; act < 4; act += 1) await story.act();
    let step = 0;
    const dying = senderOf(() => {
      step += 1;
      if (step > dies) throw new Error('killed');
    });
    await dying.step().catch((error: unknown) => expect(String(error)).toContain('killed'));
  }
  await senderOf().even();
  expect(await differing()).toEqual({});
});

test('an emptied cluster is filled again', async () => {
  const sender = senderOf();
  await sender.even();
  await target.empty();
  await expect(sender.step()).rejects.toThrow('ClickHouse');
  expect((await sender.step()).did).toBe('filled');
  await sender.even();
  expect(await differing()).toEqual({});
});

test('a backup of the store, restored, takes back what it does not have', async () => {
  const backup = join(folder, 'backup.duckdb');
  await senderOf().even();
  await warehouse.close();
  copyFileSync(path, backup);
  warehouse = await open();
  const story = new Story(warehouse, 3);
  for (let act = 0; act < 15; act += 1) await story.act();
  await senderOf().even();
  await warehouse.close();
  copyFileSync(backup, path);
  warehouse = await open();
  // other commits than those that were lost, under the same numbers
  const other = new Story(warehouse, 4);
  for (let act = 0; act < 15; act += 1) await other.act();
  await senderOf().even();
  expect(await differing()).toEqual({});
});
