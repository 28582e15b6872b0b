/** The operator's desk on a wallet of this process, where no daemon runs one. */
import type { Warehouse } from '../load/warehouse.ts';
import type { OperatorDesk } from './operations.ts';
import { ledgerEnd, Shipper } from './ship.ts';
import { Wallet } from './wallet.ts';

/** Opens the wallet, runs `work`, ships what it did, notes that, and closes. The caller holds the store. */
export async function withOwnWallet<T>(
  warehouse: Warehouse,
  path: string,
  now: () => number,
  work: (desk: OperatorDesk) => Promise<T>,
): Promise<T> {
  const wallet = await Wallet.open({ path, warehouse: await ledgerEnd(warehouse.db), now });
  const shipper = new Shipper(warehouse, path);
  try {
    const result = await work(wallet);
    await shipper.ship();
    await wallet.call('noteShipped', shipper.shipped);
    return result;
  } finally {
    await shipper.close();
    await wallet.close();
  }
}
