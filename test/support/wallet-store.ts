/** A fresh store beside a test's wallet, on its clock, with days of UTC. */
import { join } from 'node:path';
import { catalogue } from '../../src/catalogue.ts';
import { writeSettings } from '../../src/load/settings.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { makeEmptyStore, ONE_THREAD } from './empty-store.ts';
import type { TestWallet } from './wallet.ts';

export async function openStoreBeside(wallet: TestWallet): Promise<Warehouse> {
  const path = makeEmptyStore(join(wallet.folder, 'store.duckdb'));
  const now = () => wallet.nowMs;
  const warehouse = await Warehouse.open({
    catalogue,
    path,
    command: 'test',
    now,
    threads: ONE_THREAD,
  });
  const days = { reportTimezone: 'UTC', dayStart: '00:00' };
  await writeSettings(warehouse, { ...days, baseCurrency: undefined, isDemo: false });
  return warehouse;
}
