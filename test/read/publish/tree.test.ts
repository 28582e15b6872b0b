/** The tree is a format of its own: a reader of Parquet that is not DuckDB finds the same rows in it. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { expect, test } from 'vitest';
import { catalogue } from '../../../src/catalogue.ts';
import { publish } from '../../../src/read/publish.ts';
import { temporaryFolder } from '../../support/ggr.ts';
import { openHandMade } from '../../support/hand-made.ts';

async function rowsOf(folder: string): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (const name of readdirSync(folder).sort()) {
    const file = await asyncBufferFromFile(join(folder, name));
    rows.push(...(await parquetReadObjects({ file })));
  }
  return rows;
}

test('amounts, instants, whole numbers, texts and what is not there read as they stand in the store', async () => {
  const store = await openHandMade();
  await store.pv({
    end: '2025-03-01T10:00:00',
    op: 'ann',
    stake: '99999999999.9999',
    gain: '-0.0001',
  });
  await store.pv({ end: '2025-05-31T23:59:59', user: 7, stake: '2.5', gain: '1' });
  await store.warehouse.db.run(`
    insert into wallet.ledger values (1, 'EUR', 18446744073709551615, 'bet', 'ann', 'c', 7, 1, -1.25, 98.75, null, timestamp '2025-05-31 23:00:00.123456', null, 1, 'ab');
    insert into sync.raw_pages
    select 'p1', 'pv', 'pv.bets', null, null, 1, 'pv bets', 'not JSON', 3, 3, 'ann'::blob, timestamp '2025-05-31', uuid()`);
  const dir = join(temporaryFolder(), 'published');
  const { folder } = await publish(store.warehouse, {
    dir,
    catalogue,
    now: () => Date.parse('2025-06-01'),
  });
  const bets = await rowsOf(join(folder, 'pv/bets'));
  expect(bets).toMatchObject([
    {
      account: 'pv',
      user_id: 1n,
      op_id: 'ann',
      gain_amount: -0.0001,
      end_at: new Date('2025-03-01T10:00:00Z'),
    },
    { user_id: 7n, bet_amount: 2.5, end_at: new Date('2025-05-31T23:59:59Z'), revision: 1 },
  ]);
  const [entry] = await rowsOf(join(folder, 'wallet/ledger'));
  expect(entry).toMatchObject({ seq: 1n, id: 18446744073709551615n, amount: -1.25, flags: null });
  expect(await rowsOf(join(folder, 'sync/accounts'))).toHaveLength(3);
  expect(await rowsOf(join(folder, 'pop/bets'))).toEqual([]);
  // what a vendor answered, players and all, stays in the store
  const [page] = await rowsOf(join(folder, 'sync/raw_pages'));
  expect(page).toMatchObject({ id: 'p1', problem: 'not JSON', answer: null });
});

test('amounts are whole numbers of ten-thousandths with a scale, run ids texts, and an empty table has its columns', async () => {
  const store = await openHandMade();
  const dir = join(temporaryFolder(), 'published');
  const { folder } = await publish(store.warehouse, {
    dir,
    catalogue,
    now: () => Date.parse('2025-06-01'),
  });
  const file = await asyncBufferFromFile(join(folder, 'pv/bets/empty.parquet'));
  const { children } = parquetSchema(await parquetMetadataAsync(file));
  const kinds = Object.fromEntries(children.map(({ element }) => [element.name, element]));
  expect(kinds.bet_amount).toMatchObject({
    type: 'INT64',
    converted_type: 'DECIMAL',
    precision: 18,
    scale: 4,
  });
  expect(kinds.end_at).toMatchObject({
    type: 'INT64',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' },
  });
  expect(kinds.run_id).toMatchObject({ type: 'BYTE_ARRAY', converted_type: 'UTF8' });
});
