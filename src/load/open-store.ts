/** Opens the store to write, with the accounts and settings of a configuration in it. */
import type { Account } from '../contract/vendor.ts';
import { keepOutbox } from './changes.ts';
import type { OpenOptions } from './open-options.ts';
import { type ReportSettings, rememberAccounts, writeSettings } from './settings.ts';
import { Warehouse } from './warehouse.ts';

/** What of a configuration the store keeps. */
export interface StoreConfig extends Omit<ReportSettings, 'isDemo'> {
  /** Path of the store. */
  readonly warehouse: string;
  readonly accounts: readonly Account[];
  /** Changes are noted for it where its address is set. */
  readonly cluster?: { readonly url: string | undefined };
}

export interface OpenStoreOptions extends Omit<OpenOptions, 'path'> {
  readonly config: StoreConfig;
  readonly isDemo?: boolean;
}

/** Throws StoreError, or ConfigError where an account's currency or scale was changed. */
export async function openStore({
  config,
  isDemo = false,
  ...options
}: OpenStoreOptions): Promise<Warehouse> {
  const warehouse = await Warehouse.open({ ...options, path: config.warehouse });
  try {
    const hasCluster = config.cluster?.url !== undefined;
    await keepOutbox(warehouse, { hasCluster, now: options.now() });
    await writeSettings(warehouse, { ...config, isDemo });
    await rememberAccounts(warehouse, config.accounts);
    return warehouse;
  } catch (error) {
    await warehouse.close();
    throw error;
  }
}
