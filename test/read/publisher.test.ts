/** How fresh a snapshot is when somebody asks, and who shares whose publish. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { makePublisher } from '../../src/read/publisher.ts';
import { temporaryFolder } from '../support/ggr.ts';
import { openHandMade } from '../support/hand-made.ts';
import { openSnapshot } from '../support/snapshot.ts';

async function openPublisher() {
  const store = await openHandMade();
  const clock = { now: Date.parse('2025-06-01') };
  const ships: (() => Promise<void>)[] = [];
  const publisher = makePublisher({
    warehouse: () => store.warehouse,
    dir: join(temporaryFolder(), 'published'),
    catalogue,
    now: () => clock.now,
    beforeRead: async () => ships.shift()?.(),
  });
  let rates = 0;
  /** A commit; each leaves one rate more. */
  const commit = () =>
    store.warehouse.write(store.warehouse.db, async () => {
      rates += 1;
      await store.warehouse.db.run(
        `insert into ggr.fx_rates values (date '2025-01-01', 'CNY', 'EUR', ${rates}, 'hand', timestamp '2025-01-01')`,
      );
    });
  const ratesIn = async (folder: string) => {
    const snapshot = await openSnapshot(folder);
    const [row] = await snapshot.rows('select count(*)::integer as n from ggr.fx_rates');
    snapshot.close();
    return row?.n;
  };
  return { ...publisher, clock, ships, commit, ratesIn };
}

test('an age of 0 has everything that was committed before the call, and costs nothing where nothing was', async () => {
  const { ensure, commit, ratesIn } = await openPublisher();
  const first = await ensure(0);
  await commit();
  const second = await ensure(0);
  expect([await ratesIn(first.folder), await ratesIn(second.folder)]).toEqual([0, 1]);
  expect(await ensure(0)).toMatchObject({ number: second.number, isNew: false });
});

test('what is younger than the age that was asked for is given at once, and an hour after a clock was set back it is not', async () => {
  const { ensure, clock, commit } = await openPublisher();
  const first = await ensure(60_000);
  await commit();
  clock.now += 60_000;
  expect((await ensure(60_000)).number).toBe(first.number);
  clock.now += 1;
  const second = await ensure(60_000);
  expect(second.number).toBe(first.number + 1);
  await commit();
  clock.now -= 3_600_000;
  expect((await ensure(60_000)).number).toBe(second.number + 1);
});

test('a snapshot that nothing has changed since is as fresh as the last look at it', async () => {
  const { ensure, clock } = await openPublisher();
  const first = await ensure(0);
  clock.now += 600_000;
  const looked = await ensure(60_000);
  expect(looked).toMatchObject({ number: first.number, asOf: first.asOf, freshAt: clock.now });
  clock.now += 60_000;
  expect(await ensure(60_000)).toBe(looked);
});

test('calls during a publish share the next one, and see what was committed after the first began', async () => {
  const { ensure, commit, ships, ratesIn } = await openPublisher();
  const gate = Promise.withResolvers<void>();
  ships.push(() => gate.promise);
  const first = ensure(0);
  await commit();
  const others = [ensure(0), ensure(0), ensure(0)];
  gate.resolve();
  const snapshots = await Promise.all(others);
  expect(new Set(snapshots).size).toBe(1);
  expect(snapshots[0]).not.toBe(await first);
  expect(await ratesIn(snapshots[0]?.folder ?? '')).toBe(1);
});

test('a publish that fails fails for those who wait for it, and the next call tries again', async () => {
  const { ensure, ships } = await openPublisher();
  ships.push(async () => {
    throw new Error('the wallet does not answer');
  });
  const failing = ensure(0);
  const waiting = ensure(0);
  await expect(failing).rejects.toThrow('the wallet does not answer');
  expect(await waiting).toMatchObject({ number: 1, isNew: true });
});
