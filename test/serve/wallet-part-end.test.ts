/** The wallet at its edges: its end while it is shipped, a journal that is another's, none, or damaged. */

import { once } from 'node:events';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pino from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { LedgerPart } from '../../src/serve/ledger-part.ts';
import { operations } from '../../src/wallet/operations.ts';
import { WalletService, type WalletServiceOptions } from '../../src/wallet/service.ts';
import { readShipped, writeShipped } from '../../src/wallet/shipped.ts';
import { Wallet } from '../../src/wallet/wallet.ts';
import { until } from '../support/daemon.ts';
import { makeEmptyStore } from '../support/empty-store.ts';
import { temporaryFolder } from '../support/ggr.ts';

const asked = (key: string) => ({ playerId: 'p', currency: 'EUR', amount: 5n, key });
const LISTEN = { host: '127.0.0.1', port: 0, token: 'x', allowIps: [], zone: 'UTC' };

/** A wallet over the journal of a folder. */
async function serve(folder: string, more: Partial<WalletServiceOptions> = {}) {
  const said: string[] = [];
  const wallet = await WalletService.start({
    path: join(folder, 'wallet.sqlite'),
    now: Date.now,
    listen: undefined,
    watch: {
      trouble: () => {},
      faults: (faults) => said.push(faults.map(({ message }) => message).join()),
    },
    ...more,
  });
  onTestFinished(() => wallet.stop());
  return { wallet, said };
}

/** What ships it into a warehouse beside it. */
async function ship(folder: string) {
  const path = makeEmptyStore(join(folder, 'store.duckdb'));
  const warehouse = await Warehouse.open({ catalogue, path, command: 'test', now: Date.now });
  onTestFinished(() => warehouse.close());
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  const part = new LedgerPart({ roundTimeoutMs: 86_400_000 }, log);
  await part.listen(warehouse);
  onTestFinished(() => part.stop());
  return { part, warehouse, lines };
}

test('a stop that comes while a ship is under way is the end of shipping', async () => {
  const folder = temporaryFolder();
  const { wallet } = await serve(folder);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { part, warehouse, lines } = await ship(folder);
  await wallet.call('transfer', asked('k'));
  const stopped = Promise.withResolvers<void>();
  const write = warehouse.write.bind(warehouse);
  const writing = vi.spyOn(warehouse, 'write').mockImplementation(async (db, work) => {
    stopped.resolve(part.stop());
    return write(db, work);
  });
  await vi.advanceTimersToNextTimerAsync(); // the first ship
  await stopped.promise;
  const writes = writing.mock.calls.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(writing.mock.calls.length).toBe(writes);
  expect(lines).toEqual([]);
  expect((await warehouse.db.one('select count(*)::integer as n from wallet.ledger')).n).toBe(1);
});

test('a journal that another process has is not served, and is when that one lets go', async () => {
  const folder = temporaryFolder();
  const first = await serve(folder);
  const second = await serve(folder);
  await expect(second.wallet.call('transfer', asked('k'))).rejects.toThrow(
    'held by another process',
  );
  expect(await first.wallet.call('transfer', asked('k'))).toMatchObject({ ok: { balance: 5n } });
  await first.wallet.stop();
  await second.wallet.look();
  expect(second.wallet.faults).toEqual([]);
  expect(await second.wallet.call('transfer', asked('k'))).toMatchObject({
    ok: { isRepeat: true },
  });
});

test('a journal that is no journal is not served, and the warehouse goes on', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'wallet.sqlite'), 'no journal at all'.repeat(1000));
  const { wallet } = await serve(folder);
  expect(wallet.faults).toMatchObject([
    { code: 'journal-unusable', message: expect.stringContaining('file is not a database') },
  ]);
  const { part } = await ship(folder);
  await part.beforeRead();
});

test('a port that is taken is named with its setting', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  const listen = { ...LISTEN, port };
  await expect(serve(temporaryFolder(), { listen })).rejects.toMatchObject({
    code: 'daemon-port',
    message: expect.stringContaining(`127.0.0.1 port ${port} (GGR_WALLET_HOST, GGR_WALLET_PORT)`),
  });
});

