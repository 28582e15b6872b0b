/** What holds for every file of sql/examples, and all of them against the store of a real demo. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { Warehouse } from '../../src/load/warehouse.ts';
import { exampleText, runExample } from '../support/examples.ts';
import { place } from '../support/ggr.ts';

const FOLDER = resolve(import.meta.dirname, '../../sql/examples');
const names = readdirSync(FOLDER).map((file) => file.replace(/\.sql$/, ''));

test('there are twenty and more, each begins with the question that it answers', () => {
  expect(names.length).toBeGreaterThanOrEqual(20);
  expect(names.filter((name) => !/^-- [A-Z].*\?.*\n[a-z]/.test(exampleText(name)))).toEqual([]);
});

test('keywords are in small letters', () => {
  const loud = /\b(SELECT|FROM|WHERE|WITH|GROUP|ORDER|JOIN|SUM|COUNT|CAST|CASE|AND|AS)\b/;
  expect(names.filter((name) => loud.test(exampleText(name)))).toEqual([]);
});

test('each is run by a test that checks its answer', () => {
  const tests = readdirSync(import.meta.dirname)
    .filter((file) => file !== 'files.test.ts')
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    .join('');
  expect(names.filter((name) => !tests.includes(`run('${name}'`))).toEqual([]);
});

test('all run on the store of a demo, and at the command line as they stand', async () => {
  const where = place();
  expect((await where.ggr('demo', '--once')).code).toBe(0);
  const warehouse = await Warehouse.openReadOnly(where.store);
  const empty: string[] = [];
  try {
    for (const name of names) {
      if ((await runExample(warehouse, name)).length === 0) empty.push(name);
    }
  } finally {
    await warehouse.close();
  }
  // a demo has no hole, no refusal and nobody's belief of March 2025
  const nothing = ['believed-on-a-date', 'coverage-gaps', 'pv-control-totals', 'quarantine'];
  expect(empty.filter((name) => !nothing.includes(name) && name !== 'resettlements')).toEqual([]);
  const asText = await where.ggr('query', exampleText('freshness'));
  expect(asText).toMatchObject({ code: 0, stderr: '' });
  const file = join(FOLDER, 'freshness.sql');
  expect((await where.ggr('query', '--file', file)).stdout).toBe(asText.stdout);
  const parquet = ['--format', 'parquet', '--out', 'freshness.parquet'];
  expect((await where.ggr('query', '--file', file, ...parquet)).code).toBe(0);
}, 240_000);
