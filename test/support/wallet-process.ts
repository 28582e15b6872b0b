/**
 * A wallet, shipping into a warehouse, in a process that may be killed:
 *   node wallet-process.ts <folder> <token> <players>
 * Prints the port as one line of JSON when it serves.
 */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { catalogue } from '../../src/catalogue.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { WalletService } from '../../src/wallet/service.ts';
import { Shipper } from '../../src/wallet/ship.ts';

/** In microseconds: rounds that a kill cut short are closed by the processes after it, under load. */
const ROUND_TIMEOUT = 100_000n;

const [folder = '', token = '', players = '0'] = process.argv.slice(2);
const path = join(folder, 'wallet.sqlite');
const store = join(folder, 'ggr.duckdb');
const warehouse = await Warehouse.open({ catalogue, path: store, command: 'test', now: Date.now });
const listen = { host: '127.0.0.1', port: 0, token, allowIps: [], zone: 'UTC' };
const complain = (message: string) => void process.stderr.write(`${message}\n`);
const shipper = new Shipper(warehouse, path);
await shipper.begin();
const host = await WalletService.start({
  path,
  now: Date.now,
  listen,
  roundTimeout: ROUND_TIMEOUT,
  watch: { trouble: complain, faults: (faults) => complain(JSON.stringify(faults)) },
});
if (host.faults.length > 0) throw new Error(JSON.stringify(host.faults));
for (let i = 0; i < Number(players); i += 1) {
  const player = { playerId: `p${i}`, currency: i % 2 === 0 ? 'EUR' : 'USD' };
  await host.call('openSession', { code: `c${i}`, expiresAt: null, ...player });
  await host.call('transfer', { ...player, amount: 1_000_000n, key: `first-${i}` });
}
process.stdout.write(`${JSON.stringify({ port: host.port })}\n`);
for (;;) {
  await shipper.ship();
  await sleep(20);
}
