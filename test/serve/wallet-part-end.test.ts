/** The wallet's part of the daemon at its edges: its end while it ships, and the death of its thread. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Warehouse } from '../../src/load/warehouse.ts';
import { WalletPart } from '../../src/serve/wallet-part.ts';
import { WalletHost } from '../../src/wallet/host.ts';
import { temporaryFolder } from '../support/ggr.ts';

const SETTINGS = { host: '127.0.0.1', port: 0, token: undefined, allowIps: [], zone: 'UTC' };

async function start() {
  const path = join(temporaryFolder(), 'ggr.duckdb');
  const warehouse = await Warehouse.open({ path, command: 'test', now: Date.now });
  onTestFinished(() => warehouse.close());
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  const part = new WalletPart(SETTINGS, log, () => {});
  await part.listen(warehouse);
  return { part, warehouse, lines };
}

test('a stop that comes while a ship is under way is the end of shipping', async () => {
  const { part, warehouse, lines } = await start();
  const stopped = Promise.withResolvers<void>();
  const call = WalletHost.prototype.call;
  const spy = vi.spyOn(WalletHost.prototype, 'call').mockImplementation(function (
    this: WalletHost,
    ...asked
  ) {
    return call.apply(this, asked).then((outcome) => {
      if (asked[0] === 'noteShipped') stopped.resolve(part.stop());
      return outcome;
    });
  });
  onTestFinished(() => spy.mockRestore());
  await part.desk.call('transfer', { playerId: 'p', currency: 'EUR', amount: 5n, key: 'k' });
  await stopped.promise;
  await sleep(600); // twice as long as it waits between two ships
  expect(lines).toEqual([]);
  expect((await warehouse.db.one('select count(*)::integer as n from wallet.ledger')).n).toBe(1);
});
