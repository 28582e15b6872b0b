/** The journal's entries in the warehouse: each exactly once and in order. */
import { join } from 'node:path';
import { DuckDBAppender } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WalletError } from '../../src/contract/errors.ts';
import type { Database } from '../../src/load/database.ts';
import { sql } from '../../src/load/sql.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { withOwnWallet } from '../../src/wallet/desk.ts';
import { type OperatorDesk, operations } from '../../src/wallet/operations.ts';
import { prove } from '../../src/wallet/prove.ts';
import type { Shipper } from '../../src/wallet/ship.ts';
import { collectGarbage } from '../support/garbage.ts';
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
const rows = (text: string) => warehouse.db.many(text);

test('wallet.ledger has every entry once, in currency units, and proves itself', async () => {
  await send('bet', 2n ** 64n - 1n, { bet: 1234, round_id: 2n ** 64n - 1n });
  await send('win', 7, { win: 5, game: 9 });
  await send('cancel', 8);
  await shipper.ship();
  await send('cancel', 2n ** 64n - 1n);
  await shipper.ship();
  await shipper.ship();
  const ledger = await rows(
    `select seq, kind, cast(id as varchar) as id, cast(amount as varchar) as amount,
            cast(balance_after as varchar) as balance, flags, cast(received_at as varchar) as received_at
       from wallet.ledger order by seq`,
  );
  const max = '18446744073709551615';
  const at = '2025-03-01 12:00:00';
  expect(ledger.map((row) => Object.values(row))).toEqual([
    [1n, 'deposit', null, '1000.0000', '1000.0000', null, at],
    [2n, 'bet', max, '-12.3400', '987.6600', null, at],
    [3n, 'win', '7', '0.0500', '987.7100', 'orphan', at],
    [4n, 'tombstone', '8', '0.0000', '987.7100', null, at],
    [5n, 'cancel', max, '12.3400', '1000.0500', null, at],
  ]);
  expect(await rows(sql('queries/prove-ledger'))).toEqual([]);
  expect((await prove(wallet.path, warehouse.db)).faults).toEqual([]);
});

test('a backlog of more than one transaction is shipped whole, by callers at the same time', async () => {
  await wallet.wallet.submit((now) => {
    for (let key = 0; key < 30_000; key += 1) {
      operations.transfer(wallet.wallet.journal, now, {
        playerId: `p${key % 7}`,
        currency: 'EUR',
        amount: 1n,
        key: `k${key}`,
      });
    }
  });
  await Promise.all([shipper.ship(), shipper.ship(), shipper.ship()]);
  expect(await rows('select count(*) as n, max(seq) as last from wallet.ledger')).toEqual([
    { n: 30_001n, last: 30_001n },
  ]);
  expect((await prove(wallet.path, warehouse.db)).faults).toEqual([]);
});

test.each([
  ['acts', 1],
  ['ledger', 2],
])(
  'what DuckDB could not append to wallet.%s is shipped by the next ship, and once',
  async (_, nth) => {
    await send('bet', 1, { bet: 5 });
    const { closeSync } = DuckDBAppender.prototype;
    let closed = 0;
    // no spy, and no error that is made where it is thrown: they would hold the appender, which must end
    const full = new Error('Out of Memory Error: failed to allocate data');
    DuckDBAppender.prototype.closeSync = function close(this: DuckDBAppender) {
      closed += 1;
      if (closed === nth) throw full;
      closeSync.call(this);
    };
    try {
      await expect(shipper.ship()).rejects.toThrow('Out of Memory');
    } finally {
      DuckDBAppender.prototype.closeSync = closeSync;
    }
    await shipper.ship();
    await collectGarbage();
    expect(await rows('select count(*) as n from wallet.ledger')).toEqual([{ n: 2n }]);
    expect(await rows('select count(*) as n from wallet.acts')).toEqual([{ n: 1n }]);
    expect((await prove(wallet.path, warehouse.db)).faults).toEqual([]);
  },
);

test('a ship holds what was committed before it was called, even while another is under way', async () => {
  const first = shipper.ship();
  await send('bet', 1, { bet: 1 });
  await shipper.ship();
  expect(await rows('select max(seq) as last from wallet.ledger')).toEqual([{ last: 2n }]);
  await first;
});

