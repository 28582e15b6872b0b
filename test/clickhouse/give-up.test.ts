/** A forgotten month of which ClickHouse has lost one table: that one is read again, and what is whole there comes back. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginOutbox } from '../../src/load/changes.ts';
import { Forgetter } from '../../src/load/clickhouse/forget.ts';
import { giveUpMonth } from '../../src/load/clickhouse/give-up.ts';
import { rememberMonth } from '../../src/load/clickhouse/remember.ts';
import { Sender } from '../../src/load/clickhouse/sender.ts';
import { listForgotten } from '../../src/load/forgotten.ts';
import { writeSettings } from '../../src/load/settings.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { openTestCluster, type TestCluster } from './cluster.ts';
import { NOW, openStory, RULE } from './forget-story.ts';

const RUN = '00000000-0000-0000-0000-000000000001';
const BETS = 300;
const TIPS = 40;
const MONTH = { account: 'wm', month: '2025-01' };

const folder = mkdtempSync(join(tmpdir(), 'ggr-give-up-'));
let target: TestCluster;
let warehouse: Warehouse;

beforeAll(async () => {
  target = await openTestCluster();
  warehouse = await openStory(join(folder, 'store.duckdb'));
  await tellJanuary(warehouse);
  await beginOutbox(warehouse, NOW);
  const { cluster } = target;
  await new Sender({ ...RULE, warehouse: () => warehouse, cluster, node: 'test' }).even();
  await new Forgetter({ ...RULE, warehouse, cluster, node: 'test', host: 'here' }).apply(
    randomUUID(),
  );
});

afterAll(async () => {
  await target.close();
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A month of bets, some with an earlier version, and of tips; every window of them is whole. */
async function tellJanuary(store: Warehouse): Promise<void> {
  const days = { reportTimezone: 'UTC', dayStart: '00:00', baseCurrency: 'EUR', isDemo: false };
  await writeSettings(store, days);
  await store.db.run(`
    delete from sync.accounts;
    insert into sync.accounts values ('wm', 'wm', 'THB', 1);
    insert into wm.bets by name
    select 'wm' as account, 'b' || i as bet_id, 'u' || i % 7 as "user", moment as bet_time, 10.5 as bet, 10 as validbet, 0.0001 as water, -1.5 as win_loss,
           '101' as gid, moment as settime, date_trunc('day', moment) as window_start, moment as fetched_at, 1 + (i % 10 = 0)::int as revision, uuid '${RUN}' as run_id
      from (select i, timestamp '2025-01-01' + to_minutes(i * 120) as moment from range(${BETS}) r(i));
    insert into wm.tips by name
    select 'wm' as account, 't' || i as bet_id, 'u1' as username, moment as bet_time, 2.25 as tip, '101' as gid, date_trunc('day', moment) as window_start,
           moment as fetched_at, 1 as revision, uuid '${RUN}' as run_id
      from (select i, timestamp '2025-01-01' + to_minutes(i * 900) as moment from range(${TIPS}) r(i));
    insert into sync.revisions
    select account, 'wm.bets', bet_id, 1, 'replaced', bet_time, fetched_at - interval 1 hour, fetched_at, window_start, run_id, run_id,
           json_object('bet_id', bet_id, 'bet', '1.2500')
      from wm.bets where revision = 2;
    insert into sync.windows by name
    select 'wm' as account, stream, day as window_start, day + interval 1 day as window_end, 'verified' as state, 1 as received, 1 as inserted, 0 as updated,
           0 as unchanged, 0 as quarantined, 0 as withdrawn, day + interval 1 day as fetched_at, day + interval 1 day as closed_at, day + interval 2 day as verified_at,
           1 as attempts, uuid '${RUN}' as run_id
      from (values ('wm.bets'), ('wm.resettlements'), ('wm.tips')) streams(stream), (select unnest(generate_series(timestamp '2025-01-01', timestamp '2025-01-31', interval 1 day)) as day)`);
}

const count = async (of: string) =>
  Number((await warehouse.db.one(`select count(*) as n from ${of}`)).n);
const stand = async () => ({
  bets: await count('wm.bets'),
  tips: await count('wm.tips'),
  versions: await count('sync.revisions'),
  forgotten: (await listForgotten(warehouse.db)).map(({ relation }) => relation),
});
const due = async () =>
  (
    await warehouse.db.many(
      `select stream, count(*)::int as windows from sync.windows where state = 'failed' group by all order by all`,
    )
  ).map(({ stream, windows }) => `${stream} ${windows}`);

test('what is whole comes back, what is lost is read from the vendor again, in one transaction', async () => {
  const { cluster } = target;
  const options = { warehouse, cluster, catalogue: RULE.catalogue };
  const away = { bets: 0, tips: 0, versions: 0, forgotten: ['wm.bets', 'wm.tips'] };
  expect(await stand()).toEqual(away);
  await expect(giveUpMonth(options, MONTH)).rejects.toThrow('ClickHouse has 2025-01 of wm whole');
  await cluster.command(
    `alter table ggr_rows.wm_tips delete where bet_id = 't7' settings mutations_sync = 1`,
  );
  await expect(rememberMonth(options, MONTH)).rejects.toMatchObject({
    message: expect.stringContaining(`${TIPS - 1} rows of wm.tips`),
    hint: expect.stringContaining('gives wm.tips of it up'),
  });
  expect(await stand()).toEqual(away);
  expect(await giveUpMonth(options, MONTH)).toEqual({ windows: 31, rows: BETS });
  expect(await stand()).toEqual({ bets: BETS, tips: 0, versions: BETS / 10, forgotten: [] });
  expect(await due()).toEqual(['wm.tips 31']);
});
