/** Months that the store forgets: what goes, what stays and why, and that no row is ever in neither place. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginOutbox, endOutbox, noteText } from '../../src/load/changes.ts';
import { sumEvents, sumWindows } from '../../src/load/checks.ts';
import { Forgetter } from '../../src/load/clickhouse/forget.ts';
import { rememberMonth } from '../../src/load/clickhouse/remember.ts';
import { Sender } from '../../src/load/clickhouse/sender.ts';
import { sumWith } from '../../src/load/clickhouse/sum-forgotten.ts';
import { verifyMonths } from '../../src/load/clickhouse/verify-forgotten.ts';
import { listForgotten } from '../../src/load/forgotten.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { openTestCluster, type TestCluster } from './cluster.ts';
import { countMonths, lostOf, NOW, openStory, RULE, tellMonths, told } from './forget-story.ts';

const folder = mkdtempSync(join(tmpdir(), 'ggr-forget-'));
const path = join(folder, 'store.duckdb');
let target: TestCluster;
let warehouse: Warehouse;
/** Everything as it stood before anything was forgotten. */
let whole: Warehouse;

const senderOf = (of: Warehouse, node = 'test') =>
  new Sender({ ...RULE, warehouse: () => of, cluster: target.cluster, node });
const forgetterOf = (keepMonths = 2) => {
  const here = { warehouse, cluster: target.cluster, node: 'test', host: 'here' };
  return new Forgetter({ ...RULE, keepMonths, ...here });
};

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

const lostThere = () => lostOf(whole.db, target.cluster);

const HOLE =
  'not every window of pv.bets in it is whole, over and verified or checked: see `ggr gaps` and `ggr reconcile`';

