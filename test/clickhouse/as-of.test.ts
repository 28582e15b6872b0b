/** Days as they were believed: the store before it forgot, and the cluster. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { beginOutbox } from '../../src/load/changes.ts';
import { Sender } from '../../src/load/clickhouse/sender.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { sqlTimestamp } from '../../src/transform/time.ts';
import { openTestCluster, type TestCluster } from './cluster.ts';
import { differences } from './compare.ts';
import { Story } from './story.ts';

const folder = mkdtempSync(join(tmpdir(), 'ggr-as-of-'));
const now = Date.now;
let target: TestCluster;
let warehouse: Warehouse;

beforeAll(async () => {
  target = await openTestCluster();
  const path = join(folder, 'store.duckdb');
  warehouse = await Warehouse.open({ path, catalogue, command: 'test', now, threads: 1 });
  await Story.prepare(warehouse);
  await beginOutbox(warehouse, now());
  const story = new Story(warehouse, 7);
  for (let act = 0; act < 60; act += 1) await story.act();
  const { cluster } = target;
  await new Sender({ warehouse: () => warehouse, cluster, catalogue, node: 'one', now }).even();
});

afterAll(async () => {
  await target.close();
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

test('ggr.daily_as_of answers the same in both at any instant', async () => {
  const both = { db: warehouse.db, cluster: target.cluster };
  const { first, last } = await warehouse.db.one(
    `select epoch_ms(min(fetched_at)) as first, epoch_ms(max(replaced_at)) as last from sync.revisions`,
  );
  const [from, until] = [Number(first), Number(last)];
  expect(until).toBeGreaterThan(from);
  const believed = await warehouse.db.many(`from ggr.daily_as_of(timestamp '2026-01-01')`);
  expect(believed.length).toBeGreaterThan(3);
  for (const share of [-1, 0, 0.2, 0.5, 0.9, 1, 2]) {
    const at = sqlTimestamp(Math.round(from + (until - from) * share));
    const lines = await differences(
      both,
      `from ggr.daily_as_of(timestamp '${at}')`,
      `select * from ggr.daily_as_of(instant = '${at}')`,
    );
    expect({ at, lines: lines.slice(0, 6) }).toEqual({ at, lines: [] });
  }
});
