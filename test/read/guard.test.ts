/** What other people's SQL may be, and what holds where the text alone deceives. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { rebuild } from '../../src/read/rebuild.ts';

let path: string;
let warehouse: Warehouse;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ggr-test-'));
  path = join(folder, 'ggr.duckdb');
  writeFileSync(`${path}.csv`, 'a\n1\n');
  await (await Warehouse.open({ catalogue, path, command: 'test', now: () => 0 })).close();
  warehouse = await Warehouse.openReadOnly(path);
  return async () => {
    await warehouse.close();
    rmSync(folder, { recursive: true });
  };
});
const kindOf = async (text: string) => (await rebuild(warehouse.db, text)).kind;

describe('the guard', () => {
  test.each([
    ['select 1', 'select'],
    ['from sync.windows', 'select'],
    [`from ggr.daily_as_of(timestamp '2025-03-05')`, 'select'],
    [`select * from ggr.bets_as_of('2025-03-05')`, 'select'],
    ['with a as (select 1) select * from a', 'select'],
    ['select * from range(3)', 'select'],
    ['describe sync.windows', 'show'],
    ['explain select 1', 'show'],
    ['-- why\nexplain analyze select 1', 'show'],
  ] as const)('lets %j read', async (text, kind) => {
    expect(await kindOf(text)).toBe(kind);
  });

  test.each([
    ['two statements', 'select 1; select 2'],
    ['no statement', ''],
    ['writing', 'delete from sync.runs'],
    ['explain analyze of writing', 'explain analyze delete from sync.runs'],
    ['a table function that reads files', `select * from read_text('x')`],
    ['one in a subquery', `select (select count(*) from READ_CSV('x'))`],
    ['one in a cte', `with a as (from glob('*')) select 1 from a`],
    ['a file as a table', `select * from 'folder/x.csv'`],
    ['SQL in a string', `select json_serialize_plan('select 1')`],
  ])('refuses %s', async (_, text) => {
    await expect(kindOf(text)).rejects.toMatchObject({ code: 'usage', exitCode: 2 });
  });
});

describe('locked down: whatever the guard let through, a reader', () => {
  const run = (text: string) => warehouse.db.many(text);

  test('reaches no file', async () => {
    await expect(run(`select * from read_csv('${path}.csv')`)).rejects.toThrow(
      'file system operations are disabled',
    );
  });

  test('changes no setting', async () => {
    await expect(run('set threads = 1')).rejects.toThrow('configuration has been locked');
  });

  test('changes nothing in the store', async () => {
    await expect(run('create table sync.t (a integer)')).rejects.toThrow('read-only');
  });
});
