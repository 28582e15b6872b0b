/** Connections of the store: what a transaction that cannot be taken back leaves is nobody's, and a work that failed leaves nothing. */
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import type { StoreError } from '../../src/contract/errors.ts';
import type { Database } from '../../src/load/database.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { makeEmptyStore, ONE_THREAD } from '../support/empty-store.ts';
import { temporaryFolder } from '../support/ggr.ts';

const BY_HAND = `insert into sync.accounts values ('made-up', 'pv', 'CNY', 1)`;
const ACCOUNTS = `select count(*) as n from sync.accounts where account = 'made-up'`;

async function open() {
  const told: StoreError[] = [];
  const warehouse = await Warehouse.open({
    catalogue,
    path: makeEmptyStore(join(temporaryFolder(), 'store.duckdb')),
    command: 'test',
    now: Date.now,
    threads: ONE_THREAD,
    onBroken: (fault) => told.push(fault),
  });
  onTestFinished(() => warehouse.close());
  return { warehouse, told };
}

/** From now on the next `times` of rolling back fail there, as if the engine were ill. */
function refuseRollback({ connection }: Database, times: number) {
  const run = connection.run.bind(connection);
  let left = times;
  return vi.spyOn(connection, 'run').mockImplementation((text, ...others) => {
    if (text !== 'rollback' || left === 0) return run(text, ...others);
    left -= 1;
    return Promise.reject(new Error('INTERRUPT Error: Interrupted!'));
  });
}

const fail = async (warehouse: Warehouse, db: Database) =>
  warehouse.write(db, async () => {
    await db.run(BY_HAND);
    throw new Error('the merge failed');
  });

test('a connection whose transaction could not be rolled back is not lent again, and the next one is clean', async () => {
  const { warehouse, told } = await open();
  let first: Database | undefined;
  await expect(
    warehouse.withConnection(async (db) => {
      first = db;
      await db.run('create temp table stage as select 1 as left_over');
      refuseRollback(db, 2);
      await fail(warehouse, db);
    }),
  ).rejects.toMatchObject({ code: 'store-broken', cause: { message: 'the merge failed' } });
  expect(told.map(({ code }) => code)).toEqual(['store-broken']);
  await warehouse.withConnection(async (db) => {
    expect(db).not.toBe(first);
    await expect(db.run('from stage')).rejects.toThrow('does not exist');
    await warehouse.write(db, () => db.run(BY_HAND));
  });
  // what the first one had begun was never written
  expect((await warehouse.db.one(ACCOUNTS)).n).toBe(1n);
});

test('a rollback that an interrupt met is done once more, and its connection goes on', async () => {
  const { warehouse, told } = await open();
  const { db } = warehouse;
  refuseRollback(db, 1);
  await expect(fail(warehouse, db)).rejects.toThrow('the merge failed');
  await warehouse.write(db, () => db.run(BY_HAND));
  expect(told).toEqual([]);
  expect((await warehouse.db.one(ACCOUNTS)).n).toBe(1n);
});

test('work that fails leaves nothing of its own to the next, and work that ends well leaves its connection', async () => {
  const { warehouse } = await open();
  const lend = (work: (db: Database) => Promise<unknown>) =>
    warehouse.withConnection(async (db) => {
      await work(db);
      return db;
    });
  const kept = await lend(async () => {});
  expect(await lend((db) => db.run('select 1'))).toBe(kept);
  const broken = lend(async (db) => {
    await db.run('begin transaction; create temp table stage as select 1 as left_over');
    throw new Error('the vendor broke off');
  });
  await expect(broken).rejects.toThrow('the vendor broke off');
  expect(await lend((db) => db.run('begin transaction; rollback'))).not.toBe(kept);
});
