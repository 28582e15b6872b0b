/** A store with three months of two accounts that are over and proven, and a fourth that goes on; the third has a hole. */

import { catalogue } from '../../src/catalogue.ts';
import type { Cluster } from '../../src/load/clickhouse/cluster.ts';
import type { Fate } from '../../src/load/clickhouse/forget.ts';
import type { Database } from '../../src/load/database.ts';
import { writeSettings } from '../../src/load/settings.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { differences } from './compare.ts';

/** Long after, when nothing of the first two months is looked at any more. */
export const NOW = Date.parse('2025-06-15T12:00:00Z');
export const RULE = { catalogue, keepMonths: 2, now: () => NOW };

/** Rows a day of each account. */
const A_DAY = 24;
const RUN = '00000000-0000-0000-0000-000000000001';

export const openStory = (path: string) =>
  Warehouse.open({ path, catalogue, command: 'test', now: () => NOW, threads: 1 });

/**
 * Gaming days begin at half past five in Santiago, so that a month begins within an hour of UTC. Two accounts have the
 * same ids; some rows have an earlier version, some texts are awkward, some amounts have eighteen digits.
 */
export async function tellMonths(warehouse: Warehouse): Promise<void> {
  const { db } = warehouse;
  const days = { reportTimezone: 'America/Santiago', dayStart: '05:30' };
  await writeSettings(warehouse, { ...days, baseCurrency: 'EUR', isDemo: false });
  await db.run(`
    delete from sync.accounts;
    insert into sync.accounts values ('pv', 'pv', 'CNY', 1), ('pv2', 'pv', 'EUR', 1);
    insert into pv.bets
    select account, 'id-' || i, 'd"' || i || chr(10) || '\\', 1001, i % 7, if(i % 5 = 0, '', 'ÿ漢🎲'), 1.5 + i % 3, 0.0001 * (i % 11) - 1, 99999999999999.9999, 0.1000,
           moment - interval 1 minute, moment, if(i % 9 = 0, '{"x": 1}', null)::json,
           date_trunc('hour', moment), moment + interval 2 hour, 1 + (i % 10 = 0)::int, uuid '${RUN}'
      from (select account, i, timestamp '2025-01-01 00:00:00.007' + i * interval 1 day / ${A_DAY} + to_minutes(25) as moment
              from (values ('pv'), ('pv2')) accounts(account), range(${A_DAY} * 151) t(i));
    insert into sync.revisions
    select account, 'pv.bets', event_id, 1, 'replaced', end_at, fetched_at - interval 1 hour, fetched_at, window_start, run_id, run_id,
           json_object('event_id', event_id, 'bet_amount', '1.2500')
      from pv.bets where revision = 2;
    insert into sync.windows by name
    select account, 'pv.bets' as stream, moment as window_start, moment + interval 1 hour as window_end, 'verified' as state, 1 as received, 1 as inserted, 0 as updated,
           0 as unchanged, 0 as quarantined, 0 as withdrawn, moment + interval 2 hour as fetched_at, moment + interval 2 hour as closed_at, moment + interval 3 hour as verified_at,
           1 as attempts, uuid '${RUN}' as run_id
      from (values ('pv'), ('pv2')) accounts(account), (select unnest(generate_series(timestamp '2025-01-01', timestamp '2025-05-31 23:00', interval 1 hour)) as moment)
     where moment <> timestamp '2025-02-10 04:00' or account = 'pv';
    update sync.windows set state = 'mismatch' where account = 'pv' and window_start = timestamp '2025-03-03 03:00'`);
}

const MONTHS = `
  select account, strftime(ggr.gaming_day(end_at), '%Y-%m') as month, count(*) as n
    from pv.bets group by all order by all`;
const VERSIONS = `
  select account, strftime(ggr.gaming_day(event_at), '%Y-%m') as month, count(*) as n
    from sync.revisions group by all order by all`;
/** Rows and versions by account and month, of months that stay; of all months without it. */
export const countMonths = async ({ db }: Warehouse, without: readonly string[] = []) =>
  [...(await db.many(MONTHS)), ...(await db.many(VERSIONS))]
    .map(({ account, month, n }) => `${account} ${month} ${n}`)
    .filter((line) => !without.some((month) => line.startsWith(month)));

/** The cluster against a store that forgot nothing: facts and versions, and what analysts read. */
export async function lostOf(
  db: Database,
  cluster: Cluster,
): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  for (const name of ['pv.bets', 'sync.revisions', 'ggr.daily', 'ggr.hourly']) {
    const select = `select * from ${name}`;
    const lines = await differences({ db, cluster }, select, select);
    if (lines.length > 0) found[name] = lines.slice(0, 4);
  }
  return found;
}

export const told = (fates: readonly Fate[]) =>
  fates.map(({ month, why }) => `${month.month} ${month.account}: ${why ?? 'goes'}`);
