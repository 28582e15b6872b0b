/** What a publish does not believe of the snapshot before: it goes on from it only where that is sure. */
import { copyFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalogue } from '../../../src/catalogue.ts';
import { Warehouse } from '../../../src/load/warehouse.ts';
import { publish } from '../../../src/read/publish.ts';
import { makeEmptyStore } from '../../support/empty-store.ts';
import { temporaryFolder } from '../../support/ggr.ts';
import { openSnapshot } from '../../support/snapshot.ts';

const now = () => Date.parse('2025-06-01');

/** A store with a wallet's entry and a tip for each `note`; both carry it. */
async function openStore() {
  const folder = temporaryFolder();
  const path = makeEmptyStore(join(folder, 'ggr.duckdb'));
  const dir = join(folder, 'published');
  const open = () => Warehouse.open({ catalogue, path, command: 'test', now });
  let warehouse = await open();
  const tip = (note: string) => `
    insert into wm.tips (account, bet_id, username, bet_time, tip, gid, window_start, fetched_at, revision, run_id)
    values ('wm', '${note}', 'ann', timestamp '2025-03-01', 1, '101', timestamp '2025-03-01', timestamp '2025-03-01', 1, uuid())`;
  const reopened = async (between: () => void) => {
    await warehouse.close();
    between();
    warehouse = await open();
  };
  return {
    dir,
    run: (text: string) => warehouse.db.run(text),
    tip,
    commit: (note: string) =>
      warehouse.db.run(`
        ${tip(note)};
        insert into wallet.ledger
        select coalesce(max(seq), 0) + 1, 'EUR', null, 'deposit', 'ann', null, null, null, 1, 1, null, timestamp '2025-03-01', '${note}', null, md5('${note}')
          from wallet.ledger;
        insert into sync.touched select max(number) + 1, uuid(), 'wm.tips', timestamp '2025-03-01' from sync.touched`),
    keep: () => reopened(() => copyFileSync(path, `${path}.kept`)),
    restore: () => reopened(() => renameSync(`${path}.kept`, path)),
    /** Publishes; the notes of the tips and of the entries that are in it. */
    notes: async (at?: (folder: string) => string) => {
      const { folder: made } = await publish(warehouse, { dir, catalogue, now });
      const snapshot = await openSnapshot(at?.(made) ?? made);
      const tips = await snapshot.rows('select bet_id as note from wm.tips order by 1');
      const entries = await snapshot.rows('select key as note from wallet.ledger order by seq');
      snapshot.close();
      return { tips: tips.map(({ note }) => note), entries: entries.map(({ note }) => note) };
    },
    close: () => warehouse.close(),
  };
}
const both = (...notes: string[]) => ({ tips: notes, entries: notes });

test('a store that was restored from a backup and went another way is published as it is now', async () => {
  const { commit, keep, restore, notes, close } = await openStore();
  await commit('a');
  await keep();
  await commit('b');
  expect(await notes()).toEqual(both('a', 'b'));
  await restore();
  expect(await notes()).toEqual(both('a'));
  await commit('c');
  await commit('d');
  expect(await notes()).toEqual(both('a', 'c', 'd'));
  await close();
});

test('rows that came without a mark, and a file that is gone, are found out', async () => {
  const { commit, run, tip, notes, dir, close } = await openStore();
  await commit('a');
  await notes();
  await run(tip('unmarked'));
  await commit('b').then(() => run('delete from sync.touched where number = 2'));
  expect((await notes()).tips).toEqual(['a', 'b', 'unmarked']);
  await commit('c');
  for (const file of readdirSync(join(dir, '2/pop/bets'))) rmSync(join(dir, '2/pop/bets', file));
  rmSync(join(dir, '2/wallet/ledger'), { recursive: true });
  expect((await notes()).entries).toEqual(['a', 'b', 'c']);
  await close();
});

test('every table, view and column of ggr and sync has its comment in a snapshot', async () => {
  const { commit, notes, dir, close } = await openStore();
  await commit('a');
  await notes();
  await close();
  const snapshot = await openSnapshot(join(dir, 'current'));
  const columns = `select schema_name || '.' || table_name || '.' || column_name as name, comment from duckdb_columns()
                    where schema_name in ('ggr', 'sync') and not internal`;
  const relations = `select schema_name || '.' || view_name as name, comment from duckdb_views()
                      where schema_name in ('ggr', 'sync') and not internal`;
  expect(
    await snapshot.rows(
      `select name from (${columns} union all ${relations}) where comment is null`,
    ),
  ).toEqual([]);
  snapshot.close();
});

test('a snapshot that was moved is read where the variable ggr_snapshot says it lies', async () => {
  const { commit, notes, dir, close } = await openStore();
  await commit('a');
  await notes();
  const elsewhere = join(temporaryFolder(), 'copied');
  renameSync(join(dir, '1'), elsewhere);
  const snapshot = await openSnapshot(elsewhere);
  await expect(snapshot.rows('from wm.tips')).rejects.toThrow('No files found');
  await snapshot.db.run(`set variable ggr_snapshot = '${elsewhere}'`);
  expect(await snapshot.rows('select bet_id from wm.tips')).toEqual([{ bet_id: 'a' }]);
  snapshot.close();
  expect(await notes()).toEqual(both('a'));
  await close();
});
