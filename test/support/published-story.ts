/** A small store with something of everything that is published: every vendor, the wallet, and what changed later. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue, streams } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { selectStreams } from '../../src/config/select-streams.ts';
import type { Window } from '../../src/contract/window.ts';
import { startGameServer } from '../../src/demo/game-server/game-server.ts';
import { startPopVendor } from '../../src/demo/pop/server.ts';
import { startPvVendor } from '../../src/demo/pv/server.ts';
import { startWmVendor } from '../../src/demo/wm/server.ts';
import { NET_DEFAULTS, openNet } from '../../src/extract/http.ts';
import { rememberAccounts, writeSettings } from '../../src/load/settings.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { listWindows } from '../../src/load/windows.ts';
import { plan, rulesOf } from '../../src/sync/plan.ts';
import { Shipper } from '../../src/wallet/ship.ts';
import { makeEmptyStore } from './empty-store.ts';
import { at, pvSettings } from './engine.ts';
import { popSettings } from './pop-engine.ts';
import { pullJobs, syncStreams } from './pull.ts';
import { TestWallet } from './wallet.ts';
import { wmSettings } from './wm-engine.ts';

const START = at('2025-03-10');
export const FIRST_SYNC = at('2025-03-11T03:00:00');
export const LATER = at('2025-03-11T05:30:00');

/** Starts it all; close it after. Nothing is pulled yet. */
export async function startStory() {
  const folder = mkdtempSync(join(tmpdir(), 'ggr-story-'));
  const store = makeEmptyStore(join(folder, 'ggr.duckdb'));
  const clock = { now: FIRST_SYNC };
  const now = () => clock.now;
  const vendors = {
    pv: await startPvVendor({ from: START / 1000, now, betsPerHour: 12, players: 8 }),
    wm: await startWmVendor({
      from: START,
      now,
      intervalMs: 0,
      emptyIntervalMs: 0,
      betsPerDay: 150,
      tipsPerDay: 24,
      extraBets: [
        {
          betId: 'open-1',
          user: 'u1',
          betMs: at('2025-03-11T02:50:00'),
          bet: 50_0000n,
          versions: [],
        },
      ],
    }),
    pop: await startPopVendor({ from: START, now, betsPerHour: 8, players: 4 }),
  };
  const env = {
    GGR_WAREHOUSE: store,
    GGR_SYNC_START: '2025-03-10',
    GGR_REPORT_TIMEZONE: 'Europe/Berlin',
    GGR_BASE_CURRENCY: 'EUR',
    ...pvSettings(vendors.pv),
    ...wmSettings(vendors.wm),
    ...popSettings(vendors.pop),
  };
  const config = loadConfig(catalogue.vendors, { env, folder: '/nonexistent', streams });
  const warehouse = await Warehouse.open({ catalogue, path: store, command: 'test', now });
  await writeSettings(warehouse, { ...config, isDemo: true });
  await rememberAccounts(warehouse, config.accounts);
  const gates = { pass: async () => {}, shut: () => {} };
  const net = openNet({ ...NET_DEFAULTS, firstPauseMs: 1, longestPauseMs: 5, now, gates });
  const puller = { config, warehouse, net, now };
  const wallet = await TestWallet.start();
  wallet.nowMs = at('2025-03-11T01:00:00');
  await wallet.openSession({ code: 'ann_eur', playerId: 'ann', currency: 'EUR' });
  await wallet.deposit(100_000n, 'ann', 'EUR');
  const url = `${wallet.url}/wallet/unguessable_0123456789`;
  const games = await startGameServer({
    url,
    codes: ['ann_eur'],
    seed: 2,
    now: () => wallet.nowMs,
  });
  const shipper = new Shipper(warehouse, wallet.path);
  return {
    clock,
    vendors,
    warehouse,
    config,
    dir: join(folder, 'published'),
    /** Everything that is due. */
    sync: () =>
      syncStreams(selectStreams({ accounts: config.accounts, catalogue }, []), {
        config,
        warehouse,
        net,
        now,
      }),
    /** Reads the windows of pv.bets in a range again. */
    readAgain: async (range: Window) => {
      const [each] = selectStreams({ accounts: config.accounts, catalogue }, ['pv.bets']);
      if (!each?.stream.windows) throw new Error('there is no pv.bets');
      const { account, stream } = each;
      const place = { account: account.name, stream: stream.name };
      const ledger = await listWindows(warehouse.db, place);
      const rules = rulesOf(stream, account);
      const windows = plan({ range, ledger, rules, until: clock.now, only: 'all' });
      return pullJobs([{ account, stream, windows, priority: 1 }], 'backfill', puller);
    },
    play: async (rounds: number) => {
      await games.play(rounds);
      await shipper.ship();
    },
    close: async () => {
      await shipper.close();
      await games.close();
      await wallet.remove();
      await warehouse.close();
      await net.close();
      for (const vendor of Object.values(vendors)) await vendor.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
