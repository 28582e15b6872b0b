/** What runs is rebuilt from the parse: it must mean what was written, and its errors must point into what was written. */
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, test } from 'vitest';
import { parametersOf } from '../../src/cli/session/parameters.ts';
import { Database, type Params } from '../../src/load/database.ts';
import { sqlFiles } from '../../src/load/sql.ts';
import { rebuild } from '../../src/read/rebuild.ts';
import { asSqlError, type SqlError } from '../../src/read/sql-error.ts';

const instance = await DuckDBInstance.create(':memory:', { errors_as_json: 'true' });
const db = new Database(await instance.connect());
await db.run(`create table t as select * from (values (1, 2, 'x'), (2, 3, 'y'), (2, null, 'it''s')) v(a, b, g);
  create schema s; create view s.v as from t`);
afterAll(() => {
  db.connection.closeSync();
  instance.closeSync();
});

/** Rows with their names and types. */
async function answer(text: string): Promise<unknown> {
  const result = await db.connection.runAndReadAll(text);
  // a pivot has its rows in no order
  const rows = result.getRowsJson().map((row) => JSON.stringify(row));
  return [result.columnNames(), result.columnTypes().map(String), rows.toSorted()];
}

const SAME = `
select 1
select 1e3 as a, -2.5e-3::float as b, 1.50 as c, .5 as d, 1_000 as e, 1e-300 as f, 0.1e0 + 0.2e0 as ff, typeof(1e0) as g, [1e1] as h
select 9223372036854775807, 170141183460469231731687303715884105727, 12345678901234567890.123456789
select 'it''s', e'a\\nb\\'', $$x'y$$, '\\x41'::blob, 'ü😀', chr(0)
select date '2025-03-01', timestamp '2025-03-01 04:05:06.123456', timestamptz '2025-03-01 00:00:00+08', interval 3 day as i, time '12:00'
select 1.5::decimal(18,4), '1'::hugeint, null::integer, 'a'::enum('a', 'b'), [1, 2]::int[2], {'a': 1, 'b': [2]}, map {'k': 1}
values (1, 'a'), (2, 'b')
from (values (1, 'a')) v(x, y)
select * from (values (1)), (values (2)) w(z)
from t
table t
from s.v select a order by all
select * exclude (a) replace (b + 1 as b) from t order by b
select columns('a|b') from t order by all
select a, count(*), sum(b) filter (where b > 2) as f from t group by all order by all
select distinct on (a) a, g from t order by a, g
select a, row_number() over w as n from t window w as (partition by a order by g desc nulls last) order by a, n
select a from t qualify row_number() over (partition by a order by g) = 1 order by a
with recursive r as (select 1 as i union all select i + 1 from r where i < 5) select sum(i) from r
with x as materialized (select 1 as a), y as (from x) from y
(select 1 limit 1) union all (select 2 order by 1) order by 1 desc limit 3
select a from t except select 1
select * from t join t u using (a) left join t w on w.a = u.b order by all
select * from t asof join t u on t.a >= u.a order by all
select * from t, lateral (select t.a + 1 as c) order by all
select a between 1 and 2, a in (1, 2), a not in (select 1), g like 'x%' escape '!', not g ilike 'X' from t order by all
select case a when 1 then 'one' else 'more' end, if(a = 1, 2, 3), coalesce(b, 0), nullif(a, 1) from t order by all
select list_transform([1, 2], lambda x: x + 1) as a, [x * 2 for x in [1, 2] if x > 1] as b, [1, 2, 3][1:2], 'abc'[1]
select list_reduce([1, 2], lambda x, y: x + y) as a, list_filter([1, 2], x -> x > 1) as b
select extract(year from date '2025-03-01'), substring('abc' from 2 for 1), trim(both 'x' from 'xax'), position('b' in 'ab')
select string_agg(g, ',' order by g desc) from t
select quantile_cont(a, 0.5), mode() within group (order by a) from t
select unnest([1, 2]) as u, unnest({'p': 1}) order by u
select a, b, grouping(a) from t group by cube (a, b) order by all
select (select max(a) from t), exists (from t where a = 9), a = any (select 2) from t order by all
select t.a, "t"."g" as "Order", g as "a ""b""" from t order by all
select * from t limit 50 percent
select -1, - -1, +1, 5 // 2, 2 ** 3, 7 % 4, 1 << 2, 'a' || 'b', not true, 1 is not null
pivot t on g in ('x', 'y') using sum(a)
unpivot t on a, b
pivot t on g using sum(a)
pivot t on g, a using sum(b) as s, count(*) group by a order by a
PIVOT (from t where a > 1) ON (g || 'x') -- why
pivot t on a + 1 using max(b) group by g order by all limit 2
pivot t join (select 2 as z) u on t.a = u.z on g using count(*)
pivot t on g in ('x'), a using sum(b)
select * from (pivot t on g using sum(a)) p, (pivot t on a using sum(b) group by g) q order by all
with w as (from t where b > 0), p as (pivot w on g using sum(a)) from p
pivot (pivot t on g using sum(a)) on x using sum(y)
pivot (select a, b > 2 as c from t) on c using count(*)
from t pivot (sum(a) for g in ('x' as xx) group by b) order by all
describe t
describe select 1e3 as a
summarize t
select column_name from (describe t)
show tables
show all tables
show t
select 1; -- a comment
-- a comment
`
  .trim()
  .split('\n')
  .slice(0, -1);

