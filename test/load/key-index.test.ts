/**
 * A store with an index of its keys and one that looks through its tables hold the same, whatever happens in whatever
 * order: windows that bring keys that stand elsewhere, transactions that are rolled back, restarts, lost files, rows that
 * came by another way (docs/decisions/0030).
 */
import { readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';
import { readHashes } from '../../src/load/key-hashes.ts';
import { hashesIn, KeyIndex } from '../../src/load/key-index.ts';
import { KeyRun, writeRun } from '../../src/load/key-runs.ts';
import { temporaryFolder } from '../support/ggr.ts';
import { at, bet, between, madeUpBets, openMadeUpReport, RUN } from '../support/made-up-report.ts';
import fc from '../support/properties.ts';

type Report = Awaited<ReturnType<typeof openMadeUpReport>>;
/** From the first row on; a file every few keys, four of them one. */
const keyIndex = { fromRows: 0, tailKeys: 4, tailCommits: 3 };

async function reopen({ warehouse }: Report): Promise<Report> {
  await warehouse.close();
  return openMadeUpReport({ path: warehouse.path, keyIndex });
}

const filesOf = ({ warehouse }: Report) => readdirSync(`${warehouse.path}.keys`);
const prepared = ({ warehouse }: Report) => {
  const { db } = warehouse;
  return warehouse.write(db, () => KeyIndex.of(db).prepare(db, madeUpBets));
};

/** One row of the report, by another way than a window's. */
const foreign = (id: string, hour: number) =>
  `insert into made_up.bets (account, id, bet_at, amount, window_start, fetched_at, revision, run_id)
   select 'a', '${id}', timestamp '2025-03-01 ${hour}:30', 1, timestamp '2025-03-01 ${hour}:00',
          timestamp '2025-03-01 09:00', 1, uuid '${RUN}'
    where not exists (select 1 from made_up.bets where id = '${id}')`;

/** A transaction that makes the index ready, brings rows and keys, and is rolled back. */
async function rollBack({ warehouse, run }: Report, ids: readonly string[]): Promise<void> {
  const { db } = warehouse;
  const keys = KeyIndex.of(db);
  const work = async () => {
    await keys.prepare(db, madeUpBets);
    for (const id of ids) await run(foreign(id, 20));
    const come = `(select * from made_up.bets where bet_at >= '2025-03-01 20:00') t`;
    const hashes = await hashesIn(db, madeUpBets, { source: come, account: 't.account' });
    await keys.note(db, madeUpBets, { hashes, grown: hashes?.length ?? 0 });
    throw new Error('rolled back');
  };
  await expect(warehouse.write(db, work)).rejects.toThrow('rolled back');
}

const hour = fc.integer({ min: 10, max: 15 });
const ids = fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { minLength: 1, maxLength: 4 });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ hour, ids, amount: fc.nat(2), late: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ rolledBack: ids }) },
  { weight: 1, arbitrary: fc.record({ foreign: fc.tuple(fc.constantFrom('a', 'x', 'y'), hour) }) },
  { weight: 2, arbitrary: fc.constantFrom('restart' as const, 'lost' as const, 'cut' as const) },
);

test('hashes come in parts, each once and sorted, however DuckDB cuts its chunks', async () => {
  const { warehouse } = await openMadeUpReport();
  const select = 'select cast(10001 - n as double) as hash from range(1, 10001) as t(n)';
  const parts: number[][] = [];
  for await (const part of readHashes(warehouse.db, select, 5000)) parts.push([...part]);
  expect(parts.length).toBeGreaterThan(1);
  for (const part of parts) expect(part).toEqual(part.toSorted((a, b) => a - b));
  const all = Array.from({ length: 10_000 }, (_, n) => n + 1);
  expect(parts.flat().sort((a, b) => a - b)).toEqual(all);
});

