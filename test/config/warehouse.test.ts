/** Where the store is when nobody says so. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { makeEmptyStore } from '../support/empty-store.ts';
import { place, temporaryFolder } from '../support/ggr.ts';

function configOf({ files = [] as readonly string[], env = {} }) {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'warehouse'));
  for (const name of files) writeFileSync(join(folder, 'warehouse', name), '');
  return loadConfig(vendors, { env, folder });
}

test.for([
  ['nothing is there', {}, 'warehouse/store.duckdb', false],
  [
    'only a store of the old name is there',
    { files: ['ggr.duckdb'] },
    'warehouse/ggr.duckdb',
    true,
  ],
  ['both are there', { files: ['ggr.duckdb', 'store.duckdb'] }, 'warehouse/store.duckdb', false],
  ['it is set', { files: ['ggr.duckdb'], env: { GGR_WAREHOUSE: 'my.db' } }, 'my.db', false],
] as const)('where %s', ([, given, path, isOld]) => {
  const { warehouse, oldName } = configOf(given);
  expect([warehouse, oldName !== undefined]).toEqual([path, isOld]);
  if (isOld) expect(oldName?.mend).toContain('`mv warehouse/ggr.duckdb warehouse/store.duckdb`');
});

test('a store of the old name is used and said once by what changes it, and not by a question', async () => {
  const { GGR_WAREHOUSE: _, ...env } = place().env;
  const where = place({ ...env, GGR_WAREHOUSE: '' });
  mkdirSync(join(where.folder, 'warehouse'));
  makeEmptyStore(join(where.folder, 'warehouse/ggr.duckdb'));
  const asked = await where.ggr('query', 'select 1 as a', '--json');
  expect(asked).toMatchObject({ code: 0, stderr: '' });
  const synced = await where.ggr('sync');
  expect(synced.stderr.split('warehouse/store.duckdb')).toHaveLength(2);
});
