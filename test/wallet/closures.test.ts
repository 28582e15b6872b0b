/** A round that was closed is an event of its own: in the journal's chain, in the warehouse, and back from there. */
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sql } from '../../src/load/sql.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { Journal } from '../../src/wallet/journal.ts';
import { prove } from '../../src/wallet/prove.ts';
import { restore } from '../../src/wallet/restore.ts';
import { ledgerEnd, Shipper } from '../../src/wallet/ship.ts';
import { IntegrityError, Wallet } from '../../src/wallet/wallet.ts';
import { type ShippedWallet, startShippedWallet } from '../support/shipped-wallet.ts';
import { type TestWallet, TO_SCHEMA_2 } from '../support/wallet.ts';
import { DAY_MS, roundsOf } from '../support/wallet-rounds.ts';

let story: ShippedWallet;
let wallet: TestWallet;
let warehouse: Warehouse;
let shipper: Shipper;
beforeEach(async () => {
  story = await startShippedWallet(); // at 12:00
  ({ wallet, warehouse, shipper } = story);
});
afterEach(() => story.remove());

const { bet, close, closed, closeOverdue } = roundsOf(() => wallet);

describe('a closure', () => {
  const tamper = (statements: string) => {
    const db = new DatabaseSync(wallet.path);
    db.exec('drop trigger closures_are_never_changed; drop trigger closures_are_never_deleted');
    db.exec(statements);
    db.exec(`create trigger closures_are_never_changed before update on closures
             begin select raise(abort, 'closures of the journal are never changed'); end;
             create trigger closures_are_never_deleted before delete on closures
             begin select raise(abort, 'closures of the journal are never deleted'); end`);
    db.close();
  };
  beforeEach(async () => {
    for (const id of [1, 2, 3]) await bet(id);
    await close(1n, { closedBy: 'ann', reason: 'the game is gone' });
    await close(2n);
    wallet.nowMs += DAY_MS;
    await closeOverdue();
  });
  const rows = () =>
    warehouse.db.many(
      `select closure::integer as closure, round::integer as round, cause, closed_by, reason, after_seq::integer as after_seq
         from wallet.closed_rounds order by rowid`,
    );

  test('stands in wallet.closed_rounds once, whoever ships how often', async () => {
    const other = new Shipper(warehouse, wallet.path);
    await Promise.all([shipper.ship(), other.ship(), shipper.ship()]);
    await other.close();
    const common = { after_seq: 4, closed_by: null, reason: null };
    expect(await rows()).toEqual([
      {
        closure: 1,
        round: 1,
        cause: 'closed-by-hand',
        closed_by: 'ann',
        reason: 'the game is gone',
        after_seq: 4,
      },
      { closure: 2, round: 2, cause: 'closed-by-hand', ...common },
      { closure: 3, round: 3, cause: 'timed-out', ...common },
    ]);
    expect((await prove(wallet.path, warehouse.db)).faults).toEqual([]);
  });

  test('that the journal lost keeps the wallet from serving, and comes back from the warehouse', async () => {
    await shipper.ship();
    await wallet.close();
    tamper('delete from closures where number > 1');
    const end = await ledgerEnd(warehouse.db);
    const open = () => Wallet.open({ path: wallet.path, warehouse: end, now: () => wallet.nowMs });
    await expect(open()).rejects.toThrow(IntegrityError);
    await expect(open()).rejects.toThrow(
      'the journal ends with closure 1 of a round, but the warehouse has seen closure 3',
    );
    const journal = Journal.open(wallet.path);
    expect(await restore(warehouse.db, journal, 1n)).toEqual({
      restored: 0n,
      closures: 2n,
      acts: 0n,
      sessionsFromEntries: 0,
      lost: undefined,
      isMarked: true,
    });
    journal.close();
    await (await open()).close();
    await wallet.open();
    expect(closed().map(([round]) => round)).toEqual([1n, 2n, 3n]);
    expect((await prove(wallet.path, warehouse.db)).faults).toEqual([]);
  });

  test('that was changed in the journal is found by a start and by verify', async () => {
    await shipper.ship();
    await wallet.close();
    tamper("update closures set reason = 'another' where number = 1");
    const message =
      'closure 1 of a round in the journal does not follow from the one before it: one was changed';
    await expect(wallet.open()).rejects.toThrow(message);
    expect((await prove(wallet.path, warehouse.db)).faults).toEqual([
      { code: 'chain-broken', message },
    ]);
  });

  test.each([
    ["cause = 'timed-out' where closure = 1", 'does not have the hash of what it says'],
    ['closure = 9 where closure = 2', 'does not follow the one before it'],
    ['after_seq = 9 where closure = 2', 'after entries that wallet.ledger does not hold'],
  ])('that was changed in the warehouse is found: %s', async (change, says) => {
    await shipper.ship();
    await warehouse.db.run(`update wallet.closed_rounds set ${change}`);
    const { faults } = await prove(wallet.path, warehouse.db);
    expect(faults.map(({ message }) => message).join('\n')).toContain(says);
  });

  test('is refused by the journal for a round that was closed, and never changed or deleted there', async () => {
    await wallet.close();
    const db = new DatabaseSync(wallet.path);
    expect(() => db.exec('update closures set number = 7')).toThrow('never changed');
    expect(() => db.exec('delete from closures')).toThrow('never deleted');
    expect(() =>
      db.exec(
        `insert into closures select 9, currency, round, player_id, cause, null, null, 4, 5, hash from closures where number = 1`,
      ),
    ).toThrow('UNIQUE');
    db.close();
  });
});

test('a journal of version 0.1 is read as it is, and brought to this one with its rounds when it is written', async () => {
  await bet(1);
  await wallet.close();
  const db = new DatabaseSync(wallet.path);
  db.exec(`${TO_SCHEMA_2} drop table closures; drop table waiting; drop table swept; drop index bets_of_player;
           create index unnumbered_bets on entries (code, game, seq) where kind = 'bet' and round_id is null;
           pragma user_version = 1`);
  db.close();
  expect((await prove(wallet.path, undefined)).faults).toEqual([]);
  await wallet.open();
  wallet.nowMs += DAY_MS;
  expect(await closeOverdue()).toBe(1);
  const schema = (text: string) =>
    text.replaceAll(/--.*$/gm, '').replaceAll(/\s+/g, ' ').trim().toLowerCase();
  await wallet.close();
  const upgraded = new DatabaseSync(wallet.path);
  const made = upgraded.prepare("select sql from sqlite_schema where name = 'closures'").get();
  upgraded.close();
  expect(schema(sql('journal/000002-closures'))).toContain(schema(String(made?.sql)));
  await wallet.open();
});
