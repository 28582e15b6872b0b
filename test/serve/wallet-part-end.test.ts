/** The wallet's part of the daemon at its edges: its end while it ships, and the death of its thread. */

import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import pino from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { WalletPart } from '../../src/serve/wallet-part.ts';
import { WalletHost } from '../../src/wallet/host.ts';
import { operations } from '../../src/wallet/operations.ts';
import { Wallet } from '../../src/wallet/wallet.ts';
import { until } from '../support/daemon.ts';
import { temporaryFolder } from '../support/ggr.ts';

const SETTINGS = {
  host: '127.0.0.1',
  port: 0,
  token: undefined,
  allowIps: [],
  zone: 'UTC',
  roundTimeoutMs: 86_400_000,
};

async function start(folder = temporaryFolder(), store = 'ggr.duckdb', settings = {}) {
  const path = join(folder, store);
  const warehouse = await Warehouse.open({ catalogue, path, command: 'test', now: Date.now });
  onTestFinished(() => warehouse.close());
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  const part = new WalletPart({ ...SETTINGS, ...settings }, log, () => {});
  await part.listen(warehouse);
  return { part, warehouse, lines };
}

test('a stop that comes while a ship is under way is the end of shipping', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
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
  await vi.advanceTimersToNextTimerAsync(); // the patrol over the older part of the journal
  await vi.advanceTimersToNextTimerAsync(); // the ship
  await stopped.promise;
  expect(vi.getTimerCount()).toBe(0);
  expect(lines).toEqual([]);
  expect((await warehouse.db.one('select count(*)::integer as n from wallet.ledger')).n).toBe(1);
});

test('a stop after the end of its thread ends', async () => {
  const threads = new Set<Worker>();
  const post = Worker.prototype.postMessage;
  const spy = vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (
    this: Worker,
    ...message
  ) {
    threads.add(this);
    post.apply(this, message);
  });
  onTestFinished(() => spy.mockRestore());
  const { part } = await start();
  await part.desk.call('transfer', { playerId: 'p', currency: 'EUR', amount: 5n, key: 'k' });
  for (const thread of threads) await thread.terminate();
  await expect(part.desk.call('balances', 'p')).rejects.toThrow('thread is gone');
  await part.stop();
});

test('a store beside another one does not serve its journal, which the other goes on writing', async () => {
  const folder = temporaryFolder();
  const first = await start(folder);
  const second = await start(folder, 'other.duckdb');
  expect(second.part.ready()).toContain('held by another process');
  const asked = { playerId: 'p', currency: 'EUR', amount: 5n, key: 'k' };
  expect(() => second.part.desk.call('transfer', asked)).toThrow('held by another process');
  expect(await first.part.desk.call('transfer', asked)).toMatchObject({ ok: { balance: 5n } });
  await second.part.stop();
  await first.part.stop();
  const again = await start(folder, 'third.duckdb');
  expect(again.part.ready()).toBeUndefined();
  await again.part.stop();
});

test('a journal that is no journal is not served, and the daemon goes on', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'wallet.sqlite'), 'no journal at all'.repeat(1000));
  const { part } = await start(folder);
  expect(part.ready()).toContain('file is not a database');
  expect(part.status()).toMatchObject({ faults: [{ code: 'journal-unusable' }] });
  await part.stop();
});

test('a port that is taken is named with its setting', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  await expect(start(temporaryFolder(), 'ggr.duckdb', { port, token: 'x' })).rejects.toMatchObject({
    code: 'daemon-port',
    message: expect.stringContaining(`127.0.0.1 port ${port} (GGR_WALLET_HOST, GGR_WALLET_PORT)`),
  });
});

test('a change deep in a long journal, which a start does not see, ends serving when it is found', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'wallet.sqlite');
  const wallet = await Wallet.open({ path, warehouse: undefined, now: Date.now });
  await wallet.submit((now) => {
    for (let key = 0; key < 21_000; key += 1) {
      const asked = { playerId: 'p', currency: 'EUR', amount: 1n, key: `k${key}` };
      operations.transfer(wallet.journal, now, asked);
    }
  });
  await wallet.close();
  const db = new DatabaseSync(path);
  db.exec('drop trigger entries_are_never_changed; update entries set amount = 2 where seq = 700');
  db.close();
  const { part, lines } = await start(folder, 'ggr.duckdb', { token: 'x' });
  expect(part.ready()).toBeUndefined();
  await until(() => part.ready() !== undefined);
  expect(part.ready()).toContain('entry 700 of the journal does not follow from the one before it');
  expect(lines.join('')).toContain('the wallet serves no more');
  expect(() => part.desk.call('balances', 'p')).toThrow('entry 700');
  await part.stop();
});
