/** Months that the store forgets: what goes, what stays and why, and that no row is ever in neither place. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginOutbox, endOutbox } from '../../src/load/changes.ts';
import { Forgetter, type Fate } from '../../src/load/clickhouse/forget.ts';
import { Sender } from '../../src/load/clickhouse/sender.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { openTestCluster, type TestCluster } from './cluster.ts';
import { differences } from './compare.ts';
import { NOW, openStory, RULE, tellMonths } from './forget-story.ts';

const folder = mkdtempSync(join(tmpdir(), 'ggr-forget-'));
const path = join(folder, 'store.duckdb');
let target: TestCluster;
let warehouse: Warehouse;
/** Everything as it stood before anything was forgotten. */
let whole: Warehouse;

const senderOf = (of: Warehouse, node = 'test') =>
  new Sender({ ...RULE, warehouse: () => of, cluster: target.cluster, node });
const forgetterOf = (keepMonths = 2) =>
  new Forgetter({ ...RULE, keepMonths, warehouse, cluster: target.cluster, node: 'test', host: 'here' });
const told = (fates: readonly Fate[]) =>
  fates.map(({ month, why }) => `${month.month} ${month.account}: ${why ?? 'goes'}`);

beforeAll(async () => {
  target = await openTestCluster();
  warehouse = await openStory(path);
  whole = await openStory(join(folder, 'whole.duckdb'));
  for (const each of [warehouse, whole]) await tellMonths(each);
  await beginOutbox(warehouse, NOW);
  await senderOf(warehouse).even();
});

afterAll(async () => {
  await target.close();
  for (const each of [warehouse, whole]) await each.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The cluster against the store as it stood before: facts and versions, and what analysts read. */
async function lostThere(): Promise<Record<string, readonly string[]>> {
  const both = { db: whole.db, cluster: target.cluster };
  const found: Record<string, readonly string[]> = {};
  for (const name of ['pv.bets', 'sync.revisions', 'ggr.daily', 'ggr.hourly']) {
    const lines = await differences(both, `select * from ${name}`, `select * from ${name}`);
    if (lines.length > 0) found[name] = lines.slice(0, 4);
  }
  return found;
}

const HOLE = 'not every window of pv.bets in it is whole, over and verified or checked: see `ggr gaps` and `ggr reconcile`';

test('what may go is said with the reason of whatever stays, and nothing went', async () => {
  expect(await lostThere()).toEqual({});
  expect(told(await forgetterOf().plan())).toEqual([
    '2024-12 pv: not every window of pv.bets in it is whole, over and verified or checked: see `ggr gaps` and `ggr reconcile`',
    `2024-12 pv2: ${HOLE}`,
    '2025-01 pv: goes',
    '2025-01 pv2: goes',
    '2025-02 pv: goes',
    `2025-02 pv2: ${HOLE}`,
    `2025-03 pv: ${HOLE}`,
    '2025-03 pv2: goes',
  ]);
  expect(await forgetterOf(6).plan()).toEqual([]);
  expect((await warehouse.db.one('select count(*) as n from sync.forgotten')).n).toBe(0n);
});

test('a month that the cluster does not have to the last digit stays', async () => {
  const [row] = await target.cluster.query(
    `select * from ggr_rows.pv_bets where account = 'pv' and event_id = 'id-100'`,
  );
  const twisted = async (bet: string, version: number) => {
    const line = { ...row, bet_amount: bet, version: Number(row?.version) + version };
    await target.cluster.command(
      `insert into ggr_rows.pv_bets format JSONEachRow ${JSON.stringify(line)}`,
    );
  };
  await twisted('1.5001', 1);
  const fates = told(await forgetterOf().apply(randomUUID()));
  expect(fates).toContainEqual(
    expect.stringMatching(/^2025-01 pv: pv\.bets differs: .*and not the same$/),
  );
  await twisted(String(row?.bet_amount), 2);
});
