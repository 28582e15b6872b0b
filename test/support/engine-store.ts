/** What every engine of the tests stands on: a fresh store and a net, both by the test's own clock. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { catalogue, vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { NET_DEFAULTS, type NetOptions, openNet } from '../../src/extract/http.ts';
import { rememberAccounts, writeSettings } from '../../src/load/settings.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { makeEmptyStore, ONE_THREAD } from './empty-store.ts';
import { temporaryFolder } from './ggr.ts';

interface EngineStoreOptions {
  readonly now: () => number;
  readonly env: Readonly<Record<string, string>>;
  readonly net?: Partial<NetOptions> | undefined;
  /** The net's gates, given the path of the store; none by default: rate rules have tests of their own. */
  readonly gates?: (path: string) => NetOptions['gates'];
  /** Closed after the store. */
  readonly vendor: { close(): Promise<void> };
}

/** Opens a store for the accounts that `env` describes; it goes when the test ends. */
export async function openEngineStore({ now, env, net, gates, vendor }: EngineStoreOptions) {
  const store = makeEmptyStore(join(temporaryFolder(), 'ggr.duckdb'));
  const config = loadConfig(vendors, {
    env: { GGR_WAREHOUSE: store, ...env },
    folder: '/nonexistent',
  });
  const [account] = config.accounts;
  if (!account) throw new Error('nothing is configured');
  const warehouse = await Warehouse.open({
    catalogue,
    path: store,
    command: 'test',
    now,
    threads: ONE_THREAD,
  });
  await writeSettings(warehouse, { ...config, isDemo: false });
  await rememberAccounts(warehouse, config.accounts);
  const opened = openNet({
    ...NET_DEFAULTS,
    firstPauseMs: 1,
    longestPauseMs: 5,
    // between two reads of a test nothing happens
    pause: async (_, signal) => signal.throwIfAborted(),
    ...net,
    now,
    gates: gates?.(store) ?? { pass: async () => {}, shut: () => {} },
  });
  onTestFinished(async () => {
    await opened.close();
    await warehouse.close();
    await vendor.close();
  });
  const rows = (sql: string) => warehouse.db.many(sql);
  return {
    store,
    config,
    account,
    warehouse,
    net: opened,
    rows,
    /** The first column of the only row, as text. */
    value: async (sql: string) => String(Object.values((await rows(sql))[0] ?? {})[0]),
  };
}
