/** ggr query: what comes out, in every format, and what is refused. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { type Place, placeWithStore } from '../support/ggr.ts';

let where: Place;
/** By the command itself, and not by what other tests read a store with. */
const asked = <T>(sql: string) => where.callJson<T[]>('query', sql, '--format', 'json');
beforeEach(async () => {
  where = placeWithStore();
  const warehouse = await Warehouse.open({
    catalogue,
    path: where.store,
    command: 'test',
    now: Date.now,
  });
  await warehouse.close();
});

describe('--format json', () => {
  test('writes decimals and long integers as text, timestamps with Z, ratios as numbers', async () => {
    const rows = await asked(`select 1.5::decimal(18,4) as amount, 9007199254740993::bigint as long,
      9007199254740991::bigint as safe, sum(x)::hugeint as huge, 0.25::double as ratio, null as nothing, true as yes,
      timestamp '2025-03-01 04:05:06' as at, timestamp '2025-03-01 04:05:06.123456' as micro,
      timestamp '1969-12-31 23:59:59.999999' as before, date '2025-03-01' as day, [1, 2] as list, {'a': 1.5::decimal(4,2)} as struct,
      'NaN'::double as nan, 'a"b' as text from (values (1), (2)) t(x)`);
    expect(rows).toEqual([
      {
        amount: '1.5000',
        long: '9007199254740993',
        safe: 9_007_199_254_740_991,
        huge: 3,
        ratio: 0.25,
        nothing: null,
        yes: true,
        at: '2025-03-01T04:05:06Z',
        micro: '2025-03-01T04:05:06.123456Z',
        before: '1969-12-31T23:59:59.999999Z',
        day: '2025-03-01',
        list: [1, 2],
        struct: { a: '1.50' },
        nan: 'NaN',
        text: 'a"b',
      },
    ]);
  });

  test('writes an empty array for no rows, and any number of rows as one document', async () => {
    expect(await asked('select 1 as a where false')).toEqual([]);
    const rows = await asked<{ i: number }>('select i from range(10000) t(i)');
    expect(rows.map((row) => row.i)).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
  });
});

describe('--json', () => {
  test('is --format json, and does not go with another format', async () => {
    expect(await where.callJson('query', 'select 1 as a', '--json')).toEqual([{ a: 1 }]);
    expect(await where.callJson('query', 'select 1 as a', '--json', '--format', 'json')).toEqual([
      { a: 1 },
    ]);
    const { code, stdout } = await where.call('query', 'select 1', '--json', '--format', 'csv');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'usage' } });
  });
});

describe('other formats', () => {
  test('csv quotes what needs it', async () => {
    const { stdout } = await where.ggr(
      'query',
      `select 'a,b' as x, 'say "hi"' as y, null as z, 1.5::decimal(18,4) as w`,
      '--format',
      'csv',
    );
    expect(stdout).toBe('x,y,z,w\n"a,b","say ""hi""",,1.5000\n');
  });

  test('a table has its numbers to the right', async () => {
    const { stdout } = await where.call(
      'query',
      `select 'x' as name, 1.5::decimal(18,4) as amount union all select 'y', 100`,
    );
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'name    amount',
      'x       1.5000',
      'y     100.0000',
    ]);
  });

  test('parquet and csv go to a file', async () => {
    const parquet = join(where.folder, 'out.parquet');
    const outcome = await where.call(
      'query',
      'select 1.5::decimal(18,4) as a;',
      '--format',
      'parquet',
      '--out',
      parquet,
    );
    expect(outcome).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(parquet).subarray(0, 4).toString()).toBe('PAR1');
    const csv = join(where.folder, 'out.csv');
    await where.ggr('query', 'select 1 as a', '--format', 'csv', '--out', csv);
    expect(readFileSync(csv, 'utf8')).toBe('a\n1\n');
  });
});

