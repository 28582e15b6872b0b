/** How a result that waits in a spool is read back: in pieces of so many bytes, each row once. */
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test, vi } from 'vitest';
import { Database } from '../../src/load/database.ts';
import { runSpooled, runWhole } from '../../src/read/result.ts';

test('each column has a name of its own, whatever the others are called', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const text = 'select 1 as a, 2 as a, 3 as "a:1", 4 as a';
  for (const run of [runWhole, runSpooled]) {
    await connection.run('begin');
    const { names } = await run(new Database(connection), text);
    expect(names).toEqual(['a', 'a:2', 'a:1', 'a:3']);
    if (run === runWhole) await connection.run('commit');
  }
  connection.closeSync();
});

test('one wide row among twenty thousand does not make each of them a piece of its own', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const run = vi.spyOn(connection, 'run');
  await connection.run('begin');
  const { batches } = await runSpooled(
    new Database(connection),
    `select i, repeat('y', case i when 7 then 16000000 when 15000 then 3000000 else 1 end) as t from range(20000) r(i)`,
  );
  run.mockClear();
  const rows: unknown[] = [];
  for await (const batch of batches()) rows.push(...batch.map(([i]) => Number(i)));
  expect(rows).toEqual(Array.from({ length: 20_000 }, (_, i) => i));
  const pieces = run.mock.calls.filter(([text]) => text.startsWith('select * from'));
  expect(pieces).toHaveLength(2);
  connection.closeSync();
});
