/** A wallet whose journal has ten entries, a deposit and nine bets, and what a start finds wrong with it. */
import { IntegrityError, Wallet } from '../../src/wallet/wallet.ts';
import { TestWallet } from './wallet.ts';

export async function startTenEntries(): Promise<TestWallet> {
  const wallet = await TestWallet.start();
  await wallet.openSession();
  await wallet.deposit(100_000n);
  for (let id = 1; id <= 9; id += 1) await betOn(wallet, id);
  return wallet;
}

export const betOn = (wallet: TestWallet, id: number) =>
  wallet.send({ bet: 100, code: 's1', game: 1, id, type: 'bet' });

/** Opens the journal as a start does. */
export async function faultsOfStart(
  { path }: TestWallet,
  warehouse?: { seq: bigint; hash: Buffer },
): Promise<string[]> {
  try {
    await (await Wallet.open({ path, warehouse, now: Date.now })).close();
    return [];
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error;
    return error.faults.map(({ code, message }) => `${code}: ${message}`);
  }
}