test('what may go is said with the reason of whatever stays, and nothing went', async () => {
  expect(await lostThere()).toEqual({});
  expect(told(await forgetterOf().plan())).toEqual([
    `2024-12 pv: ${HOLE}`,
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
  const fates = told(await forgetterOf().plan());
  expect(fates).toContainEqual(
    expect.stringMatching(/^2025-01 pv: pv\.bets differs: .*and not the same$/),
  );
  await twisted(String(row?.bet_amount), 2);
});

const GONE = ['pv 2025-01', 'pv 2025-02', 'pv2 2025-01', 'pv2 2025-03'];

test('what went is gone here, noted to the last digit, and whole there', async () => {
  const run = randomUUID();
  const fates = told(await forgetterOf().apply(run));
  expect(fates.filter((line) => line.endsWith('goes')).length).toBe(GONE.length);
  expect(await countMonths(warehouse)).toEqual(await countMonths(whole, GONE));
  const gone = await warehouse.db.many(
    `select account || ' ' || month as name, rows, (sums ->> 'bet_amount')::decimal(38, 4)::varchar as stake, cluster, run_id::varchar as run
       from sync.forgotten order by all`,
  );
  const stakes = await whole.db.many(`
    select name, count(*) as rows, sum(bet_amount)::varchar as stake, 'here' as cluster, '${run}' as run
      from (select account || ' ' || strftime(ggr.gaming_day(end_at), '%Y-%m') as name, bet_amount from pv.bets)
     where name in (${GONE.map((name) => `'${name}'`).join(', ')}) group by all order by all`);
  expect(gone).toEqual(stakes);
  expect(await lostThere()).toEqual({});
  // nothing goes twice
  expect(told(await forgetterOf().apply(run)).filter((line) => line.endsWith('goes'))).toEqual([]);
});

test('reports of the store have none of a forgotten day, and all of the others', async () => {
  const theirs = await whole.db.many('from ggr.daily order by all');
  const days = await warehouse.db.many('from ggr.daily order by all');
  const isGone = (row: (typeof days)[number]) =>
    GONE.includes(`${row.account} ${String(row.gaming_day).slice(0, 7)}`);
  expect(days).toEqual(theirs.filter((row) => !isGone(row)));
});

test('forgotten months are right there: their number, the identity of each bet, no key twice', async () => {
  const { cluster } = target;
  const verify = async () =>
    verifyMonths(cluster, await listForgotten(warehouse.db), { ...RULE, warehouse });
  expect(await verify()).toEqual([]);
  const [row] = await cluster.query(
    `select * from ggr_rows.pv_bets final where account = 'pv' and event_id = 'id-100'`,
  );
  const again = { ...row, end_at: '2025-06-14 00:00:00', fetched_at: '2025-06-15 00:00:00' };
  await cluster.command(`insert into ggr_rows.pv_bets format JSONEachRow ${JSON.stringify(again)}`);
  expect(await verify()).toEqual([
    '2025-01 of pv (pv.bets): 1 key that the vendor reported again later',
  ]);
  await cluster.command(
    `alter table ggr_rows.pv_bets delete where event_id = 'id-100' and end_at > '2025-06-01' settings mutations_sync = 1`,
  );
  expect(await lostThere()).toEqual({});
});

test('sums of any interval are those of the store and the cluster together', async () => {
  const pvBets = RULE.catalogue.streams.find(({ name }) => name === 'pv.bets');
  if (!pvBets?.windows) throw new Error('pv.bets is asked for by windows');
  for (const [from, to] of [
    ['2025-01-05T00:00Z', '2025-01-06T00:00Z'],
    // across the border of what went, within an hour's window
    ['2025-02-01T08:00Z', '2025-02-01T09:00Z'],
    ['2025-02-28T00:00Z', '2025-03-02T00:00Z'],
    ['2025-04-05T00:00Z', '2025-04-06T00:00Z'],
  ] as const) {
    const window = { start: Date.parse(from), end: Date.parse(to) };
    for (const account of ['pv', 'pv2']) {
      const part = { account, stream: pvBets, window };
      for (const [by, sum] of [
        ['window', sumWindows],
        ['event', sumEvents],
      ] as const) {
        const ours = await sum(warehouse.db, part);
        const all = await sumWith(warehouse, target.cluster, { part: { ...part, by }, ours });
        expect(all).toEqual(await sum(whole.db, part));
      }
    }
  }
});

test('no filling anew takes away what stands there alone, and no other store that sends the account', async () => {
  await endOutbox(warehouse);
  await beginOutbox(warehouse, NOW + 1000);
  expect((await senderOf(warehouse).step()).did).toMatch(/^fill/);
  await senderOf(warehouse).even();
  expect(await lostThere()).toEqual({});
  await target.cluster.command('truncate table ggr_rows.leases');
  const other = await openStory(join(folder, 'other.duckdb'));
  await tellMonths(other);
  await other.db.run(
    `delete from pv.bets where account = 'pv'; delete from sync.revisions where account = 'pv'`,
  );
  await beginOutbox(other, NOW + 2000);
  await senderOf(other, 'another').even();
  await other.close();
  await target.cluster.command('truncate table ggr_rows.leases');
  const left = await target.cluster.query(
    `select formatDateTime(end_at, '%Y-%m') as month, toInt64(count()) as n from pv.bets where account = 'pv' and end_at > '2025-01-02' and end_at < '2025-03-01' group by month order by month`,
  );
  const mine = await whole.db.many(
    `select strftime(end_at, '%Y-%m') as month, count(*)::varchar as n from pv.bets where account = 'pv' and end_at > '2025-01-02' and end_at < '2025-03-01' group by all order by all`,
  );
  expect(left).toEqual(mine);
  // the first store sends again what it has
  await endOutbox(warehouse);
  await beginOutbox(warehouse, NOW + 3000);
  await senderOf(warehouse).even();
  expect(await lostThere()).toEqual({});
});

test('versions of a forgotten month that merges put away later delete nothing there', async () => {
  const { db } = warehouse;
  const run = randomUUID();
  await db.run(`
    insert into sync.revisions
    select account, 'pv.bets', 'id-50', 1, 'replaced', timestamp '2025-01-10', now()::timestamp, timestamp '2025-06-01', window_start, run_id, uuid '${run}', '{"event_id": "id-50"}'
      from pv.bets limit 1`);
  await noteText(db, {
    ...{
      relation: "'pv.bets'",
      account: "'pv'",
      stream: 'null',
      run: `uuid '${run}'`,
      whole: 'false',
      rows: '1',
    },
    ...{
      starts: "timestamp '2025-05-01'",
      ends: "timestamp '2025-05-02'",
      since: "timestamp '2025-05-01'",
    },
  });
  await senderOf(warehouse).even();
  await db.run(`delete from sync.revisions where replaced_by = uuid '${run}'`);
  await target.cluster.command(`delete from ggr_rows.sync_revisions where replaced_by = '${run}'`);
  expect(await lostThere()).toEqual({});
});

test('a month comes back as it went, or not at all', async () => {
  const { cluster } = target;
  const options = { warehouse, cluster, catalogue: RULE.catalogue };
  const month = { account: 'pv', month: '2025-01' };
  await cluster.command(
    `insert into ggr_rows.pv_bets (account, event_id, end_at, store, version, is_deleted)
     select account, event_id, end_at, store, version + 1, 1 from ggr_rows.pv_bets final where account = 'pv' and event_id = 'id-100'`,
  );
  await expect(rememberMonth(options, month)).rejects.toThrow('nothing is brought back');
  expect(await countMonths(warehouse)).toEqual(await countMonths(whole, GONE));
  await cluster.command(
    `alter table ggr_rows.pv_bets delete where account = 'pv' and event_id = 'id-100' and is_deleted = 1 settings mutations_sync = 1`,
  );
  for (const name of GONE) {
    const [account = '', of = ''] = name.split(' ');
    expect(await rememberMonth(options, { account, month: of })).toBeGreaterThan(600);
  }
  for (const table of ['pv.bets', 'sync.revisions', 'ggr.daily']) {
    const [one, other] = [`from ${table} order by all`, `from ${table} order by all`];
    expect(await warehouse.db.many(one)).toEqual(await whole.db.many(other));
  }
  expect(await listForgotten(warehouse.db)).toEqual([]);
  const held = async () =>
    (await cluster.query('select * from ggr_rows.forgotten final where is_held')).length;
  expect(await forgetterOf(99).apply(randomUUID())).toEqual([]);
  expect(await held()).toBe(GONE.length);
  await senderOf(warehouse).even();
  await forgetterOf(99).apply(randomUUID());
  expect(await held()).toBe(0);
  expect(await lostThere()).toEqual({});
});
