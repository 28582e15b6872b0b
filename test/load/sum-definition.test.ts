/** Whatever text decides what kept sums hold: when it changes, they are made anew. */
import { beforeEach, expect, test, vi } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { type KeptTables, shapeOfSums } from '../../src/load/clickhouse/sums.ts';
import { keepSums } from '../../src/load/keep.ts';
import { migrate } from '../../src/load/migrate.ts';
import { digestOfSums } from '../../src/load/sum-definition.ts';
import { openHandMade } from '../support/hand-made.ts';

/** What was asked for by name, and the name whose text another version of ggr has changed. */
const asked = vi.hoisted(() => ({ files: new Set<string>(), changed: '' }));

vi.mock('../../src/load/sql.ts', async (original) => {
  const real = await original<typeof import('../../src/load/sql.ts')>();
  const sql: typeof real.sql = (path, fill) => {
    asked.files.add(String(path));
    const text = real.sql(path, fill);
    return path === asked.changed ? `${text}\n-- changed\n` : text;
  };
  return { ...real, sql };
});

beforeEach(() => {
  asked.files.clear();
  asked.changed = '';
});

/** They ask how much there is to do, or empty it all. */
const DECIDE_NOTHING = ['queries/count-dirty', 'queries/look-at-kept', 'queries/forget-kept'];

const isKept = async ({ rows }: Awaited<ReturnType<typeof openHandMade>>) =>
  (await rows('select is_made from sync.kept'))[0]?.is_made;

test('a change of any text that is read to make sums, or that says which hours are dirty, makes other sums of them', async () => {
  const { warehouse, ...store } = await openHandMade();
  await store.pv({ end: '2025-03-01T10:30:00' });
  asked.files.clear();
  await keepSums(warehouse, { catalogue });
  const read = [...asked.files, 'marts/dirty-hours'].filter((f) => !DECIDE_NOTHING.includes(f));
  expect(read).toEqual(expect.arrayContaining(['queries/keep-slice', 'vendors/wm/bets']));
  const before = digestOfSums(catalogue);
  const same = read.filter((file) => {
    asked.changed = file;
    return digestOfSums(catalogue) === before;
  });
  expect(same).toEqual([]);
});

test('a store of another version makes its sums anew where they are made otherwise, or days are, and nowhere else', async () => {
  const store = await openHandMade();
  const { warehouse } = store;
  await store.pv({ end: '2025-03-01T10:30:00' });
  await keepSums(warehouse, { catalogue });
  const kept: string[] = [];
  for (const file of ['marts/daily', 'queries/keep-slice', 'marts/gaming-day']) {
    asked.changed = file;
    await migrate(warehouse.db, catalogue, '2025-06-01');
    if (await isKept(store)) kept.push(file);
    await keepSums(warehouse, { catalogue });
  }
  expect(kept).toEqual(['marts/daily']);
});

test('sums of the cluster are made anew where they are added up otherwise', () => {
  const shape = () => shapeOfSums(catalogue, {} as KeptTables, '');
  const before = shape();
  const same = ['add-up-hours', 'add-up-days', 'sums'].filter((file) => {
    asked.changed = `clickhouse/${file}`;
    return shape() === before;
  });
  expect(same).toEqual([]);
});
