/** A journal whose pages rotted is built anew, from the warehouse and from what of itself is whole. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { Journal } from '../../src/wallet/journal.ts';
import { prove } from '../../src/wallet/prove.ts';
import { rebuild } from '../../src/wallet/rebuild.ts';
import { restore, shippedTo } from '../../src/wallet/restore.ts';
import { Shipper } from '../../src/wallet/ship.ts';
import { flip, placeIn } from '../support/rotting-journal.ts';
import { TestWallet, TO_SCHEMA_2 } from '../support/wallet.ts';
import { openStoreBeside } from '../support/wallet-store.ts';

let wallet: TestWallet;
let warehouse: Warehouse;
let shipper: Shipper;

beforeEach(async () => {
  wallet = await TestWallet.start();
  warehouse = await openStoreBeside(wallet);
  shipper = new Shipper(warehouse, wallet.path);
  await wallet.openSession();
  await wallet.openSession({ code: 'gone' });
  await wallet.closeSession('gone');
  await wallet.block('p9');
  await wallet.deposit(100_000n);
  for (let id = 1; id <= 60; id += 1) await bet(id);
  await shipper.ship();
});
afterEach(async () => {
  await shipper.close();
  await warehouse.close();
  await wallet.remove();
});

const bet = (id: number) => wallet.send({ bet: 100, code: 's1', game: 1, id, type: 'bet' });
const faults = async () => (await prove(wallet.path, warehouse.db)).faults;

/** The wallet serves as it did: a session, a closed one, a block, a repeat, a new bet. */
async function proveServing(credit: number): Promise<void> {
  await wallet.open();
  expect((await bet(60)).body).toMatchObject({ result: 1, credit: 94_000 });
  expect((await bet(99)).body).toMatchObject({ result: 1, credit: credit - 100 });
  const closed = await wallet.send({ code: 'gone', type: 'credit' });
  expect(closed.body).toMatchObject({ result: 0, err_code: 202 });
  expect(await wallet.wallet.call('balances', 'p9')).toMatchObject({ ok: { isBlocked: true } });
  await shipper.ship();
  expect(await faults()).toEqual([]);
}

test('what the warehouse has comes from there, and what follows it from the damaged one', async () => {
  await bet(61);
  await wallet.block('p8');
  await wallet.close();
  flip(wallet.path, placeIn(wallet.path, 'one_transaction'));
  expect(await faults()).not.toEqual([]);
  const told = await rebuild(wallet.path, shippedTo(warehouse.db), 1_740_000_000_000_000n);
  expect(told).toMatchObject({ restored: 62n, fromJournal: 1n, acts: 5n, lost: undefined });
  expect(existsSync(told.kept)).toBe(true);
  await proveServing(93_900);
});

test('entries that no one has are told, and those before them are whole', async () => {
  await wallet.close();
  await warehouse.db.run('delete from wallet.ledger where seq > 20');
  flip(wallet.path, placeIn(wallet.path, 'entries'));
  const { lost, restored } = await rebuild(wallet.path, shippedTo(warehouse.db), 5n);
  expect(lost).toEqual({ from: restored + 1n, to: 61n });
  expect(restored).toBeGreaterThan(20n);
  await expect(wallet.open()).rejects.toThrow('missing');
  const journal = Journal.openReadOnly(wallet.path);
  expect(journal.end.seq).toBe(restored);
  journal.close();
  await warehouse.close();
  warehouse = await openStoreBeside(wallet);
  wallet = await TestWallet.start(); // for the end of the test
});

test('a journal of an older ggr gets acts and checksums when it is opened to write', async () => {
  await wallet.close();
  const db = new DatabaseSync(wallet.path);
  db.exec(TO_SCHEMA_2);
  db.close();
  await warehouse.db.run('delete from wallet.acts');
  expect(await faults()).toEqual([]);
  await shipper.close();
  shipper = new Shipper(warehouse, wallet.path);
  await proveServing(94_000);
  const journal = Journal.openReadOnly(wallet.path);
  expect(journal.acts.after(0n, 9).map(({ kind }) => kind)).toEqual([
    'session-opened',
    'session-closed',
    'session-opened',
    'player-blocked',
  ]);
  journal.close();
});

test('what was shipped before is restored into a journal that is new', async () => {
  const path = `${wallet.path}.new`;
  const journal = Journal.open(path);
  expect(await restore(warehouse.db, journal, 5n)).toMatchObject({ restored: 61n, acts: 4n });
  journal.close();
  expect((await prove(path, warehouse.db)).faults.map(({ code }) => code)).toEqual([
    'mark-missing',
  ]);
  await wallet.close();
  await wallet.open();
});

test('a wallet that met damage answers 503 from there on, and the operator a fault', async () => {
  wallet.wallet.condemn({ code: 'journal-unusable', message: 'a page is malformed' });
  expect((await bet(60)).status).toBe(503);
  await expect(wallet.wallet.call('balances', 'p1')).rejects.toThrow('a page is malformed');
  await expect(wallet.wallet.call('balances', 'p1')).rejects.toMatchObject({ exitCode: 5 });
});