test('a change deep in a long journal, which a start does not see, ends serving when it is found', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'wallet.sqlite');
  const filled = await Wallet.open({ path, warehouse: undefined, now: Date.now });
  await filled.submit((now) => {
    for (let key = 0; key < 21_000; key += 1) {
      operations.transfer(filled.journal, now, { ...asked(`k${key}`), amount: 1n });
    }
  });
  await filled.close();
  const db = new DatabaseSync(path);
  db.exec('drop trigger entries_are_never_changed; update entries set amount = 2 where seq = 700');
  db.close();
  const { wallet, said } = await serve(folder, { listen: LISTEN });
  expect(wallet.faults).toEqual([]);
  await until(() => wallet.faults.length > 0);
  expect(said.at(-1)).toContain('entry 700 of the journal does not follow from the one before it');
  await expect(wallet.call('balances', 'p')).rejects.toThrow('entry 700');
  const game = { method: 'POST', body: '{"type":"credit","code":"s"}' };
  expect((await fetch(`http://127.0.0.1:${wallet.port}/wallet/x`, game)).status).toBe(503);
  await wallet.look();
  expect(wallet.faults).toHaveLength(1);
  // nor does the warehouse take what was changed
  const { part, warehouse } = await ship(folder);
  const entries = async () =>
    Number((await warehouse.db.one('select count(*) as n from wallet.ledger')).n);
  await until(async () => part.ready() !== undefined || (await entries()) > 0);
  expect(part.ready()).toContain('entry 700 of the journal does not follow');
  expect(await entries()).toBe(0);
});

test('a look that falls into the letting go of a condemned journal does not open it again', async () => {
  const opened = vi.spyOn(Wallet, 'open');
  const closed = vi.spyOn(Wallet.prototype, 'close');
  onTestFinished(() => {
    for (const spy of [opened, closed]) spy.mockRestore();
  });
  const { wallet } = await serve(temporaryFolder());
  await wallet.call('transfer', asked('a'));
  const fault = { code: 'journal-unusable', message: 'met while it was used' } as const;
  opened.mock.lastCall?.[0].onCondemned?.(fault); // nobody waits for what that begins
  await wallet.look();
  await closed.mock.results[0]?.value;
  expect(opened).toHaveBeenCalledTimes(1);
  await wallet.look(); // nothing of it is another than when it was let go
  expect(opened).toHaveBeenCalledTimes(1);
  expect(wallet.faults).toEqual([fault]);
});

test('an old journal with its old mark is refused: the warehouse has told in a file how far it came', async () => {
  const folder = temporaryFolder();
  const file = (name: string) => join(folder, name);
  const keep = (from: string, to: string) => {
    for (const end of ['-wal', '-shm']) rmSync(file(`${to}${end}`), { force: true });
    for (const end of ['', '.mark']) copyFileSync(file(`${from}${end}`), file(`${to}${end}`));
  };
  const first = await serve(folder);
  await first.wallet.call('transfer', asked('a'));
  await first.wallet.stop();
  keep('wallet.sqlite', 'old');
  const second = await serve(folder);
  await second.wallet.call('transfer', asked('b'));
  const { part } = await ship(folder);
  await part.beforeRead();
  await second.wallet.stop();
  await part.stop();
  expect(readShipped(file('wallet.sqlite'))).toMatchObject({ seq: 2n });
  keep('old', 'wallet.sqlite');
  const refused = await serve(folder);
  expect(refused.wallet.faults[0]?.message).toContain(
    'ends with entry 1, but the warehouse has seen entry 2: entry 2 missing',
  );
});

test('a wallet that serves is stopped by what the warehouse holds, and serves again when both agree', async () => {
  const folder = temporaryFolder();
  const { wallet } = await serve(folder);
  const path = join(folder, 'wallet.sqlite');
  await wallet.call('transfer', asked('a'));
  const { part } = await ship(folder);
  await part.beforeRead();
  const end = readShipped(path);
  if (!end) throw new Error('nothing was noted');
  await wallet.look();
  expect(wallet.faults).toEqual([]);
  writeShipped(path, { ...end, hash: Buffer.alloc(32, 7) });
  await wallet.look();
  expect(wallet.faults).toMatchObject([{ code: 'chain-broken' }]);
  await expect(wallet.call('balances', 'p')).rejects.toThrow('is not the one');
  writeShipped(path, end);
  await wallet.look();
  expect(wallet.faults).toEqual([]);
});

test('beside a store and without a journal, the wallet waits for what the store holds', async () => {
  const folder = temporaryFolder();
  const store = makeEmptyStore(join(folder, 'store.duckdb'));
  const { wallet } = await serve(folder, { store });
  expect(wallet.isHeard).toBe(false);
  await expect(wallet.call('transfer', asked('a'))).rejects.toThrow('there is a warehouse');
  await ship(folder);
  await wallet.look();
  expect(await wallet.call('transfer', asked('a'))).toMatchObject({ ok: { balance: 5n } });
});
