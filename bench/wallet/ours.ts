/** ggr's wallet, every check on: on its own thread or on the main one, alone or beside a pull. */
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { closeServer } from '../../src/wallet/close-server.ts';
import { WalletHost } from '../../src/wallet/host.ts';
import type { OperatorDesk } from '../../src/wallet/operations.ts';
import { gameSide } from '../../src/wallet/server.ts';
import { Wallet } from '../../src/wallet/wallet.ts';
import { readJob, ready, SESSIONS, START_CREDIT, TOKEN } from './job.ts';
import { startPull } from './pull.ts';

interface Served extends OperatorDesk {
  readonly port: number | undefined;
  stop(): Promise<void>;
}

const job = readJob();
const journal = { path: join(job.folder, 'wallet.sqlite'), warehouse: undefined };
const listen = { host: '127.0.0.1', port: 0, token: TOKEN, allowIps: [], zone: 'UTC' };
const complain = (error: unknown) => process.stderr.write(`${error}\n`);

async function onMain(): Promise<Served> {
  const wallet = await Wallet.open({ ...journal, now: Date.now });
  const app = gameSide({ ...listen, wallet, now: Date.now, onError: complain });
  await app.listen(listen);
  return {
    port: (app.server.address() as AddressInfo).port,
    call: (operation, request) => wallet.call(operation, request),
    stop: async () => {
      await closeServer(app);
      await wallet.close();
    },
  };
}

async function openSessions(desk: OperatorDesk): Promise<void> {
  const opened = Array.from({ length: SESSIONS }, async (_, i) => {
    const player = { playerId: `player-${i}`, currency: 'EUR' };
    await desk.call('openSession', { code: `c${i}`, expiresAt: null, ...player });
    await desk.call('transfer', { ...player, amount: START_CREDIT, key: `start-${i}` });
  });
  await Promise.all(opened);
}

const served: Served =
  job.on === 'main'
    ? await onMain()
    : await WalletHost.start({ journal, listen }, { trouble: complain, died: complain });
if (!job.isFilled) await openSessions(served);
const pull = job.vendor ? await startPull(job, job.vendor, journal.path) : undefined;
ready(served.port, async () => {
  const pulled = await pull?.stop();
  await served.stop();
  return pulled ? { pulled } : {};
});
