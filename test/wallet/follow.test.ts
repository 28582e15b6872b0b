/** Following a whole journal: what it finds, and that the process answers others meanwhile. */
import { DatabaseSync } from 'node:sqlite';
import { request } from 'undici';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JournalFault } from '../../src/wallet/journal-file.ts';
import { operations } from '../../src/wallet/operations.ts';
import { prove } from '../../src/wallet/prove.ts';
import { TestWallet } from '../support/wallet.ts';

const ENTRIES = 30_000;
let wallet: TestWallet;

beforeEach(async () => {
  wallet = await TestWallet.start();
  await wallet.wallet.submit((now) => {
    for (let key = 1; key <= ENTRIES; key += 1) {
      const transfer = { playerId: 'p1', currency: 'EUR', amount: 1n, key: `k${key}` };
      operations.transfer(wallet.wallet.journal, now, transfer);
    }
  });
});
afterEach(() => wallet.remove());

const tamper = (statements: string) => {
  const db = new DatabaseSync(wallet.path);
  db.exec('drop trigger if exists entries_are_never_changed');
  db.exec(statements);
  db.close();
};

test('others are answered while it is followed', async () => {
  let isOver = false;
  const proof = prove(wallet.path, undefined).finally(() => {
    isOver = true;
  });
  let answered = 0;
  while (!isOver) {
    const reply = await request(`${wallet.url}/`, { method: 'GET' });
    await reply.body.dump();
    if (!isOver) answered += 1;
  }
  expect(await proof).toEqual({ journal: BigInt(ENTRIES), warehouse: undefined, faults: [] });
  expect(answered).toBeGreaterThan(0);
});

test('an entry that was changed long ago is found', async () => {
  tamper('update entries set amount = 2 where seq = 77; update balances set balance = balance + 1');
  const { faults } = await prove(wallet.path, undefined);
  expect(faults.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'chain-broken: entry 77 of the journal does not follow from the one before it: one of them was changed',
    'row-differs: a credit of the journal is not what checksum, second index and newest act say',
  ]);
  tamper('update balances set balance = balance + 1');
  const { faults: more } = await prove(wallet.path, undefined);
  expect(more.map(({ code }) => code)).toEqual(['chain-broken', 'balance-differs', 'row-differs']);
});

test('a wallet goes on serving, and what it adds meanwhile is no fault', async () => {
  const proof = prove(wallet.path, undefined);
  for (let i = 0; i < 20; i += 1) await wallet.deposit(1n);
  expect((await proof).faults).toEqual([]);
});

test('it ends when it is interrupted, and a file that is no journal is said to be none', async () => {
  const controller = new AbortController();
  const proof = prove(wallet.path, undefined, controller.signal);
  controller.abort(new Error('enough'));
  await expect(proof).rejects.toThrow('enough');
  await expect(prove(`${wallet.path}.none`, undefined)).rejects.toThrow(JournalFault);
});
