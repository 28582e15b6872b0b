/** A clock of ours that was, or is, wrong: it is said, and nothing is counted by it. */
import { expect, test } from 'vitest';
import { streams } from '../../src/catalogue.ts';
import { NO_COUNTS } from '../../src/contract/ledger.ts';
import { endRun, startRun } from '../../src/load/runs.ts';
import { readClock, sayClock } from '../../src/sync/clock.ts';
import { readStatus } from '../../src/sync/status.ts';
import { openEngineStore } from '../support/engine-store.ts';

const NOW = Date.parse('2025-03-02T12:00:00Z');
const HOUR = 3_600_000;
const SUMS = { loaded: 0, failed: 0, ...NO_COUNTS };

async function openAt() {
  const clock = { now: NOW };
  const env = {
    GGR_PV_URL: 'http://127.0.0.1:1',
    GGR_PV_MCH_ID: '1',
    GGR_PV_KEY: 'x',
    GGR_PV_CURRENCY: 'EUR',
    GGR_SYNC_START: '2025-03-02T10:00:00Z',
  };
  const opened = await openEngineStore({
    now: () => clock.now,
    env,
    vendor: { close: async () => {} },
  });
  const { config, warehouse } = opened;
  const status = () => readStatus({ ...config, streams, now: clock.now }, warehouse.db, false);
  const hold = (start: string, end: string, fetched: string) =>
    warehouse.db.run(`insert into sync.windows by name
      select 'pv' as account, 'pv.bets' as stream, timestamp '${start}' as window_start,
             timestamp '${end}' as window_end, 'loaded' as state, 0 as received, 0 as inserted,
             0 as updated, 0 as unchanged, 0 as quarantined, 0 as withdrawn, 1 as attempts,
             timestamp '${fetched}' as fetched_at, uuid() as run_id`);
  const run = async (command: string) => {
    const id = await startRun(warehouse, { command, arguments: '', version: '', now: clock.now });
    await endRun(warehouse, { run: id, outcome: 'done', sums: SUMS, error: null, now: clock.now });
  };
  const bets = async () => (await status()).streams.find(({ stream }) => stream === 'pv.bets');
  return { clock, warehouse, status, bets, hold, run };
}

test('a clock behind the newest fetch is said, with how far, and never gives a negative age', async () => {
  const { clock, warehouse, status, bets, hold } = await openAt();
  await hold('2025-03-02 10:00', '2025-03-02 11:58', '2025-03-02 12:00');
  expect((await status()).clock_behind_seconds).toBe(0);
  expect((await bets())?.behind_seconds).toBe(120);
  clock.now = NOW - 3 * HOUR;
  expect((await status()).clock_behind_seconds).toBe(10_800);
  // by the fetch it is at least that late
  expect((await bets())?.behind_seconds).toBe(120);
  expect(sayClock(await readClock(warehouse.db, clock.now))).toBe(
    "this machine's clock (2025-03-02T09:00:00Z) stands 3 h behind the newest fetch of the ledger (2025-03-02T12:00:00Z)",
  );
});

test('a walk that reached its end counts as a fetch', async () => {
  const { clock, warehouse } = await openAt();
  await warehouse.db.run(`insert into sync.cursors by name
    select 'pop' as account, 'pop.bets' as stream, '' as start_cursor, '' as "cursor",
           true as is_whole, true as is_complete, 0 as "rows", 0 as attempts, uuid() as run_id,
           timestamp '2025-03-02 13:00' as reached_end_at, timestamp '2025-03-02 13:00' as updated_at`);
  expect((await readClock(warehouse.db, clock.now)).behindMs).toBe(HOUR);
});

test('a store without a fetch, and a clock that is right, say nothing', async () => {
  const { clock, warehouse, hold } = await openAt();
  expect(sayClock(await readClock(warehouse.db, clock.now))).toBeUndefined();
  await hold('2025-03-02 10:00', '2025-03-02 11:00', '2025-03-02 11:00');
  expect(sayClock(await readClock(warehouse.db, clock.now))).toBeUndefined();
});

test('a window that ends after now, held by a clock that was ahead, is no negative age', async () => {
  const { bets, hold } = await openAt();
  await hold('2025-03-02 10:00', '2025-03-02 15:00', '2025-03-02 12:00');
  expect((await bets())?.behind_seconds).toBe(0);
});

test('the last run is the last that began, whatever the clock said', async () => {
  const { clock, status, run, warehouse } = await openAt();
  clock.now = NOW + 3 * HOUR;
  await run('sync');
  clock.now = NOW;
  await run('backfill');
  expect((await status()).last_run).toMatchObject({
    command: 'backfill',
    started_at: '2025-03-02T12:00:00Z',
  });
  expect(await warehouse.db.many('select command, number from sync.runs order by number')).toEqual([
    { command: 'sync', number: 1n },
    { command: 'backfill', number: 2n },
  ]);
});
