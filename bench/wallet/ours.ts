/** ggr's wallet, every check on: alone, or beside a pull in a process of its own, as `ggr serve` has it. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { limitsOf } from '../../src/serve/part-limits.ts';
import { setNicer } from '../../src/serve/proc.ts';
import { closeServer } from '../../src/wallet/close-server.ts';
import type { OperatorDesk } from '../../src/wallet/operations.ts';
import { gameSide } from '../../src/wallet/server.ts';
import { Wallet } from '../../src/wallet/wallet.ts';
import { readJob, ready, SESSIONS, START_CREDIT, TOKEN } from './job.ts';

const job = readJob();
const path = join(job.folder, 'wallet.sqlite');
const listen = { host: '127.0.0.1', port: 0, token: TOKEN, allowIps: [], zone: 'UTC' };
const complain = (error: unknown) => process.stderr.write(`${error}\n`);

async function openSessions(desk: OperatorDesk): Promise<void> {
  const opened = Array.from({ length: SESSIONS }, async (_, i) => {
    const player = { playerId: `player-${i}`, currency: 'EUR' };
    await desk.call('openSession', { code: `c${i}`, expiresAt: null, ...player });
    await desk.call('transfer', { ...player, amount: START_CREDIT, key: `start-${i}` });
  });
  await Promise.all(opened);
}

async function pullElsewhere() {
  const file = new URL('pull-process.ts', import.meta.url);
  const child = fork(file, [JSON.stringify(job), path], { execArgv: [] });
  if (child.pid !== undefined) setNicer(child.pid, limitsOf('warehouse').nicer);
  await once(child, 'message');
  return async () => {
    child.send('stop');
    const [pulled] = await once(child, 'message');
    return { pulled };
  };
}

const wallet = await Wallet.open({ path, warehouse: undefined, now: Date.now });
const app = gameSide({ ...listen, wallet: () => wallet, now: Date.now, onError: complain });
await app.listen(listen);
if (!job.isFilled) await openSessions(wallet);
const stopPull = job.vendor && (await pullElsewhere());
ready((app.server.address() as AddressInfo).port, async () => {
  const pulled = await stopPull?.();
  await closeServer(app);
  await wallet.close();
  return pulled ?? {};
});
