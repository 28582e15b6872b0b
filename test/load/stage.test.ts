/** A stage leaves nothing behind on its connection, however it ended: another window is staged there next. */
import { expect, test } from 'vitest';
import type { Database } from '../../src/load/database.ts';
import { Stage } from '../../src/load/stage.ts';
import { ColumnBuffer, type ColumnPage } from '../../src/transform/column-buffers.ts';
import { normalise } from '../../src/transform/normalise.ts';
import { collectGarbage } from '../support/garbage.ts';
import { at, bet, madeUpAccount, madeUpBets, openMadeUpReport } from '../support/made-up-report.ts';

const rowsOf = (records: readonly unknown[]) => normalise(madeUpBets, madeUpAccount, records);
const REFUSED = { ...bet('odd', '10:00'), amount: 'much' };

/** Bets of these ids as a page in columns. */
function columnsOf(ids: readonly string[]): ColumnPage {
  const rows = ids.length;
  const [id, time] = [new ColumnBuffer('id', 'VARCHAR'), new ColumnBuffer('bet_at', 'TIMESTAMP')];
  const amount = new ColumnBuffer('amount', 'DECIMAL(18,4)');
  const extra = new ColumnBuffer('extra', 'JSON');
  const columns = [id, time, amount, extra];
  for (const column of columns) column.begin(rows);
  for (const [row, text] of ids.entries()) {
    id.text(row, text);
    time.int64(row, at('10:00') * 1000);
    amount.int64(row, 10_000);
    extra.none(row, rows);
  }
  for (const column of columns) column.join(rows);
  return { rows, columns, census: rowsOf(ids.map((each) => bet(each, '10:00'))).census };
}

async function open() {
  const { warehouse } = await openMadeUpReport();
  /** Stages on the one connection that all of these get. */
  const stageOn = (work: (stage: Stage, db: Database) => Promise<unknown>) =>
    warehouse.withConnection(async (db) => {
      await using stage = new Stage(db, madeUpBets, 2);
      await stage.reset();
      await work(stage, db);
    });
  const tables = () =>
    warehouse.withConnection(async (db) => {
      const text = 'select table_name from duckdb_tables() where temporary order by all';
      return (await db.many(text)).map(({ table_name }) => table_name);
    });
  return { stageOn, tables };
}

test.each([
  ['rows', ['stage'], rowsOf([bet('old', '10:00')])],
  ['refusals', ['stage', 'stage_rejects'], rowsOf([bet('old', '10:00'), REFUSED])],
  ['pages in columns', ['stage_pages_0'], columnsOf(['old'])],
  ['both', ['stage', 'stage_pages_0'], columnsOf(['old'])],
])('%s that DuckDB could not take are in no later stage', async (_, gone, page) => {
  const { stageOn, tables } = await open();
  await stageOn(async (stage, db) => {
    if (gone.length > 1) await stage.append(rowsOf([bet('older', '10:00'), REFUSED]), 1);
    await stage.append(page, 2);
    await db.run(gone.map((table) => `drop table ${table}`).join('; '));
    await expect(stage.probe()).rejects.toThrow('does not exist');
  });
  expect(await tables()).toEqual([]);
  await stageOn(async (stage, db) => {
    await stage.append(columnsOf(['new']), 1);
    await stage.append(rowsOf([REFUSED]), 2);
    await collectGarbage();
    expect(await stage.probe()).toEqual({ staged: 1, keys: 1, rejected: 1 });
    expect(await db.many('select id from stage')).toEqual([{ id: 'new' }]);
  });
});

test('tables of a read before the last one, and what commits made of them, go with the stage', async () => {
  const { stageOn, tables } = await open();
  await stageOn(async (stage) => {
    await stage.append(rowsOf([bet('a', '10:00'), REFUSED]), 1);
    await stage.probe();
    await stage.setAsideConflicts();
    await stage.reset();
    await stage.append(columnsOf(['a', 'b']), 1);
    await stage.append(columnsOf(['c']), 2);
    expect(await stage.probe()).toEqual({ staged: 3, keys: 3, rejected: 0 });
  });
  expect(await tables()).toEqual([]);
});