test('whatever happens, what is stored, kept as a revision and counted is the same with an index and without', async () => {
  const numRuns = process.env.GGR_TESTS === 'all' ? 40 : 3;
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 8, maxLength: 16 }),
    async (steps) => {
      let indexed = await openMadeUpReport({ keyIndex });
      const plain = await openMadeUpReport();
      for (const [i, each] of steps.entries()) {
        if (typeof each === 'string') {
          const files = each === 'restart' ? [] : filesOfAny(indexed).slice(0, 1);
          for (const file of files) {
            const path = join(`${indexed.warehouse.path}.keys`, file);
            if (each === 'lost') rmSync(path);
            else truncateSync(path, 8);
          }
          indexed = await reopen(indexed);
        } else if ('rolledBack' in each) await rollBack(indexed, each.rolledBack);
        else if ('foreign' in each) {
          for (const report of [indexed, plain]) await report.run(foreign(...each.foreign));
          indexed = await reopen(indexed);
        } else {
          const fetchedAt = at('16:00') + (each.late ? 0 : i + 1) * 60_000;
          const window = between(`${each.hour}:00`, `${each.hour + 1}:00`);
          const records = each.ids.map((id) => bet(id, `${each.hour}:30`, String(each.amount)));
          // a smaller share is withdrawn without a doubt, which would leave little to compare
          const read = { window, records, fetchedAt, truncated: i % 2 ? 'not all of it' : null };
          const outcomes = await Promise.all(
            [indexed, plain].map((report) => report.commit(read).catch(String)),
          );
          expect(outcomes[0]).toEqual(outcomes[1]);
        }
        expect(await indexed.stored()).toEqual(await plain.stored());
        expect(await indexed.revisions()).toEqual(await plain.revisions());
      }
      await Promise.all([indexed, plain].map(({ warehouse }) => warehouse.close()));
    },
  );
  await fc.assert(property, { numRuns });
}, 240_000);

const filesOfAny = (report: Report) => {
  try {
    return filesOf(report);
  } catch {
    return [];
  }
};

test('files that no commit names go, and those that one names stay, until few large ones stand for many', async () => {
  let report = await openMadeUpReport({ keyIndex });
  for (let i = 10; i < 20; i += 1) {
    const records = ['a', 'b', 'c', 'd'].map((id) => bet(`${id}${i}`, `${i}:30`));
    await report.commit({ window: between(`${i}:00`, `${i + 1}:00`), records });
  }
  await rollBack(report, ['p', 'q', 'r', 's']);
  report = await reopen(report);
  await prepared(report);
  const named = await report.rows(`select relation || '.' || run as file from sync.key_runs`);
  expect(filesOf(report).sort()).toEqual(named.map(({ file }) => file).sort());
  expect(named.length).toBeLessThanOrEqual(4);
});

test('a run finds each of its keys, and is opened only as long as it was written', () => {
  const path = join(temporaryFolder(), 'run');
  const keys = Float64Array.from({ length: 20_000 }, (_, i) => (i + 1) * 450_359_962_737 - (i % 7));
  writeRun(path, keys.length, [keys.subarray(0, 7000), keys.subarray(7000)]);
  const run = KeyRun.open(path, keys.length);
  for (let i = 0; i < keys.length; i += 1)
    expect(run?.hasAnyOf(keys.subarray(i, i + 1))).toBe(true);
  const others = keys.map((key) => key + 1);
  expect(run?.hasAnyOf(others)).toBe(false);
  expect(run?.hasAnyOf(Float64Array.from([...others.subarray(0, 100), keys[19_999] ?? 0]))).toBe(
    true,
  );
  run?.close();
  expect(KeyRun.open(path, keys.length - 1)).toBeUndefined();
  const unordered = () => writeRun(`${path}2`, 2, [Float64Array.of(2, 1)]);
  expect(unordered).toThrow('is not in order');
});

test('a key in a file, in the tail, from another way or after a rollback stands once wherever it comes again', async () => {
  let report = await openMadeUpReport({ keyIndex });
  const read = (hour: number, ...ids: string[]) =>
    report.commit({
      window: between(`${hour}:00`, `${hour + 1}:00`),
      records: ids.map((id) => bet(id, `${hour}:30`)),
      fetchedAt: at(`${hour + 1}:00`),
    });
  const places = async () =>
    (await report.stored())
      .map((row) => String(row).slice(0, 4))
      .sort()
      .join(' ');
  await report.run(foreign('z', 10));
  await rollBack(report, ['p', 'q', 'r', 's']); // the index itself was made in it
  await read(18, 'z');
  expect(await places()).toBe('z 18');
  await read(10, 'a', 'b', 'c', 'd', 'p');
  await read(12, 'e'); // and the five are in a file
  // each alone: one key that is known has all of its window looked up
  await read(14, 'a');
  await read(14, 'a', 'e');
  expect(await places()).toBe('a 14 b 10 c 10 d 10 e 14 p 10 z 18');
  await report.run(foreign('x', 10));
  report = await reopen(report);
  await read(16, 'x');
  expect(await places()).toBe('a 14 b 10 c 10 d 10 e 14 p 10 x 16 z 18');
  await read(17, 'b');
  await rollBack(report, ['v', 'w']);
  await read(19, 'v', 'c');
  await read(21, 'w', 'v');
  expect(await places()).toBe('a 14 b 17 c 19 d 10 e 14 p 10 v 21 w 21 x 16 z 18');
});
