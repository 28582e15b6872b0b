/** Amounts at the very limits: refused or carried to the last cent, and never in the way of what comes after. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { prove } from '../../src/wallet/prove.ts';
import { MOST_AMOUNT, MOST_CREDIT } from '../../src/wallet/rules.ts';
import { Shipper } from '../../src/wallet/ship.ts';
import { TestWallet } from '../support/wallet.ts';

let wallet: TestWallet;
let warehouse: Warehouse;
let shipper: Shipper;

beforeEach(async () => {
  wallet = await TestWallet.start();
  const path = join(wallet.folder, 'store.duckdb');
  warehouse = await Warehouse.open({ catalogue, path, command: 'test', now: () => wallet.nowMs });
  shipper = new Shipper(warehouse, wallet.path);
  await wallet.openSession();
});
afterEach(async () => {
  await shipper.close();
  await warehouse.close();
  await wallet.remove();
  rmSync(wallet.folder, { recursive: true, force: true });
});

const send = (type: string, id: number, more: object = {}) =>
  wallet.send({ code: 's1', game: 1, id, type, ...more });
const fill = async (times: number) => {
  for (let i = 0; i < times; i += 1) await wallet.deposit(MOST_AMOUNT);
};

test('a win may lift the credit to its limit and not a cent above', async () => {
  await fill(89);
  await wallet.deposit(MOST_AMOUNT - 1n);
  expect((await send('win', 1, { win: 2 })).body).toMatchObject({ result: 0, err_code: 305 });
  expect((await send('win', 1, { win: 1 })).text).toContain(`"credit":${MOST_CREDIT},`);
  expect((await send('win', 2, { win: MOST_AMOUNT })).body).toMatchObject({ err_code: 305 });
  await shipper.ship();
  expect((await prove(wallet.path, warehouse.db)).faults).toEqual([]);
});

test('a cancel may not lift it above either: it is taken when there is room, and what follows is shipped', async () => {
  await fill(90);
  for (let id = 1; id <= 12; id += 1) await send('bet', id, { bet: MOST_AMOUNT });
  await fill(12);
  expect((await send('cancel', 1)).body).toMatchObject({ result: 0, err_code: 305 });
  await wallet.deposit(-MOST_AMOUNT);
  expect((await send('cancel', 1)).text).toContain(`"credit":${MOST_CREDIT},`);
  expect((await send('cancel', 2)).body).toMatchObject({ err_code: 305 });
  await shipper.ship();
  expect(
    await warehouse.db.one('select max(balance_after)::varchar as most from wallet.ledger'),
  ).toEqual({
    most: '90000000000000.0000',
  });
});

test('hundreds of the largest wins in one round are carried, shipped and proved to the last cent', async () => {
  await send('bet', 1, { bet: 0, round_id: 1 });
  const wins = Array.from({ length: 300 }, (_, i) => BigInt(i) + 2n);
  const round = { type: 'win', code: 's1', game: 1n, amount: MOST_AMOUNT, roundId: 1n } as const;
  const away = { playerId: 'p1', currency: 'EUR', amount: -MOST_AMOUNT };
  const answers = await Promise.all(
    wins.flatMap((id) => [
      wallet.wallet.answer({ ...round, id }),
      wallet.wallet.call('transfer', { ...away, key: `k${id}` }),
    ]),
  );
  const refused = answers.filter((one) => 'refused' in one || ('result' in one && !one.result));
  expect(refused).toEqual([]);
  await shipper.ship();
  expect(
    await warehouse.db.one(
      "select sum(amount)::varchar as paid, count(*)::integer as wins from wallet.ledger where kind = 'win'",
    ),
  ).toEqual({ paid: '300000000000000.0000', wins: 300 });
  expect((await prove(wallet.path, warehouse.db)).faults).toEqual([]);
});

test('more players with the largest credit than one integer can sum are proved on both sides', async () => {
  const players = 1100;
  await wallet.wallet.submit((now) => {
    const { journal } = wallet.wallet;
    for (let player = 0; player < players; player += 1) {
      journal.append(
        {
          kind: 'deposit',
          currency: 'EUR',
          id: null,
          key: `k${player}`,
          playerId: `p${player}`,
          code: null,
          game: null,
          roundId: null,
          round: null,
          amount: MOST_CREDIT,
          balanceAfter: MOST_CREDIT,
          flags: [],
        },
        now,
      );
    }
  });
  await shipper.ship();
  expect(MOST_CREDIT * BigInt(players)).toBeGreaterThan(2n ** 63n);
  expect((await prove(wallet.path, warehouse.db)).faults).toEqual([]);
  await warehouse.db.run('update wallet.ledger set amount = amount - 1 where seq = 5');
  const { faults } = await prove(wallet.path, warehouse.db);
  expect(faults.map(({ message }) => message).join('\n')).toContain(
    `${players} entries that sum to ${MOST_CREDIT * BigInt(players)} cents`,
  );
});
