/** sql/checks: each finds what it says, made by hand, and nothing in rows that are right. */
import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { houseChecks, runCheck } from '../../src/read/row-checks.ts';
import { checkRun } from '../../src/read/run-checks.ts';
import { at } from '../support/engine.ts';
import { openHandMade } from '../support/hand-made.ts';

const RUN = `'00000000-0000-0000-0000-000000000001'`;
/** There is no folder of an operator's checks. */
const nobodys = async () => [];
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

/** A bet that leaves 0, and three of one second, as (number, credit before, credit after). */
const chainOf = (three: string) => `insert into pv.bets by name
    select * exclude (n, before, after, ended)
           replace ('e' || n as event_id, before as credit_before_bet, after as credit, after - before as gain_amount,
                    ended as end_at, timestamp '2025-03-02' as window_start)
      from (select * from pv.bets limit 1) as one,
           (select *, timestamp '2025-03-01 10:55:00' as ended from (values ${three}) as chain (n, before, after)
             union all select 6, 1, 0, timestamp '2025-03-01 10:54:00') as links`;

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
  expect(checks).toHaveLength(14);
});

test.each([
  [
    'one-key-twice: a key that stands twice, in whichever window',
    `insert into wm.bets by name select * replace (bet_time + interval 30 day as bet_time, fetched_at + interval 31 day as fetched_at, settime + interval 30 day as settime) from wm.bets`,
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
    'pv-chain: a player whose credit is not what the bet before left',
    `update pv.bets set credit = 2, gain_amount = 2 where end_at = '2025-03-01 10:10:00'; update pv.bets set credit_before_bet = 5, credit = 6, gain_amount = 1 where end_at = '2025-03-01 10:50:00'`,
    { 'pv-chain': 1 },
  ],
  [
    'pv-chain: of two bets of one second, one that follows neither',
    chainOf('(7, 0, 3), (8, 3, 5), (9, 4, 6)'),
    { 'pv-chain': 1 },
  ],
  [
    'pop-chain: a spin whose balance does not follow from the spin before',
    `update pop.bets set balance = 10; insert into pop.bets by name select * replace ('p2' as id, 7.9999 as balance) from pop.bets`,
    { 'pop-chain': 1 },
  ],
  [
    'wm-amounts: a bet that loses more than was bet',
    'update wm.bets set win_loss = -10.0001',
    { 'wm-amounts': 1 },
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

test('chains are warnings: bets of one second may follow each other in any order, and break nothing', async () => {
  const store = await rightStore();
  await store.rows(chainOf('(8, 3, 5), (7, 0, 3), (9, 5, 4)'));
  expect(await found(store)).toEqual({});
  const checks = houseChecks({ catalogue, now: 0, roundTimeoutMs: HOUR_MS });
  expect(checks.filter(({ isWarning }) => isWarning).map(({ name }) => name)).toEqual([
    'pop-chain',
    'pv-chain',
    'wm-amounts',
  ]);
});

test('after a run only what it has read is looked at, and the ledger against its rows makes it wrong', async () => {
  const store = await rightStore();
  await hold(store, '05:00:00', '06:00:00', 1); // lost, by an older run
  const now = at('2025-03-01T12:30:00');
  const { signal } = new AbortController();
  const after = async (run: string) => {
    const config = { checks: undefined, wallet: { roundTimeoutMs: HOUR_MS } } as never;
    const checking = { config, catalogue, now, signal, askOwn: nobodys };
    return checkRun(store.warehouse, { run, startedAt: at('2025-03-01T11:30:00') }, checking);
  };
  const ours = '00000000-0000-0000-0000-000000000002';
  await store.rows(
    `update sync.windows set run_id = '${ours}' where window_start = '2025-03-01 10:00:00'`,
  );
  expect(await after(ours)).toEqual({ lines: [], isWrong: false });
  await store.rows("update pv.bets set gain_amount = 1 where end_at = '2025-03-01 10:10:00'");
  const odd = await after(ours);
  expect(odd).toMatchObject({
    lines: [expect.stringContaining('check pv-credit: 1 row')],
    isWrong: false,
  });
  await store.rows("delete from pv.bets where end_at = '2025-03-01 10:50:00'");
  const lost = await after(ours);
  expect(lost.isWrong).toBe(true);
  expect(lost.lines.join()).toContain('check window-rows: 1 row');
  expect(await after('00000000-0000-0000-0000-000000000003')).toEqual({
    lines: [],
    isWrong: false,
  });
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('after a walk its own rows are looked at, and the older ones are not', async () => {
  const store = await rightStore();
  const ours = '00000000-0000-0000-0000-000000000002';
  await store.rows(`update pop.bets set win_lose = -1.5;
    insert into pop.bets by name select * replace ('p2' as id, timestamp '2025-03-01 12:10:00' as fetched_at, uuid '${ours}' as run_id) from pop.bets;
    insert into sync.cursors (account, stream, start_cursor, cursor, is_whole, is_complete, rows, attempts, updated_at, run_id, resume_cursor, resume_rows)
    values ('pop', 'pop.bets', '', 'x', true, true, 2, 1, '2025-03-01 12:10:00', '${ours}', '', 0)`);
  const config = { checks: undefined, wallet: { roundTimeoutMs: HOUR_MS } } as never;
  const now = at('2025-03-01T12:30:00');
  const { signal } = new AbortController();
  const checking = { config, catalogue, now, signal, askOwn: nobodys };
  const run = { run: ours, startedAt: at('2025-03-01T12:05:00') };
  const { lines } = await checkRun(store.warehouse, run, checking);
  expect(lines).toEqual([expect.stringContaining('check ggr-identity: 1 row')]);
});
