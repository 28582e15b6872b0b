/** A store of many bets, made by SQL: players play 20 to 30 bets of a game in a row, 30 of them at once. */
import { catalogue } from '../../src/catalogue.ts';
import { Warehouse } from '../../src/load/warehouse.ts';

const RUN = `'00000000-0000-0000-0000-000000000001'`;
/** One statement would hold all of them in memory until it ends. */
const STEP = 2_500_000;

const ACCOUNTS = `
insert into sync.accounts values ('pv', 'pv', 'CNY', 1), ('wm', 'wm', 'THB', 1);
insert into ggr.fx_rates
select date '2025-01-01' + cast(i as integer), currency, 'EUR', 0.12, 'bench', timestamp '2025-01-01'
  from range(2000) t(i), (values ('CNY'), ('THB')) as v(currency)`;

/** A bet each second. */
const pv = (from: number, until: number) => `
insert into pv.bets
select 'pv', cast(uuid() as varchar), 'd' || i // 4, 1000 + hash(v * 7) % 40, hash(v) % 20000,
       case when hash(v) % 2 = 0 then 'op-' || hash(v) % 20000 else '' end,
       i % 97 + 1, (i * 7919) % 211 - 105, 0, 0, s, s, null, date_trunc('hour', s), s, 1, ${RUN}
  from (select i, i % 20 + 20 * (i // 600) as v, timestamp '2025-01-01' + to_seconds(i) as s from range(${from}, ${until}) t(i))`;

/** A bet every three seconds. */
const wm = (from: number, until: number) => `
insert into wm.bets (account, bet_id, "user", bet_time, bet, validbet, water, win_loss, gid, gname, game_result, window_start, fetched_at, revision, run_id)
select 'wm', cast(i as varchar), 'u' || hash(v) % 10000, s, i % 97 + 1, 1, 0.01, (i * 7919) % 211 - 105, 101 + hash(v * 3) % 12, 'Game ' || hash(v * 3) % 12,
       case when i % 500 = 0 then 'The council canceled' else 'Banker:♦Q♠6Player:♦4♣5' end, date_trunc('day', s), s, 1, ${RUN}
  from (select i, i % 10 + 10 * (i // 200) as v, timestamp '2025-01-01' + to_seconds(i * 3) as s from range(${from}, ${until}) t(i))`;

const tips = (count: number) => `
insert into wm.tips (account, bet_id, username, gid, bet_time, tip, window_start, fetched_at, revision, run_id)
select 'wm', 't' || i, 'u' || hash(i) % 10000, 101 + i % 12, s, 5, date_trunc('day', s), s, 1, ${RUN}
  from (select i, timestamp '2025-01-01' + to_seconds(i * 600) as s from range(${count}) t(i))`;

const WINDOWS = `
insert into sync.windows (account, stream, window_start, window_end, state, received, inserted, updated, unchanged, quarantined, withdrawn, fetched_at, attempts, run_id)
select account, account || '.bets', w, w + step, if(account = 'pv', 'verified', 'loaded'), 0, 0, 0, 0, 0, 0, w + step, 1, ${RUN}
  from (select 'pv' as account, date_trunc('hour', end_at) as w, interval 1 hour as step from pv.bets
         union
        select 'wm', date_trunc('day', bet_time), interval 1 day from wm.bets);
insert into sync.checks (account, stream, window_start, window_end, witness, verdict, checked_at)
select account, stream, window_start, window_end, 'second read', 'equal', window_end + interval 1 hour
  from sync.windows;
checkpoint`;

/** Opens the store as the daemon does. */
export function openStore(path: string): Promise<Warehouse> {
  return Warehouse.open({ catalogue, path, command: 'bench', now: Date.now });
}

/** Three quarters of the bets are PV's. */
export async function fillStore({ db }: Warehouse, bets: number): Promise<void> {
  await db.run(ACCOUNTS);
  const ofWm = Math.round(bets / 4);
  for (const [make, count] of [[pv, bets - ofWm] as const, [wm, ofWm] as const]) {
    for (let from = 0; from < count; from += STEP) {
      await db.run(make(from, Math.min(count, from + STEP)));
    }
  }
  await db.run(tips(Math.round(ofWm / 200)));
  await db.run(WINDOWS);
}
