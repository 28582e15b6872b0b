/** What guards the shipping of the journal: all of it by one call, and nothing twice. */
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import type { NewEntry } from '../../src/wallet/entries.ts';
import { Journal } from '../../src/wallet/journal.ts';
import { Shipper } from '../../src/wallet/ship.ts';
import { makeEmptyStore } from '../support/empty-store.ts';
import { temporaryFolder } from '../support/ggr.ts';

const deposit = (n: number): NewEntry => ({
  kind: 'deposit',
  currency: 'EUR',
  id: null,
  key: `k${n}`,
  playerId: 'p1',
  code: null,
  game: null,
  roundId: null,
  round: null,
  amount: 1n,
  balanceAfter: BigInt(n),
  flags: [],
});

async function open(entries: number) {
  const folder = temporaryFolder();
  const path = join(folder, 'wallet.sqlite');
  const journal = Journal.open(path);
  let last = 0;
  const append = (more: number) =>
    journal.atomically(() => {
      for (let i = 0; i < more; i += 1) {
        last += 1;
        journal.append(deposit(last), 5n);
      }
    });
  append(entries);
  const store = makeEmptyStore(join(folder, 'ggr.duckdb'));
  const warehouse = await Warehouse.open({ catalogue, path: store, command: 'test', now: () => 0 });
  const shippers: Shipper[] = [];
  onTestFinished(async () => {
    for (const shipper of shippers) await shipper.close();
    journal.close();
    await warehouse.close();
  });
  const open = () => {
    const shipper = new Shipper(warehouse, path);
    shippers.push(shipper);
    return shipper;
  };
  const held = async () =>
    (await warehouse.db.many('select seq from wallet.ledger order by seq')).map((row) => row.seq);
  return { open, held, append };
}
const upTo = (n: number) => Array.from({ length: n }, (_, i) => BigInt(i + 1));

test('cursor: who ships goes on behind the newest entry of the table, whoever brought that', async () => {
  const { open: shipper, held, append } = await open(3);
  const [one, other] = [shipper(), shipper()];
  await one.ship();
  append(2);
  await other.ship();
  append(1);
  await one.ship();
  expect(await held()).toEqual(upTo(6));
});

test('backlog: one call brings all that was committed, however many transactions that takes', async () => {
  const { open: shipper, held } = await open(45_000);
  const one = shipper();
  await one.ship();
  expect(one.behind).toBe(0n);
  expect(await held()).toEqual(upTo(45_000));
});
