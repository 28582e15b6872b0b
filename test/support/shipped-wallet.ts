/** A wallet that ships into a fresh store beside it: player p1 sits in session s1 with 1000.00 EUR. */
import type { Warehouse } from '../../src/load/warehouse.ts';
import { Shipper } from '../../src/wallet/ship.ts';
import { TestWallet } from './wallet.ts';
import { openStoreBeside } from './wallet-store.ts';

export interface ShippedWallet {
  readonly wallet: TestWallet;
  readonly warehouse: Warehouse;
  readonly shipper: Shipper;
  remove(): Promise<void>;
}

export async function startShippedWallet(): Promise<ShippedWallet> {
  const wallet = await TestWallet.start();
  const warehouse = await openStoreBeside(wallet);
  const shipper = new Shipper(warehouse, wallet.path);
  await wallet.openSession();
  await wallet.deposit(100_000n);
  const remove = async () => {
    await shipper.close();
    await warehouse.close();
    await wallet.discard();
  };
  return { wallet, warehouse, shipper, remove };
}
