/** ggr's wallet, every check on: alone, or beside a pull in this process or in one of its own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { closeServer } from '../../src/wallet/close-server.ts';
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

async function serve(): Promise<Served> {
  const wallet = await Wallet.open({ ...journal, now: Date.now });
  const app = gameSide({ ...listen, wallet: () => wallet, now: Date.now, onError: complain });
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

/** The pull as `ggr serve` has it: the process that owns the store is another one. */
async function pullElsewhere(): Promise<Pick<Awaited<ReturnType<typeof startPull>>, 'stop'>> {
  const file = new URL('pull-process.ts', import.meta.url);
  const child = fork(file, [JSON.stringify(job), journal.path]);
  await once(child, 'message');
  return {
    stop: async () => {
      child.send('stop');
      const [pulled] = await once(child, 'message');
      return pulled;
    },
  };
}

const served = await serve();
if (!job.isFilled) await openSessions(served);
const startsPull = () =>
  job.on === 'process' || !job.vendor ? pullElsewhere() : startPull(job, job.vendor, journal.path);
const pull = job.vendor ? await startsPull() : undefined;
ready(served.port, async () => {
  const pulled = await pull?.stop();
  await served.stop();
  return pulled ? { pulled } : {};
});
