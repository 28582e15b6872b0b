/** Journal and warehouse fill each other again: what one of them lost comes back from the other. */
import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { Journal } from '../../src/wallet/journal.ts';
import { prove } from '../../src/wallet/prove.ts';
import { restore } from '../../src/wallet/restore.ts';
import { Shipper } from '../../src/wallet/ship.ts';
import { IntegrityError } from '../../src/wallet/wallet.ts';
import { type ShippedWallet, startShippedWallet } from '../support/shipped-wallet.ts';
import type { TestWallet } from '../support/wallet.ts';

let story: ShippedWallet;
let wallet: TestWallet;
let warehouse: Warehouse;
let shipper: Shipper;
beforeEach(async () => {
  story = await startShippedWallet();
  ({ wallet, warehouse, shipper } = story);
});
afterEach(() => story.remove());

const send = (type: string, id: number | bigint, more: object = {}) =>
  wallet.send({ code: 's1', game: 1012, id, type, ...more });

describe('a journal that lost its end', () => {
  const cutTo = (seq: number) => {
    const db = new DatabaseSync(wallet.path);
    db.exec(`drop trigger entries_are_never_deleted; delete from entries where seq > ${seq};
             drop trigger acts_are_never_deleted; delete from acts; delete from sessions;
             create trigger acts_are_never_deleted before delete on acts
             begin select raise(abort, 'acts of the journal are never deleted'); end;
             create trigger entries_are_never_deleted before delete on entries
             begin select raise(abort, 'entries of the journal are never deleted'); end`);
    db.close();
  };

  test('gets it back from the warehouse, its session too, and repeats get their first answers', async () => {
    const first = await send('bet', 1, { bet: 500 });
    await send('bet', 2, { bet: 300 });
    await wallet.block('p9');
    await shipper.ship();
    await wallet.close();
    cutTo(1);
    await expect(wallet.open()).rejects.toThrow(IntegrityError);
    const journal = Journal.open(wallet.path);
    expect(await restore(warehouse.db, journal, 1n)).toEqual({
      restored: 2n,
      closures: 0n,
      acts: 2n,
      sessionsFromEntries: 0,
      lost: undefined,
      isMarked: true,
    });
    journal.close();
    await wallet.open();
    expect((await send('bet', 1, { bet: 500 })).untimed).toBe(first.untimed);
    expect((await send('bet', 3, { bet: 1 })).body).toMatchObject({ result: 1, credit: 99_199 });
    expect((await send('cancel', 2)).body).toMatchObject({ result: 1, credit: 99_499 });
    expect(await wallet.wallet.call('balances', 'p9')).toMatchObject({ ok: { isBlocked: true } });
    expect((await prove(wallet.path, warehouse.db)).faults).toEqual([]);
  });

  test('gets a session that no act tells of back closed, by its entries', async () => {
    await send('bet', 1, { bet: 500 });
    await shipper.ship();
    await wallet.close();
    cutTo(1);
    await warehouse.db.run('delete from wallet.acts');
    const journal = Journal.open(wallet.path);
    const told = await restore(warehouse.db, journal, 1n);
    expect(told).toMatchObject({ restored: 1n, acts: 0n, sessionsFromEntries: 1 });
    journal.close();
    await wallet.open();
    expect((await send('bet', 3, { bet: 1 })).body).toMatchObject({ err_code: 202 });
    expect((await send('cancel', 1)).body).toMatchObject({ result: 1, credit: 100_000 });
    await shipper.ship();
    expect((await prove(wallet.path, warehouse.db)).faults).toEqual([]);
  });

  test('gets back the largest amounts and credits to the cent', async () => {
    for (let i = 0; i < 90; i += 1) await wallet.deposit(10n ** 14n, 'rich');
    await shipper.ship();
    await wallet.close();
    cutTo(1);
    const journal = Journal.open(wallet.path);
    expect((await restore(warehouse.db, journal, 1n)).restored).toBe(90n);
    expect(journal.balance('rich', 'EUR')).toBe(9n * 10n ** 15n);
    journal.close();
    expect((await prove(wallet.path, warehouse.db)).faults).toEqual([]);
  });

  test('is told which entries nobody has', async () => {
    await send('bet', 1, { bet: 500 });
    await shipper.ship();
    await send('bet', 2, { bet: 300 });
    await send('bet', 3, { bet: 300 });
    await wallet.close();
    cutTo(1);
    const journal = Journal.open(wallet.path);
    expect(await restore(warehouse.db, journal, 1n)).toEqual({
      restored: 1n,
      closures: 0n,
      acts: 1n,
      sessionsFromEntries: 0,
      lost: { from: 3n, to: 4n },
      isMarked: true,
    });
    journal.close();
    await expect(wallet.open()).rejects.toThrow('entries 3 to 4 missing');
  });

  test('is told that the mark beside it is gone', async () => {
    await wallet.close();
    rmSync(`${wallet.path}.mark`);
    const journal = Journal.open(wallet.path);
    expect(await restore(warehouse.db, journal, 1n)).toMatchObject({ isMarked: false });
    journal.close();
  });
});

test('a warehouse whose log was cut is noticed and filled again', async () => {
  await send('bet', 1, { bet: 500 });
  await shipper.ship();
  await warehouse.db.run('delete from wallet.ledger where seq = 2');
  const { faults } = await prove(wallet.path, warehouse.db);
  expect(faults).toMatchObject([
    { code: 'warehouse-behind', message: expect.stringContaining('up to 2 and ends with 1') },
  ]);
  const other = new Shipper(warehouse, wallet.path);
  await other.ship();
  await other.close();
  expect((await prove(wallet.path, warehouse.db)).faults).toEqual([]);
});
