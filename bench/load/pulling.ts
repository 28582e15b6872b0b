/** How benches pull bets of the bundled PV as the program does, without the program around it. */
import { streams, vendors } from '../../src/catalogue.ts';
import { type Config, loadConfig } from '../../src/config/config.ts';
import type { Window } from '../../src/contract/window.ts';
import { openStoreNet } from '../../src/extract/open-net.ts';
import { startRun } from '../../src/load/runs.ts';
import { rememberAccounts, writeSettings } from '../../src/load/settings.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import type { SyncWatcher, WindowJob } from '../../src/sync/job.ts';
import { FIRST_HOUR, type Job } from './job.ts';

/** No pace of ours is what is measured. */
export const pullConfig = (path: string, vendor: Pick<Job, 'url' | 'mch_id' | 'key'>): Config =>
  loadConfig(vendors, {
    folder: '/nonexistent',
    env: {
      GGR_WAREHOUSE: path,
      GGR_PV_URL: vendor.url,
      GGR_PV_MCH_ID: String(vendor.mch_id),
      GGR_PV_KEY: vendor.key,
      GGR_PV_CURRENCY: 'CNY',
      GGR_PV_REQUESTS_PER_SECOND: '10000',
    },
  });

/** What a fresh store is told before its first pull, and what is pulled by then. */
export async function prepare(warehouse: Warehouse, config: Config) {
  await writeSettings(warehouse, { ...config, isDemo: false });
  await rememberAccounts(warehouse, config.accounts);
  const [account] = config.accounts;
  const [stream] = streams;
  if (!account || !stream?.windows) throw new Error('nothing to pull');
  const net = openStoreNet({ store: warehouse.path, now: Date.now });
  const job = (windows: readonly Window[]) =>
    ({ account, stream, windows, priority: 1 }) as WindowJob;
  return { net, job };
}

/** Windows of an hour each, from the vendor's first hour on. */
export const hours = (count: number, first = 0): Window[] =>
  Array.from({ length: count }, (_, nth) => ({
    start: (FIRST_HOUR + (first + nth) * 3600) * 1000,
    end: (FIRST_HOUR + (first + nth + 1) * 3600) * 1000,
  }));

export const beginRun = (warehouse: Warehouse) =>
  startRun(warehouse, { command: 'bench', arguments: '', version: '', now: Date.now() });

/** Says what fails, and nothing else. */
export const WATCH: SyncWatcher = {
  loaded: () => {},
  failed: (_, __, error) => process.stderr.write(`${error.message}\n`),
  unknownField: () => {},
  noted: () => {},
  stop: () => {},
};