describe('gives what the text itself gives', () => {
  test.each(SAME)('%s', async (text) => {
    const rebuilt = await rebuild(db, text);
    expect(await answer(rebuilt.text)).toEqual(await answer(text));
  });

  test.each(sqlFiles('examples'))('sql/examples/%s.sql comes back the same', async (name) => {
    const text = readFileSync(new URL(`../../sql/examples/${name}.sql`, import.meta.url), 'utf8');
    const rebuilt = await rebuild(db, text, { parameters: parametersOf(text, [], 0) });
    expect(rebuilt.kind).toBe('select');
    expect((await rebuild(db, rebuilt.text)).text).toBe(rebuilt.text);
  });
});

test.each([
  ['explain select 1', 'explain SELECT 1'],
  ['EXPLAIN\n/* why /* so */ */ ANALYZE -- x\n select 1', 'explain (analyze) SELECT 1'],
  ['explain (format  JSON, analyze) select 1', 'explain (format json, analyze) SELECT 1'],
  ['explain (select 1)', 'explain SELECT 1'],
])('%j runs as %j', async (text, runs) => {
  expect(await rebuild(db, text)).toMatchObject({ text: runs, kind: 'show' });
});

test('a pivot has the columns of its values, whatever they hold, and none of what may not be read', async () => {
  const parameters = [{ value: '1' }];
  const rebuilt = await rebuild(db, 'pivot (from t where a > $1::integer) on g using sum(a)', {
    parameters,
  });
  expect(await answer(rebuilt.text)).toEqual([
    ['b', "it's", 'y'],
    ['INTEGER', 'HUGEINT', 'HUGEINT'],
    expect.anything(),
  ]);
  await expect(rebuild(db, 'pivot (from t where a > 9) on g')).rejects.toThrow('no columns');
  await expect(rebuild(db, `pivot read_text('/etc/passwd') on content`)).rejects.toThrow(
    'the table function read_text is not for queries',
  );
  await expect(rebuild(db, `pivot t on write_log(g)`)).rejects.toThrow('not for queries');
  await expect(rebuild(db, `create table p as pivot t on g`)).rejects.toThrow('only reads');
});

test.each([
  ['another value', 'SELECT 2'],
  ['another type', `SELECT '1'`],
  ['another table', 'SELECT 1 FROM t'],
  ['one column more', 'SELECT 1, 1'],
])('a text that says %s than its tree is refused, and never run', async (_, other) => {
  // as a fault of DuckDB would
  const faulty = new Proxy(db, {
    get: (target, name) =>
      name === 'one'
        ? async (text: string, params?: Params) =>
            text.includes('json_deserialize_sql') ? { text: other } : target.one(text, params)
        : Reflect.get(target, name, target),
  });
  await expect(rebuild(faulty, 'select 1')).rejects.toThrow('cannot be rebuilt');
});

/** Where the mark stands in the text that follows it. */
test.each([
  ['parsing', 'select 1 from ^from t'],
  ['parsing behind an explain', '/* ü */ explain (analyze) select 1 from ^from t'],
  ['a column', `-- ü 😀\nselect 'ü',\n  ^nowhere\nfrom t`],
  ['a column behind an explain', 'explain analyze   select ^nowhere from t'],
  ['a column behind a pivot', 'select ^nowhere from (pivot t on g using sum(a))'],
  ['parsing a pivot', 'pivot t on g using sum(a) wheree ^1'],
  ['a column before one', 'pivot t on g using sum(^nowhere)'],
  ['a table', 'select *\n  from ^nowhere'],
  ['a function', 'select 1e3, ^no_such(1)'],
  ['a cast', `select a::varchar from (select 'x'^::integer as a)`],
])('an error of %s points into what was written', async (_, marked) => {
  const text = marked.replace('^', '');
  const [before = ''] = marked.split('^');
  const error = (await rebuild(db, text)
    .then((rebuilt) =>
      db.connection.run(rebuilt.text).catch((cause: unknown) => {
        throw asSqlError(cause, text, rebuilt.place);
      }),
    )
    .catch((cause: unknown) => cause)) as SqlError;
  expect(error.message).toContain('LINE ');
  const [line = '', caret = ''] = error.message.split('\n').slice(-2);
  expect(error.position).toBe([...before].length + 1);
  expect(line.slice(caret.length - 1)).toBe(text.slice(before.length).split('\n')[0]);
});
