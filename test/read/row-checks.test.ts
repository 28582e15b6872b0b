/** sql/checks: each finds what it says, made by hand, and nothing in rows that are right. */
import { expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { houseChecks, runCheck } from '../../src/read/row-checks.ts';
import { at } from '../support/engine.ts';
import { openHandMade } from '../support/hand-made.ts';

const RUN = `'00000000-0000-0000-0000-000000000001'`;
const HOUR_MS = 3_600_000;
type Store = Awaited<ReturnType<typeof openHandMade>>;

/** An hour of two bets of PV, one of WM, of POP and of the wallet; each is right. */
async function rightStore(): Promise<Store> {
  const store = await openHandMade();
  await store.pv({ end: '2025-03-01T10:10:00' });
  await store.pv({ end: '2025-03-01T10:50:00' });
  await store.wm({ time: '2025-03-01T10:00:00', bet: '10', net: '-10' });
  await store.wallet('bet', 1, '-4', '2025-03-01T10:00:00');
  await store.rows(`update pv.bets set window_start = '2025-03-01 10:00:00', fetched_at = '2025-03-01 11:05:00';
    insert into pop.bets (account, id, user_id, game_id, bet, win, insert_time, win_lose, window_start, fetched_at, revision, run_id)
    select 'pop', 'p1', 'u', 'g', 3, 1, t, -2, t, t, 1, ${RUN} from (select timestamp '2025-03-01 12:00:00' as t)`);
  await hold(store, '10:00:00', '11:00:00', 2);
  return store;
}
const hold = ({ rows }: Store, start: string, end: string, inserted: number) =>
  rows(`insert into sync.windows (account, stream, window_start, window_end, state, received, inserted, updated, unchanged, quarantined, withdrawn, fetched_at, attempts, run_id)
        values ('pv', 'pv.bets', '2025-03-01 ${start}', '2025-03-01 ${end}', 'loaded', ${inserted}, ${inserted}, 0, 0, 0, 0, '2025-03-01 11:05:00', 1, ${RUN})`);

/** How many rows each check finds; those that find none are left out. */
async function found({ warehouse }: Store): Promise<Record<string, number>> {
  const circumstances = { catalogue, now: at('2025-03-01T12:30:00'), roundTimeoutMs: 2 * HOUR_MS };
  const all: [string, number][] = [];
  for (const check of houseChecks(circumstances)) {
    all.push([check.name, (await runCheck(warehouse.db, check)).offending]);
  }
  return Object.fromEntries(all.filter(([, offending]) => offending > 0));
}

test('nothing is found in rows that are right, and each check says what it finds', async () => {
  expect(await found(await rightStore())).toEqual({});
  const checks = houseChecks({ catalogue, now: 0, roundTimeoutMs: HOUR_MS });
  expect(checks.map(({ finds }) => finds).filter((finds) => !/^[A-Z].*\S/.test(finds))).toEqual([]);
  expect(checks).toHaveLength(10);
});

test.each([
  [
    'one-key-twice: a key that stands twice, in whichever window',
    `insert into wm.bets by name select * replace (bet_time + interval 30 day as bet_time, fetched_at + interval 31 day as fetched_at) from wm.bets`,
    { 'one-key-twice': 1 },
  ],
  [
    'ggr-identity: a spin whose own net is not its win less its bet',
    'update pop.bets set win_lose = -1.9999',
    { 'ggr-identity': 1 },
  ],
  [
    'event-outside-window: a bet that ended in the next hour',
    `update pv.bets set end_at = '2025-03-01 11:00:00' where end_at = '2025-03-01 10:50:00'`,
    { 'event-outside-window': 1 },
  ],
  [
    'unknown-account: rows of an account that is not known',
    `update pop.bets set account = 'popp'`,
    { 'unknown-account': 1 },
  ],
  [
    'unknown-account: an account without a currency code',
    `update sync.accounts set currency = '?' where account = 'wm'`,
    { 'unknown-account': 1 },
  ],
  [
    'future-time: a bet that was placed after it was asked for',
    `update wm.bets set fetched_at = bet_time - interval 301 second`,
    { 'future-time': 1 },
  ],
  [
    'overlapping-windows: a window that begins within another',
    `insert into sync.windows by name select * replace (timestamp '2025-03-01 10:59:59' as window_start, timestamp '2025-03-01 12:00:00' as window_end, 0 as received, 0 as inserted) from sync.windows`,
    { 'overlapping-windows': 1 },
  ],
  [
    'window-rows: a bet that was lost',
    `delete from pv.bets where end_at = '2025-03-01 10:50:00'`,
    { 'window-rows': 1 },
  ],
  [
    'window-rows: a bet that no read brought',
    `insert into pv.bets by name select * replace ('made-up' as event_id) from pv.bets limit 1`,
    { 'window-rows': 1 },
  ],
  [
    "window-rows: another number than the vendor's own",
    `update sync.windows set state = 'verified', inserted = 0, unchanged = 2, control_count = 2; delete from pv.bets where end_at = '2025-03-01 10:50:00'`,
    { 'window-rows': 1 },
  ],
  [
    'pv-credit: a credit that is not the one before with the gain',
    'update pv.bets set gain_amount = 1 where event_id = (select min(event_id) from pv.bets)',
    { 'pv-credit': 1 },
  ],
  [
    'open-rounds: a round an hour past its time',
    `update wallet.ledger set received_at = '2025-03-01 09:29:59'`,
    { 'open-rounds': 1 },
  ],
])('%s', async (_, spoil, expected) => {
  const store = await rightStore();
  await store.rows(spoil);
  expect(await found(store)).toEqual(expected);
});

test('window-rows: a row that was withdrawn, or that its neighbour has too, is no loss', async () => {
  const store = await rightStore();
  await store.rows(`insert into sync.revisions
    select account, 'pv.bets', event_id, 1, 'withdrawn', end_at, fetched_at, '2025-03-01 11:06:00', window_start, run_id, run_id, '{}'
      from pv.bets where end_at = '2025-03-01 10:50:00';
    delete from pv.bets where end_at = '2025-03-01 10:50:00'`);
  expect(await found(store)).toEqual({});
  await store.rows('delete from sync.revisions');
  expect(await found(store)).toEqual({ 'window-rows': 1 });
  await hold(store, '11:00:00', '12:00:00', 0);
  await store.rows(
    `update sync.windows set received = 1, unchanged = 1 where window_start = '2025-03-01 11:00:00'`,
  );
  expect(await found(store)).toEqual({});
});
