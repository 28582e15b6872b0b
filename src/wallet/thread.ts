/**
 * The wallet's own thread: its listener and its journal. Pages of a pull are parsed on the main thread;
 * a game server does not wait for them here (decision 0009 has the numbers).
 */
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { closeServer } from './close-server.ts';
import type { FromWallet, ToWallet, WalletThreadOptions } from './host.ts';
import { JournalFault } from './journal-file.ts';
import { RoundClock } from './round-clock.ts';
import { gameSide } from './server.ts';
import { IntegrityError, Wallet } from './wallet.ts';

const options = workerData as WalletThreadOptions;
const post = (message: FromWallet) => parentPort?.postMessage(message);
const { wallet, faults } = await openWallet();
const app = options.listen
  ? gameSide({ ...options.listen, wallet, now: Date.now, onError: reportError })
  : undefined;
const rounds =
  wallet && options.roundTimeout !== undefined
    ? new RoundClock(wallet, options.roundTimeout, reportError)
    : undefined;

parentPort?.on('message', async (message: ToWallet) => {
  if ('stop' in message) return stop();
  const { call, operation, request } = message;
  if (!wallet) {
    const why = faults.map(({ message: fault }) => fault).join('; ');
    return post({ call, failed: `the wallet does not serve: ${why}` });
  }
  try {
    post({ call, outcome: await wallet.call(operation, request as never) });
  } catch (error) {
    post({ call, failed: messageOf(error) });
  }
});

try {
  await app?.listen({ host: options.listen?.host ?? '', port: options.listen?.port ?? 0 });
  const address = app?.server.address() as AddressInfo | null | undefined;
  post({ started: { port: address?.port, faults } });
} catch (error) {
  rounds?.stop();
  await wallet?.close();
  post({ unstarted: messageOf(error), isPort: true });
  parentPort?.close(); // or the thread, and with it the process, waits for calls for ever
}

async function openWallet() {
  try {
    const opened = await Wallet.open({ ...options.journal, now: Date.now });
    return { wallet: opened, faults: [] };
  } catch (error) {
    if (error instanceof IntegrityError) return { wallet: undefined, faults: error.faults };
    if (error instanceof JournalFault) {
      const { message } = error;
      return { wallet: undefined, faults: [{ code: 'journal-unusable', message }] as const };
    }
    post({ unstarted: messageOf(error), isPort: false });
    throw error;
  }
}

/** Takes no new request, answers what it took, commits, leaves. */
async function stop(): Promise<void> {
  rounds?.stop();
  if (app) await closeServer(app);
  await wallet?.close();
  post({ stopped: true });
  parentPort?.close();
}

function reportError(error: unknown): void {
  post({ trouble: messageOf(error) });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