describe('a statement', () => {
  const commented = `-- what is it? it's one\n/* so; */ select ';--' as "a;b", 1 as n; -- the end;\n`;

  test('may begin with a comment, and end with one, in every format', async () => {
    expect(await asked(commented)).toEqual([{ 'a;b': ';--', n: 1 }]);
    const out = join(where.folder, 'out.parquet');
    const args = ['query', commented, '--format', 'parquet', '--out', out];
    expect(await where.call(...args)).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(out).subarray(0, 4).toString()).toBe('PAR1');
    expect((await where.call('query', '-- how?\nexplain select 1')).code).toBe(0);
  });

  test('may have a comment after its semicolon, and a keyword that ends in e before a text', async () => {
    const out = join(where.folder, 'like.parquet');
    const text = String.raw`select e'\';' as a, 'x\' like'%\' as b; -- it's all`;
    const args = ['query', text, '--format', 'parquet', '--out', out];
    expect(await where.call(...args)).toMatchObject({ code: 0, stderr: '' });
    expect(await asked(text)).toEqual([{ a: "';", b: true }]);
  });

  test('is read from --file', async () => {
    writeFileSync(join(where.folder, 'x.sql'), commented);
    expect(await where.json('query', '--file', 'x.sql', '--format', 'json')).toEqual([
      { 'a;b': ';--', n: 1 },
    ]);
  });

  test.for([
    ['no statement at all', [], '--file with one'],
    ['a statement and a file', ['select 1', '--file', 'x.sql'], '--file with one'],
    ['a file that is not there', ['--file', 'nowhere.sql'], 'there is no file nowhere.sql'],
    [
      'a disk that is full',
      ['select range(100000)', '--out', '/dev/full'],
      'no space left on device',
    ],
    ['a misspelt option', ['select 1', '--fromat', 'json'], "unknown option '--fromat'"],
    ['only a comment', ['-- select 1'], 'there is no statement'],
    ['writing behind a comment', ['-- reads\ndelete from sync.windows'], 'only reads'],
    ['writing behind an explain', ['-- x\rdelete from sync.windows --\nexplain select 1'], ''],
  ] as const)('is refused: %s', async ([, args, says]) => {
    const outcome = await where.ggr('query', ...args);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(says);
    expect(outcome.stderr).not.toContain('unexpected');
  });
});

describe('--out', () => {
  test('never touches the store or its companions', async () => {
    for (const out of [where.store, `${where.store}.wal`, `${where.store}.lock`]) {
      const outcome = await where.call('query', 'select 1', '--format', 'csv', '--out', out);
      expect(outcome.code).toBe(2);
      expect(outcome.stderr).toContain('is the warehouse itself');
    }
    const journal = join(where.folder, 'wallet.sqlite');
    for (const out of [journal, `${journal}.mark`, `${journal}-wal`]) {
      const outcome = await where.call('query', 'select 1', '--format', 'csv', '--out', out);
      expect(outcome).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("wallet's journal"),
      });
    }
    expect(await asked('select 1 as a')).toEqual([{ a: 1 }]);
  });

  test('replaces a file only with a whole result, in every format', async () => {
    const out = join(where.folder, 'report');
    for (const format of ['csv', 'json', 'parquet']) {
      await where.call('query', 'select 1 as a', '--format', format, '--out', out);
      const before = readFileSync(out);
      const failing = `select case when i = 60000 then error('boom') else i end as x from range(100000) t(i)`;
      const outcome = await where.call('query', failing, '--format', format, '--out', out);
      expect(outcome.code).toBe(2);
      expect(readFileSync(out).equals(before)).toBe(true);
      expect(
        (await where.call('query', 'select 2 as a', '--format', format, '--out', out)).code,
      ).toBe(0);
      expect(readFileSync(out).equals(before)).toBe(false);
    }
  });

  test('into a folder that is not there is refused', async () => {
    const outcome = await where.call(
      'query',
      'select 1',
      '--format',
      'csv',
      '--out',
      '/no/such/folder/x.csv',
    );
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
  });
});

test('a query that fails midway prints no rows and does not end well, in any format', async () => {
  const failing = `select case when i = 60000 then error('boom') else i end as x from range(100000) t(i)`;
  for (const format of ['json', 'csv', 'table']) {
    const outcome = await where.call('query', failing, '--format', format);
    expect(outcome.code).toBe(2);
    expect(outcome.stdout).not.toContain('"x":0');
  }
});

describe('is refused', () => {
  test.for([
    ['writing', 'delete from sync.windows'],
    ['making a table', 'create table x (a integer)'],
    ['two statements', 'select 1; select 2'],
    ['nothing', ''],
    ['a syntax error', 'selec 1'],
    ['an unknown table', 'select * from nowhere'],
    ['reading another file', `select * from read_csv('/etc/passwd')`],
    ['writing another file', `copy (select 1) to '/tmp/ggr-should-not-exist.csv'`],
    ['attaching another database', `attach '/tmp/x.duckdb'`],
    ['loosening the settings', 'set enable_external_access = true'],
  ] as const)('%s, with exit code 2 and one line', async ([, sql]) => {
    const outcome = await where.call('query', sql);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toMatch(/^ggr: /);
    expect(outcome.stderr).not.toContain('    at ');
    expect(existsSync('/tmp/ggr-should-not-exist.csv')).toBe(false);
  });

  test('parquet without a file, and an unknown format', async () => {
    expect((await where.call('query', 'select 1', '--format', 'parquet')).stderr).toContain(
      'needs --out',
    );
    expect((await where.call('query', 'select 1', '--format', 'xml')).code).toBe(2);
  });
});
