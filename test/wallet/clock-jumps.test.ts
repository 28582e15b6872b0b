/** A clock that is set back or forward by an hour while the wallet serves. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { prove } from '../../src/wallet/prove.ts';
import { Shipper } from '../../src/wallet/ship.ts';
import { TestWallet } from '../support/wallet.ts';
import { openStoreBeside } from '../support/wallet-store.ts';

const HOUR_MS = 3_600_000;
let wallet: TestWallet;
let warehouse: Warehouse;

beforeEach(async () => {
  wallet = await TestWallet.start(); // at 12:00
  warehouse = await openStoreBeside(wallet);
  await wallet.openSession();
  await wallet.deposit(1000n);
});
afterEach(async () => {
  await warehouse.close();
  await wallet.remove();
});

const bet = (id: number, more: object = {}) =>
  wallet.send({ type: 'bet', code: 's1', game: 1, id, bet: 100, ...more });
const win = (id: number, more: object = {}) =>
  wallet.send({ type: 'win', code: 's1', game: 1, id, win: 250, ...more });

/** Bets at 12:00, 11:00, 13:00 and 12:00 again, each sent twice, the second time an hour off. */
async function play(): Promise<void> {
  for (const [i, byMs] of [0, -HOUR_MS, 2 * HOUR_MS, -HOUR_MS].entries()) {
    wallet.nowMs += byMs;
    const first = await bet(i + 1, { round_id: i + 1 });
    expect(first.body).toMatchObject({ result: 1, credit: 1000 - 100 * (i + 1) });
    wallet.nowMs += HOUR_MS;
    expect((await bet(i + 1, { round_id: i + 1 })).untimed).toBe(first.untimed);
    wallet.nowMs -= HOUR_MS;
  }
}

const ship = async () => {
  const shipper = new Shipper(warehouse, wallet.path);
  await shipper.ship();
  await shipper.close();
};
const ledger = () =>
  warehouse.db.many(
    `select cast(seq as integer) as seq, cast(id as integer) as id, cast(received_at as varchar) as received_at
       from wallet.ledger order by seq`,
  );

test('each transaction counts once, and order and chain hold, though received_at goes back', async () => {
  await play();
  await ship();
  const day = (time: string) => `2025-03-01 ${time}`;
  const expected = [
    { seq: 1, id: null, received_at: day('12:00:00') },
    { seq: 2, id: 1, received_at: day('12:00:00') },
    { seq: 3, id: 2, received_at: day('11:00:00') },
    { seq: 4, id: 3, received_at: day('13:00:00') },
    { seq: 5, id: 4, received_at: day('12:00:00') },
  ];
  expect(await ledger()).toEqual(expected);
  expect(await prove(wallet.path, warehouse.db)).toEqual({
    journal: 5n,
    warehouse: 5n,
    faults: [],
  });
  wallet.nowMs -= HOUR_MS;
  await wallet.restart();
  expect((await bet(4, { round_id: 4 })).body).toMatchObject({ result: 1, credit: 600 });
  await ship();
  expect(await ledger()).toEqual(expected);
});

test('a round whose win comes at an earlier hour than its bet is settled and paid once', async () => {
  await bet(1, { round_id: 7 });
  await bet(2);
  wallet.nowMs -= HOUR_MS;
  await win(3, { round_id: 7 });
  await win(4); // without a round: it belongs to the newest bet that named none
  await ship();
  const rows = await warehouse.db.many(
    `select bet_id, cast(stake as varchar) as stake, cast(payout as varchar) as payout, status
       from ggr.bets order by bet_id`,
  );
  expect(rows).toEqual([
    { bet_id: '2', stake: '1.0000', payout: '2.5000', status: 'settled' },
    { bet_id: '7', stake: '1.0000', payout: '2.5000', status: 'settled' },
  ]);
});

test('a session expires by the clock, whichever way it is set', async () => {
  const noon = wallet.nowMs;
  const expiresAt = BigInt(noon + HOUR_MS / 2) * 1000n;
  await wallet.openSession({ code: 's2', expiresAt });
  const result = async (id: number) => (await bet(id, { code: 's2' })).body;
  expect(await result(1)).toMatchObject({ result: 1 });
  wallet.nowMs = noon + HOUR_MS;
  expect(await result(2)).toMatchObject({ result: 0, err_code: 201 });
  expect((await win(3, { code: 's2' })).body).toMatchObject({ result: 1 });
  wallet.nowMs = noon - HOUR_MS;
  expect(await result(2)).toMatchObject({ result: 1 });
});
