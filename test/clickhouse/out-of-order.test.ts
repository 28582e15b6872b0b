/** Changes that arrive twice, three times, and after newer ones; a store that is older than the cluster. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { beginOutbox } from '../../src/load/changes.ts';
import { type NotedChange, nextChanges } from '../../src/load/clickhouse/changes.ts';
import { ready } from '../../src/load/clickhouse/ready.ts';
import { listRelations } from '../../src/load/clickhouse/relations.ts';
import { Sender } from '../../src/load/clickhouse/sender.ts';
import { Shipment } from '../../src/load/clickhouse/shipment.ts';
import { writeSettings } from '../../src/load/settings.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { openTestCluster, type TestCluster } from './cluster.ts';
import { differingAnywhere, differing as differingIn } from './compare.ts';
import { Story } from './story.ts';

const folder = mkdtempSync(join(tmpdir(), 'ggr-out-of-order-'));
const path = join(folder, 'store.duckdb');
const now = Date.now;
let target: TestCluster;
let warehouse: Warehouse;

const open = () => Warehouse.open({ path, catalogue, command: 'test', now, threads: 1 });
const senderOf = (onStep?: () => void, mostRows?: number) =>
  new Sender({
    warehouse: () => warehouse,
    cluster: target.cluster,
    catalogue,
    node: 'test',
    now,
    ...(onStep && { onStep }),
    ...(mostRows && { mostRows }),
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
  const { db } = warehouse;
  const relations = await listRelations(db, catalogue);
  const names = relations.map(({ name }) => name);
  return differingAnywhere({ db, cluster: target.cluster }, names);
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
  const { cluster } = target;
  const made = await ready(db, { cluster, catalogue });
  for (const { changes, version, store } of [...seen.toReversed(), ...seen, ...seen.slice(0, 5)]) {
    const stamp = { store, version };
    await new Shipment({ db, cluster, catalogue, ...made, stamp }).send(changes);
  }
  await senderOf().even();
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

const filledParts = () =>
  target.cluster.query(
    `select relation, part, toString(filled_at) as at from ggr_rows.filled final where part <> '' order by relation, part`,
  );
const fillBegun = async () =>
  (
    await target.cluster.query(
      `select toString(id) as id from ggr_rows.filled final where relation = ''`,
    )
  )[0]?.id;

test('a fill that ends after any of its statements goes on behind its last part, and what changes meanwhile is right', async () => {
  await senderOf().even();
  await target.empty();
  const story = new Story(warehouse, 5);
  let [begun, parts, deaths] = [undefined as unknown, [] as unknown[], 0];
  for (let isFilled = false; !isFilled; ) {
    let left = 2 + (deaths % 11);
    const dying = senderOf(() => {
      left -= 1;
      if (left < 0) throw new Error('killed');
    }, 40);
    try {
      do {
        isFilled = (await dying.step()).did === 'filled';
      } while (!isFilled);
    } catch (error) {
      expect(String(error)).toContain('killed');
      deaths += 1;
    }
    const now = await filledParts();
    // what was there is not sent again, and the fill is still the same one
    expect(now).toEqual(expect.arrayContaining(parts));
    begun ??= await fillBegun();
    expect(await fillBegun()).toBe(begun);
    parts = now;
    await story.act();
  }
  expect(deaths).toBeGreaterThan(10);
  expect(parts.length).toBeGreaterThan(30);
  await senderOf().even();
  expect(await differing()).toEqual({});
});

test('a cluster that has lost its cursor is filled anew, though it names every part', async () => {
  await senderOf().even();
  const begun = await fillBegun();
  await target.cluster.command('truncate table ggr_rows.shipped');
  await target.cluster.command('truncate table ggr_rows.pv_bets');
  await senderOf().even();
  expect(await fillBegun()).not.toBe(begun);
  expect(await differing()).toEqual({});
});

test('a table of another shape is sent anew, and nothing else', async () => {
  await senderOf().even();
  const before = await filledParts();
  await target.cluster.command(
    `insert into ggr_rows.filled select * replace ('of an older version' as shape) from ggr_rows.filled final where relation = 'wm.bets'`,
  );
  await target.cluster.command('truncate table ggr_rows.wm_bets');
  await senderOf().even();
  const again = (await filledParts()).filter((part) => !before.some((old) => old.at === part.at));
  expect(new Set(again.map(({ relation }) => relation))).toEqual(new Set(['wm.bets']));
  expect(await differing()).toEqual({});
});

test('another zone makes every sum anew, and until then the bets are added up', async () => {
  await senderOf().even();
  const days = { reportTimezone: 'Asia/Tokyo', dayStart: '00:00' };
  await writeSettings(warehouse, { ...days, baseCurrency: 'EUR', isDemo: false });
  const { db } = warehouse;
  const both = { db, cluster: target.cluster };
  // the first step makes the views of the new zone, and ends before a sum is sent
  let steps = 0;
  const dying = senderOf(() => {
    steps += 1;
    throw new Error('killed');
  });
  await expect(dying.step()).rejects.toThrow('killed');
  expect(steps).toBe(1);
  const names = ['sync.played', 'ggr.daily', 'ggr.hourly', 'ggr.games'];
  expect(await differingIn(both, names)).toEqual({});
  await senderOf().even();
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
