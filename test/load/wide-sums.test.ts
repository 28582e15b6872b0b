/** Sums of a vendor's days, which are larger than one amount may be. */
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import type { AnyStream } from '../../src/contract/stream.ts';
import type { Account } from '../../src/contract/vendor.ts';
import { pvBonusSummary } from '../../src/extract/pv/bonus-summary.ts';
import { pvGameTotals } from '../../src/extract/pv/game-totals.ts';
import { pvPlayerTotals } from '../../src/extract/pv/player-totals.ts';
import { pvStageSummary } from '../../src/extract/pv/stage-summary.ts';
import { commitWindow } from '../../src/load/merge.ts';
import { Stage } from '../../src/load/stage.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { parseJson } from '../../src/transform/json.ts';
import { normalise } from '../../src/transform/normalise.ts';
import { DAY_MS } from '../../src/transform/time.ts';
import { temporaryFolder } from '../support/ggr.ts';

const DAY = Date.parse('2025-03-01');
const account = { name: 'pv', settings: {}, settingNames: {} } as unknown as Account;
/** The largest int64, in li; 18 digits of ten-thousandths hold a ninety-second part of it. */
const MOST_LI = '9223372036854775807';
const MOST = '9223372036854775.8070';
const date = DAY / 1000;

/** Each report with a record of the largest sums, and its columns of amounts. */
const REPORTS: readonly (readonly [AnyStream, string, readonly string[]])[] = [
  [
    pvStageSummary,
    `{"date":"2025-03-01","bet_count":1,"bet_amount":${MOST_LI},"gain_amount":-${MOST_LI},"company_gain_amount":${MOST_LI}}`,
    ['bet_amount', '-gain_amount', 'company_gain_amount'],
  ],
  [
    pvBonusSummary,
    `{"date":${date},"state":1,"release_count":1,"used_count":1,"release_bonus":${MOST_LI},"converted_cash":${MOST_LI},"bet_amount":${MOST_LI},"win_amount":${MOST_LI}}`,
    ['release_bonus', 'converted_cash', 'bet_amount', 'win_amount'],
  ],
  [
    pvGameTotals,
    `{"date":${date},"family":"slots","game_id":1,"bet_count":1,"bet_amount":${MOST_LI},"gain_amount":-${MOST_LI},"company_gain_amount":${MOST_LI}}`,
    ['bet_amount', '-gain_amount', 'company_gain_amount'],
  ],
  [
    pvPlayerTotals,
    `{"date":${date},"family":"slots","user_id":1,"game_id":1,"bet_count":1,"bet_amount":${MOST_LI},"gain_amount":${MOST_LI},"credit_before_game":${MOST_LI},"credit":${MOST_LI}}`,
    ['bet_amount', 'gain_amount', 'credit_before_game', 'credit'],
  ],
];

test.each(
  REPORTS.map(([stream, record, columns]) => ({ name: stream.name, stream, record, columns })),
)(
  '$name holds sums as large as the vendor can send, to the last li',
  async ({ stream, record, columns }) => {
    const path = join(temporaryFolder(), 'ggr.duckdb');
    const now = DAY + 2 * DAY_MS;
    const warehouse = await Warehouse.open({ catalogue, path, command: 'test', now: () => now });
    const batch = normalise(stream, account, [parseJson(record)]);
    expect(batch.rejects).toEqual([]);
    await warehouse.withConnection(async (db) => {
      await using stage = new Stage(db, stream);
      await stage.reset();
      await stage.append(batch, 1);
      const probe = await stage.probe();
      const context = {
        account: 'pv',
        stream,
        owner: { start: DAY, end: DAY + DAY_MS },
        runId: '00000000-0000-0000-0000-000000000001',
        fetchedAt: now,
        now,
        truncated: null,
        attempts: 1,
      };
      await commitWindow(warehouse, { stage, probe }, context);
    });
    const [row] = await warehouse.db.many(`select ${columns.join(', ')} from ${stream.table}`);
    expect(Object.values(row ?? {}).map(String)).toEqual(columns.map(() => MOST));
    await warehouse.close();
  },
);

test('a store of the version before keeps its sums, its comments and its gaming days', async () => {
  const path = join(temporaryFolder(), 'store.duckdb');
  const open = () => Warehouse.open({ catalogue, path, command: 'test', now: () => DAY });
  await (await open()).close();
  const columns = `select table_name, column_name, data_type, comment from duckdb_columns()
                    where schema_name = 'pv' and data_type like 'DECIMAL%' order by all`;
  const instance = await DuckDBInstance.create(path);
  const raw = await instance.connect();
  const before = (await raw.runAndReadAll(columns)).getRowsJson();
  await raw.run(`
    alter table pv.stage_summary alter column bet_amount type decimal(18, 4);
    alter table pv.player_totals alter column credit     type decimal(18, 4);
    insert into pv.stage_summary values ('pv', '2025-03-01', 1, 12.3456, 0, 12.3456, null, '2025-03-01', '2025-03-01', 1, uuid());
    alter table sync.settings drop column day_rules;
    insert into sync.settings values ('Asia/Tokyo', interval 0 hour, null, false);
    create macro ggr.gaming_day_in(instant, zone, day_start) as cast(instant as date);
    delete from sync.migrations where number = 11;
    update sync.marts set digest = 'older'`);
  raw.closeSync();
  instance.closeSync();
  const warehouse = await open();
  expect((await warehouse.db.connection.runAndReadAll(columns)).getRowsJson()).toEqual(before);
  const row = await warehouse.db.one(
    `select bet_amount::varchar as bet_amount, ggr.gaming_day(timestamp '2025-03-01 15:00:00')::varchar as day from pv.stage_summary`,
  );
  expect(row).toEqual({ bet_amount: '12.3456', day: '2025-03-02' });
  await warehouse.close();
});
