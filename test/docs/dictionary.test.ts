/** docs/data-dictionary.md says what stands in the store. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { makeDictionary } from '../../scripts/dictionary.ts';

const FILE = resolve(import.meta.dirname, '../../docs/data-dictionary.md');
const written = readFileSync(FILE, 'utf8');

test('the data dictionary is current (`npm run docs:dictionary` makes it so)', async () => {
  expect(written).toBe(await makeDictionary());
});

test('it has no column of ggr and sync without a meaning, and every schema', () => {
  const schemas = [...written.matchAll(/\n## (\w+)\n/g)].map(([, name]) => name);
  expect(schemas).toEqual(['ggr', 'sync', 'pv', 'wm', 'pop', 'wallet']);
  const [, ours = ''] = /\n## ggr\n(.*)\n## pv\n/s.exec(written) ?? [];
  expect(ours.match(/^\| `/gm)?.length).toBeGreaterThan(100);
  expect(ours).not.toMatch(/^\| `.*\|\s*\|$/m);
  expect(ours).toContain('| `ggr` | DECIMAL(18,4) |');
});
