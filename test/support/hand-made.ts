/** A store filled by hand: rows as a vendor's reports would have left them. */

import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { writeSettings } from '../../src/load/settings.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { makeEmptyStore, ONE_THREAD } from './empty-store.ts';
import { at } from './engine.ts';
import { temporaryFolder } from './ggr.ts';

const RUN = `'00000000-0000-0000-0000-000000000001'`;
/** What every fact table has behind its own columns. */
const KEPT = (instant: string) => `'${instant}', '${instant}', 1, ${RUN}`;

interface Settings {
  readonly zone?: string;
  readonly dayStart?: string;
  readonly base?: string;
}

export async function openHandMade({ zone = 'UTC', dayStart = '00:00', base }: Settings = {}) {
  const store = makeEmptyStore(join(temporaryFolder(), 'ggr.duckdb'));
  const now = () => at('2025-06-01');
  const warehouse = await Warehouse.open({
    catalogue,
    path: store,
    command: 'test',
    now,
    threads: ONE_THREAD,
  });
  onTestFinished(() => warehouse.close());
  const { db } = warehouse;
  const settings = { reportTimezone: zone, dayStart, baseCurrency: base, isDemo: false };
  await writeSettings(warehouse, settings);
  await db.run(
    `insert into sync.accounts values ('pv', 'pv', 'CNY', 1), ('wm', 'wm', 'THB', 1), ('pop', 'pop', 'EUR', 1)`,
  );
  let keys = 0;
  return {
    warehouse,
    rows: (sql: string) => db.many(sql),
    value: async (sql: string) => String(Object.values((await db.many(sql))[0] ?? {})[0]),
    /** A bet of PV that ended then, UTC; amounts in currency units, gain is the player's net. */
    pv: ({ end, user = 1, op = '', game = 1001, stake = '1', gain = '0', account = 'pv' }: PvBet) =>
      db.run(
        `insert into pv.bets values ('${account}', 'e${++keys}', 'd', ${game}, ${user}, '${op}', ${stake}, ${gain}, 0, 0, '${end}', '${end}', null, ${KEPT(end)})`,
      ),
    /** A bet of WM. */
    wm: ({
      time,
      user = 'u1',
      gid = '101',
      name = 'Baccarat',
      bet = '10',
      net = '0',
      water = '0',
      shown = 'Banker',
    }: WmBet) =>
      db.run(
        `insert into wm.bets (account, bet_id, "user", bet_time, bet, validbet, water, win_loss, gid, gname, game_result, settime, window_start, fetched_at, revision, run_id)
         values ('wm', 'b${++keys}', '${user}', '${time}', ${bet}, ${bet}, ${water}, ${net}, '${gid}', '${name}', '${shown}', '${time}', ${KEPT(time)})`,
      ),
    wmOpen: (betId: string, time: string, fetchedAt: string) =>
      db.run(
        `insert into wm.open_bets (account, bet_id, "user", bet_time, bet, gid, gname, window_start, fetched_at, revision, run_id)
         values ('wm', '${betId}', 'u1', '${time}', 25, '101', 'Baccarat', '${time}', '${fetchedAt}', 1, ${RUN});
         insert into sync.windows (account, stream, window_start, window_end, state, received, inserted, updated, unchanged, quarantined, withdrawn, fetched_at, attempts, run_id)
         values ('wm', 'wm.open_bets', '${time}', timestamp '${time}' + interval 1 day, 'loaded', 1, 1, 0, 0, 0, 0, '${fetchedAt}', 1, ${RUN})`,
      ),
    wmTip: (time: string, user: string, tip: string) =>
      db.run(
        `insert into wm.tips (account, bet_id, username, bet_time, tip, gid, window_start, fetched_at, revision, run_id)
         values ('wm', 't${++keys}', '${user}', '${time}', ${tip}, '101', ${KEPT(time)})`,
      ),
    /** An entry of the wallet's ledger; a bet is negative. */
    wallet: (kind: string, round: number, amount: string, time: string) =>
      db.run(
        `insert into wallet.ledger values (${++keys}, 'EUR', ${keys}, '${kind}', 'ann', 'c', 7, ${round}, ${amount}, 0, null, '${time}', null, ${round}, 'h')`,
      ),
    pvGame: (game: number, name: string, type: string, day: string) =>
      db.run(
        `insert into pv.games values ('pv', ${game}, '${day}', '${name}', '${type}', null, null, null, ${KEPT(day)})`,
      ),
    popGame: (game: string, name: string, day: string) =>
      db.run(
        `insert into pop.games values ('pop', '${game}', '${name}', '', null, null, '${day}', null, ${KEPT(day)})`,
      ),
    rate: (date: string, currency: string, rate: string, source = 'x', importedAt = '2025-01-01') =>
      db.run(
        `insert into ggr.fx_rates values ('${date}', '${currency}', '${base}', ${rate}, '${source}', '${importedAt}')`,
      ),
  };
}

interface PvBet {
  readonly end: string;
  readonly user?: number;
  readonly op?: string;
  readonly game?: number;
  readonly stake?: string;
  readonly gain?: string;
  readonly account?: string;
}

interface WmBet {
  readonly time: string;
  readonly user?: string;
  readonly gid?: string;
  readonly name?: string;
  readonly bet?: string;
  readonly net?: string;
  readonly water?: string;
  readonly shown?: string;
}
