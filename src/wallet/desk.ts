/** The operator's desk on a wallet of this process, where no daemon runs one. */
import type { Warehouse } from '../load/warehouse.ts';
import { lostByWarehouse } from './integrity.ts';
import type { OperatorDesk } from './operations.ts';
import { Shipper } from './ship.ts';
import { readShipped } from './shipped.ts';
import { Wallet } from './wallet.ts';

export interface OwnWalletOptions {
  /** Of the journal. */
  readonly path: string;
  readonly now: () => number;
  /**
   * Told of entries that the warehouse has lost: once they are shipped again nothing shows it any more. And of what
   * was done and cannot be shipped now.
   */
  readonly note: (message: string) => void;
}

/** What is durable is done: whoever is told of a failure would do it again. */
const NOT_SHIPPED = "it stands in the wallet's journal, and not in the warehouse yet";

/**
 * Opens the wallet, runs `work`, ships what it did, and closes. Without a warehouse, which another process
 * has, nothing is shipped: who has it does that.
 */
export async function withOwnWallet<T>(
  warehouse: Warehouse | undefined,
  { path, now, note }: OwnWalletOptions,
  work: (desk: OperatorDesk) => Promise<T>,
): Promise<T> {
  const shipper = warehouse && new Shipper(warehouse, path);
  try {
    const shipped = shipper?.journal?.shipped ?? 0n; // before it is noted anew
    const end = shipper ? await shipper.begin() : readShipped(path);
    const wallet = await Wallet.open({ path, warehouse: end, now });
    try {
      if (shipper && end) for (const { message } of lostByWarehouse(shipped, end)) note(message);
      const result = await work(wallet);
      await shipper?.ship().catch(({ message }: Error) => note(`${NOT_SHIPPED}: ${message}`));
      return result;
    } finally {
      await wallet.close();
    }
  } finally {
    await shipper?.close();
  }
}