describe('ggr.bets', () => {
  test('has a row a round, by what happened in it', async () => {
    await send('bet', 10, { bet: 500, round_id: 10 }); // a round of two bets and a win
    await send('bet', 11, { bet: 300, round_id: 10 });
    await send('win', 12, { win: 1000, round_id: 10 });
    await send('bet', 20, { bet: 200 }); // still open
    await send('bet', 30, { bet: 700, game: 5 }); // cancelled
    await send('cancel', 30);
    await send('win', 40, { win: 90, round_id: 39 }); // without a bet
    await send('bet', 50, { bet: 100, round_id: 50 }); // one of two bets cancelled
    await send('bet', 51, { bet: 60, round_id: 50 });
    await send('cancel', 51);
    await send('win', 52, { win: 0, round_id: 50 });
    await shipper.ship();
    const bets = await rows(
      `select source, account, bet_id, player_id, game_id, currency, status, flags,
              cast(stake as varchar) as stake, cast(payout as varchar) as payout, cast(ggr as varchar) as ggr
         from ggr.bets order by cast(bet_id as integer)`,
    );
    const same = ['wallet', 'wallet-eur'];
    expect(bets.map((row) => Object.values(row))).toEqual([
      [...same, '10', 'p1', '1012', 'EUR', 'settled', null, '8.0000', '10.0000', '-2.0000'],
      [...same, '20', 'p1', '1012', 'EUR', 'open', null, '2.0000', null, null],
      [...same, '30', 'p1', '5', 'EUR', 'cancelled', null, '0.0000', '0.0000', '0.0000'],
      [...same, '39', 'p1', '1012', 'EUR', 'settled', 'orphan', '0.0000', '0.9000', '-0.9000'],
      [...same, '50', 'p1', '1012', 'EUR', 'settled', null, '1.0000', '0.0000', '1.0000'],
    ]);
    expect(await rows('select source, cast(ggr as varchar) as ggr from ggr.daily')).toEqual([
      { source: 'wallet', ggr: '-1.9000' },
    ]);
  });
});

test('a wallet that serves while it is proved is no fault', async () => {
  await shipper.ship();
  const busy = {
    maybeOne: async (text: string) => {
      const seen = await warehouse.db.maybeOne(text);
      await send('bet', 1, { bet: 500 });
      await shipper.ship();
      return seen;
    },
    many: warehouse.db.many.bind(warehouse.db),
  } as Partial<Database> as Database;
  expect(await prove(wallet.path, busy)).toMatchObject({ journal: 2n, warehouse: 1n, faults: [] });
});

test('what the operator did is done, though it cannot be shipped now: that is said, and is no failure of it', async () => {
  const path = join(wallet.folder, 'own', 'wallet.sqlite');
  const fault = new WalletError('entry 7 of the journal does not follow');
  vi.spyOn(warehouse, 'write').mockRejectedValueOnce(fault);
  const said: string[] = [];
  const own = { path, now: () => wallet.nowMs, note: (text: string) => void said.push(text) };
  const request = { playerId: 'p1', currency: 'EUR', amount: 500n, key: 'own-1' };
  const deposit = (desk: OperatorDesk) => desk.call('transfer', request);
  expect(await withOwnWallet(warehouse, own, deposit)).toMatchObject({ ok: { isRepeat: false } });
  expect(said).toEqual([
    "it stands in the wallet's journal, and not in the warehouse yet: entry 7 of the journal does not follow",
  ]);
  expect(await withOwnWallet(warehouse, own, deposit)).toMatchObject({ ok: { isRepeat: true } });
  expect(await rows('select "key" from wallet.ledger')).toEqual([{ key: 'own-1' }]);
});

test.each([
  ['amount = amount - 1', 'balance-differs'],
  ["flags = 'orphan'", 'chain-broken'],
  ['seq = seq + 5', 'chain-broken'],
])('a changed ledger is found: %s', async (change, code) => {
  await send('bet', 1, { bet: 500 });
  await shipper.ship();
  await warehouse.db.run(`update wallet.ledger set ${change} where seq = 2`);
  const { faults } = await prove(wallet.path, warehouse.db);
  expect(faults.map((fault) => fault.code)).toContain(code);
});
