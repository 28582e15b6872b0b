/** The example store in both engines: every relation row by row, every view, every example that both speak. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { beginOutbox } from '../../src/load/changes.ts';
import { listRelations } from '../../src/load/clickhouse/relations.ts';
import { Sender } from '../../src/load/clickhouse/sender.ts';
import { buildExampleStore, type ExampleStore, NOW } from '../support/example-store.ts';
import { openTestCluster, type TestCluster } from './cluster.ts';
import { differences, differingAnywhere } from './compare.ts';

const EXAMPLES = new URL('../../sql/examples/', import.meta.url).pathname;
let store: ExampleStore;
let target: TestCluster;

beforeAll(async () => {
  target = await openTestCluster();
  store = await buildExampleStore();
  const { warehouse } = store;
  await beginOutbox(warehouse, NOW);
  const { cluster } = target;
  const sender = new Sender({
    warehouse: () => warehouse,
    cluster,
    catalogue,
    node: 'one',
    now: () => NOW,
  });
  expect((await sender.step()).did).toBe('filled');
  expect((await sender.step()).did).toBe('nothing');
});

afterAll(async () => {
  await store.close();
  await target.close();
});

const VIEWS = [
  'ggr.bets',
  'ggr.tips',
  'sync.played',
  'ggr.daily',
  'ggr.hourly',
  'ggr.games',
  'ggr.player_ids',
  'ggr.players',
  'ggr.open_bets',
  'ggr.daily_base',
  'sync.proofs',
  'sync.freshness',
];

/** An example that says so is DuckDB's alone; every other one is ClickHouse's, too, with joins as the standard has them. */
const isOurs = (text: string) => text.includes("-- DuckDB's SQL. ClickHouse: ");
const THEIRS = '\nsettings join_use_nulls = 1';

describe('the same rows', () => {
  test('every table that is sent has them', async () => {
    const { db } = store.warehouse;
    const found: Record<string, readonly string[]> = {};
    for (const { name } of await listRelations(db, catalogue)) {
      // on a clock that stands still a check may be made twice, and is one row
      const what = name === 'sync.checks' ? 'distinct *' : '*';
      const lines = await differences(
        { db, cluster: target.cluster },
        `select ${what} from ${name}`,
        `select * from ${name}`,
      );
      if (lines.length > 0) found[name] = lines.slice(0, 6);
    }
    expect(found).toEqual({});
  });

  test.each(VIEWS)('%s', async (view) => {
    const { db } = store.warehouse;
    const lines = await differences(
      { db, cluster: target.cluster },
      `from ${view}`,
      `select * from ${view}`,
    );
    expect(lines.slice(0, 8)).toEqual([]);
  });
});

test('what is added up is the same from the bets, where no sums are kept', async () => {
  const both = { db: store.warehouse.db, cluster: target.cluster };
  expect(await differingAnywhere(both, [])).toEqual({});
});

describe('the same answers', () => {
  const examples = readdirSync(EXAMPLES).map((file) => [
    file,
    readFileSync(join(EXAMPLES, file), 'utf8'),
  ]);

  test('most of the examples are spoken by both', () => {
    const ofBoth = examples.filter(([, text = '']) => !isOurs(text));
    expect(ofBoth.length).toBeGreaterThanOrEqual(15);
  });

  test.each(examples)('%s', async (_, text = '') => {
    const both = { db: store.warehouse.db, cluster: target.cluster };
    if (isOurs(text))
      await expect(target.cluster.query(text + THEIRS)).rejects.toThrow('ClickHouse');
    else expect((await differences(both, text, text + THEIRS)).slice(0, 6)).toEqual([]);
  });
});

test('every view has the columns and comments of the store', async () => {
  const { db } = store.warehouse;
  for (const view of VIEWS) {
    const [schema = '', relation = ''] = view.split('.');
    const ours = await db.many(
      `select column_name as name, comment from duckdb_columns() where schema_name = $schema and table_name = $relation order by column_index`,
      { schema, relation },
    );
    const theirs = await target.cluster.query(
      `select name, comment from system.columns where database = '${schema}' and table = '${relation}' order by position`,
    );
    expect(theirs).toEqual(ours.map(({ name, comment }) => ({ name, comment: comment ?? '' })));
  }
});

test('money is a decimal in every view, and never a float', async () => {
  const found = await target.cluster.query(
    `select distinct type from system.columns where database = 'ggr' and name in ('stake', 'payout', 'ggr', 'tips', 'rebate', 'jackpot', 'amount')`,
  );
  for (const { type } of found) expect(type).toMatch(/^(Nullable\()?Decimal\((18|38), 4\)\)?$/);
});
