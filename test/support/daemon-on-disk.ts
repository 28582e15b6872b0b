/** A daemon whose store stands on a disk of a few MiB. */
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { catalogue, vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { startPvVendor } from '../../src/demo/pv/server.ts';
import { openStore } from '../../src/load/open-store.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import type { JobStatus } from '../../src/schedules/runner.ts';
import { startDaemon } from '../../src/serve/daemon.ts';
import { LedgerPart } from '../../src/serve/ledger-part.ts';
import { openLog } from '../../src/serve/log.ts';
import { WalletService } from '../../src/wallet/service.ts';
import { fetchJson, until } from './daemon.ts';
import { pvSettings } from './engine.ts';
import { mib, type SmallDisk } from './small-disk.ts';

const TOKEN = 'the-token-of-this-test';
export const NOISE = `insert into noise
  select md5(cast(random() as varchar)) || md5(cast(random() as varchar)) from range(100000)`;

/** A daemon and a wallet in this process, their folder on the small disk, once the first pulls are over. */
export async function startOn({ folder }: SmallDisk) {
  const vendor = await startPvVendor({ from: '2025-03-01T00:00:00Z', betsPerHour: 5 });
  const env = {
    ...pvSettings(vendor),
    GGR_WAREHOUSE: join(folder, 'store.duckdb'),
    GGR_PORT: '0',
    GGR_API_TOKEN: TOKEN,
    GGR_SYNC_START: new Date(Date.now() - 3_600_000).toISOString().slice(0, 13).concat(':00:00Z'),
  };
  const config = loadConfig(vendors, { env, folder: '/nonexistent' });
  const stores: Warehouse[] = [];
  const log = openLog('silent');
  const ledger = new LedgerPart({ roundTimeoutMs: 86_400_000 }, log);
  const daemon = await startDaemon({
    session: { config, catalogue, user: 'tester', now: Date.now },
    parts: [ledger],
    runCommand: async () => 0,
    log,
    cron: () => ({ next: () => undefined, stop: () => {} }),
    openStore: async (options) => {
      const store = await openStore(options);
      stores.push(store);
      return store;
    },
    onStoreFatal: (fault) => {
      throw fault;
    },
    lookAtDiskEveryMs: 10,
  });
  const wallet = await WalletService.start({
    path: join(folder, 'wallet.sqlite'),
    now: Date.now,
    listen: undefined,
    watch: { trouble: () => {}, faults: () => {} },
  });
  onTestFinished(async () => {
    await wallet.stop();
    await daemon.stop();
    await vendor.close();
  });
  const call = (path: string, body?: unknown) => fetchJson(`${daemon.address}${path}`, TOKEN, body);
  const one = async (sql: string) => (await stores.at(-1)?.db.one(sql))?.n;
  const runs = () => one('select count(*)::integer as n from sync.runs');
  /** The pulls are over: nothing writes beside the test. */
  const idle = () =>
    until(async () => {
      const { schedules } = (await call('/status.json')).json<{ schedules: JobStatus[] }>();
      return schedules.every((job) => job.last_ended_at !== null && !job.running);
    });
  await idle();
  return { idle, daemon, config, call, one, runs, stores, wallet, ledger };
}

/** Fills the disk when the log holds some MiB, so that they cannot be written to their place. */
export async function checkpointOnFullDisk(store: Warehouse, disk: SmallDisk): Promise<void> {
  await store.db.run('create table noise (text varchar)');
  await store.db.run(NOISE);
  disk.fill(mib(1));
  await expect(store.db.run('checkpoint store')).rejects.toMatchObject({
    code: 'store-suspended',
    message: expect.stringContaining('the disk of the warehouse is full'),
  });
}
