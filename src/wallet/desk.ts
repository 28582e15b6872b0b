/** The operator's desk on a wallet of this process, where no daemon runs one. */
import type { Warehouse } from '../load/warehouse.ts';
import { lostByWarehouse } from './integrity.ts';
import type { OperatorDesk } from './operations.ts';
import { ledgerEnd, Shipper } from './ship.ts';
import { Wallet } from './wallet.ts';

export interface OwnWalletOptions {
  /** Of the journal. */
  readonly path: string;
  readonly now: () => number;
  /** Told of entries that the warehouse has lost: once they are shipped again nothing shows it any more. */
  readonly note: (message: string) => void;
}

/** Opens the wallet, runs `work`, ships what it did, notes that, and closes. The caller holds the store. */
export async function withOwnWallet<T>(
  warehouse: Warehouse,
  { path, now, note }: OwnWalletOptions,
  work: (desk: OperatorDesk) => Promise<T>,
): Promise<T> {
  const end = await ledgerEnd(warehouse.db);
  const wallet = await Wallet.open({ path, warehouse: end, now });
  for (const { message } of lostByWarehouse(wallet.journal.shipped, end)) note(message);
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
