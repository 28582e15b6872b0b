/** What every connection is protected from: the host's zone, and rules of DuckDB's optimizer that give wrong results. */
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, onTestFinished, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { place, temporaryFolder } from '../support/ggr.ts';
import { openHandMade } from '../support/hand-made.ts';

/** Each: tables, a query, and what is right. All of them are wrong in DuckDB 1.5.5 as it comes. */
const WRONG = {
  'a row of nulls for an empty top-N (duckdb issue 23675)': {
    optimizer: 'top_n_window_elimination',
    tables: 'create temp table t (day integer, ggr integer)',
    query: 'select ggr from t qualify row_number() over (order by day) <= 1',
    right: [],
  },
  'one row for two that look alike (23588)': {
    optimizer: 'top_n_window_elimination',
    tables: `create temp table bets as select 1 as bet, 1 as game, 'x' as player;
             create temp table wins as select unnest([20, 10]) as win, 1 as game`,
    query: `select bet, player from (select bet, player, win from bets join wins using (game))
           qualify row_number() over (order by win desc nulls last) <= 2`,
    right: [
      [1, 'x'],
      [1, 'x'],
    ],
  },
  'no row where the order is null (24363)': {
    optimizer: 'top_n_window_elimination',
    tables: 'create temp table t as select unnest([3, 3]) as ggr',
    query: `select ggr from (select ggr, row_number() over (partition by ggr order by null) as place from t)
            where place <= 7`,
    right: [[3], [3]],
  },
  'a row less where the order may be null (23677)': {
    optimizer: 'top_n_window_elimination',
    tables: 'create temp table t as select unnest([1, 2, 3]) as bet',
    query: `select bet, row_number() over (order by nullif(bet % 3, 0) desc nulls last) as place
              from t qualify place <= 3 order by place`,
    right: [
      [2, '1'],
      [1, '2'],
      [3, '3'],
    ],
  },
  'another partition where one is named twice (24780)': {
    optimizer: 'window_self_join',
    tables: `create temp table t as select unnest([null, 2]) as id, unnest(['a', 'b']) as name, '' as day`,
    query: `select name,
                   bit_and(id) over (partition by id, day)  as own,
                   bit_or(id)  over (partition by day, day) as all_of_day
              from t order by name`,
    right: [
      ['a', null, 2],
      ['b', 2, 2],
    ],
  },
  'values of another join in a union (25819)': {
    optimizer: 'common_subplan',
    tables: `create temp view q as select cast(v as varchar) as id, v as r from range(3) t(v);
             create temp view pairs as select a.id as a, b.id as b from q as a, q as b where a.r < b.r;
             create temp view ids as select distinct two.id || three.id as id
               from pairs as one join q as two on two.id = one.a join q as three on three.id = one.b
              where two.r < three.r`,
    query: `select name
              from (select id, max(name) as name
                      from (select id, null as name from ids
                             union all
                            select three.id || four.id, 'n_' || three.r || '_' || four.r
                              from pairs as two join q as three on three.id = two.a join q as four on four.id = two.b
                             where three.r < four.r)
                     group by id)
             where name is not null order by name`,
    right: [['n_0_1'], ['n_0_2'], ['n_1_2']],
  },
  'rows less where a left join meets an unnested distinct (25213)': {
    optimizer: 'join_elimination',
    tables: `create temp table bets as select unnest([1, 1, 2]) as game;
             create temp table games as select unnest([1, 1, 2]) as game`,
    query: `select count(*) from bets
              left join (select game, unnest([1, 2, 3]) as tag from (select distinct game from games)) as tags using (game)`,
    right: [['9']],
  },
} as const;

describe.each(Object.entries(WRONG))('%s', (_, { optimizer, tables, query, right }) => {
  test('is not what ggr answers, to its own connections and to readers', async () => {
    const { warehouse } = await openHandMade();
    for (const { db } of [warehouse, await warehouse.lend()]) {
      await db.run(tables);
      expect((await db.connection.runAndReadAll(query)).getRowsJson()).toEqual(right);
    }
  });

  test('is what DuckDB answers as it comes: when this fails it has mended the rule, which may be allowed again in sql/queries/steady-engine.sql', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    onTestFinished(() => connection.closeSync());
    await connection.run(tables);
    const answer = async () => (await connection.runAndReadAll(query)).getRowsJson();
    expect(await answer()).not.toEqual(right);
    await connection.run(`set disabled_optimizers = '${optimizer}'`);
    expect(await answer()).toEqual(right);
  });
});

test('an empty top-N over ggr.bets has no row', async () => {
  const { rows } = await openHandMade();
  expect(
    await rows('select ggr from ggr.bets qualify row_number() over (order by event_at) <= 1'),
  ).toEqual([]);
});

test('the zone is UTC and the rules are off in a store that is opened to read, and after it is locked down', async () => {
  const path = join(temporaryFolder(), 'ggr.duckdb');
  const settings = `select current_setting('TimeZone') as zone, list_sort(string_split(current_setting('disabled_optimizers'), ','))::varchar as off`;
  const expected = {
    zone: 'UTC',
    off: '[common_subplan, join_elimination, top_n_window_elimination, window_self_join]',
  };
  const owner = await Warehouse.open({ catalogue, path, command: 'test', now: Date.now });
  await owner.lockDown([]);
  const guest = await owner.lendToRead();
  expect(await guest.db.one(settings)).toEqual(expected);
  await guest.close();
  await owner.close();
  const reader = await Warehouse.openReadOnly(path);
  expect(await reader.db.one(settings)).toEqual(expected);
  await reader.close();
});

test('what now() is compared with does not depend on the zone of the host', async () => {
  const where = place();
  const warehouse = await Warehouse.open({
    catalogue,
    path: where.store,
    command: 'test',
    now: Date.now,
  });
  const minutesAgo = (minutes: number) =>
    new Date(Date.now() - minutes * 60_000).toISOString().slice(0, -1);
  await warehouse.db.run(`insert into sync.accounts values ('pv', 'pv', 'CNY', 1)`);
  for (const minutes of [10, 30, 600]) {
    await warehouse.db.run(
      `insert into pv.bets values ('pv', 'e${minutes}', 'd', 1, 1, '', 1, 0, 0, 0, '${minutesAgo(minutes)}', '${minutesAgo(minutes)}', null, now(), now(), 1, uuid())`,
    );
  }
  await warehouse.close();
  const counts = await Promise.all(
    ['Pacific/Honolulu', 'UTC', 'Asia/Tokyo'].map(async (TZ) => {
      const { stdout } = await place({ GGR_WAREHOUSE: where.store, TZ }).ggr(
        'query',
        'select count(*) as n from ggr.bets where placed_at >= now() - interval 1 hour',
        '--format',
        'csv',
      );
      return stdout;
    }),
  );
  expect(counts).toEqual(['n\n2\n', 'n\n2\n', 'n\n2\n']);
});
