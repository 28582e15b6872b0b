/**
 * npm run bench:marts [bets]: how long the views of schema ggr take, beside two plain statements on the
 * same tables. Three quarters of the bets are PV's, a quarter WM's; each view is read whole, nine times,
 * one after the other, and the lowest time counts: what others do on the machine only ever adds.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '../src/catalogue.ts';
import { writeSettings } from '../src/load/settings.ts';
import { Warehouse } from '../src/load/warehouse.ts';

const BETS = Number(process.argv[2] ?? 2_000_000);
const ROUNDS = 9;
const RUN = `'00000000-0000-0000-0000-000000000001'`;
const say = (text: string) => process.stdout.write(`${text}\n`);

const FILL = `
insert into sync.accounts values ('pv', 'pv', 'CNY', 1), ('wm', 'wm', 'THB', 1);
insert into ggr.fx_rates
select date '2025-01-01' + cast(i as integer), currency, 'EUR', 0.12, 'bench', timestamp '2025-01-01'
  from range(90) t(i), (values ('CNY'), ('THB')) as v(currency);
insert into pv.bets
select 'pv', cast(uuid() as varchar), 'd' || i // 4, 1000 + i % 40, i % 5000,
       case when i % 5000 < 2500 then 'op-' || i % 5000 else '' end,
       i % 97 + 1, (i * 7919) % 211 - 105, 0, 0, s, s, null, date_trunc('hour', s), s, 1, ${RUN}
  from (select i, timestamp '2025-01-01' + to_seconds(i) as s from range(${Math.round(BETS * 0.75)}) t(i));
insert into wm.bets (account, bet_id, "user", bet_time, bet, validbet, water, win_loss, gid, gname, game_result, window_start, fetched_at, revision, run_id)
select 'wm', cast(i as varchar), 'u' || i % 3000, s, i % 97 + 1, 1, 0.01, (i * 7919) % 211 - 105, 101 + i % 12, 'Game ' || i % 12,
       case when i % 500 = 0 then 'The council canceled' else 'Banker:♦Q♠6Player:♦4♣5' end, date_trunc('day', s), s, 1, ${RUN}
  from (select i, timestamp '2025-01-01' + to_seconds(i * 3) as s from range(${Math.round(BETS * 0.25)}) t(i));
insert into sync.windows (account, stream, window_start, window_end, state, received, inserted, updated, unchanged, quarantined, withdrawn, fetched_at, attempts, run_id)
select account, account || '.bets', w, w + step, if(account = 'pv', 'verified', 'loaded'), 0, 0, 0, 0, 0, 0, w + step, 1, ${RUN}
  from (select 'pv' as account, date_trunc('hour', end_at) as w, interval 1 hour as step from pv.bets
         union
        select 'wm', date_trunc('day', bet_time), interval 1 day from wm.bets);
insert into sync.checks (account, stream, window_start, window_end, witness, verdict, checked_at)
select account, stream, window_start, window_end, 'second read', 'equal', window_end + interval 1 hour
  from sync.windows;
checkpoint`;

const BOTH = `(select end_at as instant, coalesce(nullif(op_id, ''), cast(user_id as varchar)) as player, bet_amount, gain_amount from pv.bets
               union all
              select bet_time, "user", bet, win_loss from wm.bets)`;
const STATEMENTS = {
  'plain sum': `select sum(bet_amount), sum(gain_amount), count(*) from ${BOTH}`,
  'plain sum by day, players counted': `select date_trunc('day', instant), count(distinct player), sum(bet_amount), sum(gain_amount), count(*) from ${BOTH} group by 1`,
  'ggr.daily': 'from ggr.daily',
  'ggr.hourly': 'from ggr.hourly',
  'ggr.daily_as_of': `from ggr.daily_as_of(timestamp '2025-01-06')`,
  'ggr.restated': 'from ggr.restated',
  'ggr.games': 'from ggr.games',
  'ggr.players': 'from ggr.players',
  'ggr.player_ids': 'from ggr.player_ids',
  'ggr.daily_base': 'from ggr.daily_base',
  'ggr.open_bets': 'from ggr.open_bets',
};

async function measure({ db }: Warehouse): Promise<Map<string, number>> {
  const lowest = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, statement] of Object.entries(STATEMENTS)) {
      const start = performance.now();
      await db.many(statement);
      const ms = performance.now() - start;
      lowest.set(name, Math.min(ms, lowest.get(name) ?? ms));
    }
  }
  return lowest;
}

const folder = mkdtempSync(join(tmpdir(), 'ggr-bench-marts-'));
const path = join(folder, 'ggr.duckdb');
const warehouse = await Warehouse.open({
  catalogue,
  path,
  command: 'bench',
  now: Date.now,
  memory: '2GB',
});
try {
  await warehouse.db.run(FILL);
  for (const reportTimezone of ['UTC', 'Europe/Berlin']) {
    await writeSettings(warehouse, {
      reportTimezone,
      dayStart: '00:00',
      baseCurrency: 'EUR',
      isDemo: false,
    });
    const times = await measure(warehouse);
    const unit = times.get('plain sum by day, players counted') ?? 1;
    say(`${BETS} bets, ${reportTimezone}: lowest ms of ${ROUNDS}, and times the plain sum by day`);
    for (const [name, ms] of times) {
      say(`${name.padEnd(36)}${ms.toFixed(0).padStart(6)}${(ms / unit).toFixed(1).padStart(8)}`);
    }
  }
} finally {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
}
