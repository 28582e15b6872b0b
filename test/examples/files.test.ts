/** What holds for every file of sql/examples; test/cli/demo.test.ts runs all of them on the store of a real demo. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { exampleText } from '../support/examples.ts';

const FOLDER = resolve(import.meta.dirname, '../../sql/examples');
const names = readdirSync(FOLDER).map((file) => file.replace(/\.sql$/, ''));

test('there are twenty and more, each begins with the question that it answers', () => {
  expect(names.length).toBeGreaterThanOrEqual(20);
  expect(
    names.filter((name) => !/^-- [A-Z].*\?.*\n(-- param .*\n)*[a-z]/.test(exampleText(name))),
  ).toEqual([]);
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
