/** How far each figure is proved: the weakest of its windows, by their states and by the checks that were kept. */
import { expect, test } from 'vitest';
import { openEngine } from '../support/engine.ts';
import { openHandMade } from '../support/hand-made.ts';

const RUN = `'00000000-0000-0000-0000-000000000001'`;
type Store = Awaited<ReturnType<typeof openHandMade>>;

const hold = ({ rows }: Store, account: string, [start, end]: [string, string], state: string) =>
  rows(`insert into sync.windows (account, stream, window_start, window_end, state, received, inserted, updated, unchanged, quarantined, withdrawn, fetched_at, attempts, run_id)
        values ('${account}', '${account}.bets', '2025-03-${start}', '2025-03-${end}', '${state}', 0, 0, 0, 0, 0, 0, timestamp '2025-03-${end}' + interval 5 minute, 1, ${RUN})`);

interface Checked {
  readonly account: string;
  readonly stream?: string;
  readonly span: [string, string];
  readonly at: string;
  readonly verdict?: string;
  readonly witness?: string;
}
const enter = (
  { rows }: Store,
  { account, stream = `${account}.bets`, span, at, verdict = 'equal', witness }: Checked,
) =>
  rows(`insert into sync.checks (account, stream, window_start, window_end, witness, verdict, checked_at)
        values ('${account}', '${stream}', '2025-03-${span[0]}', '2025-03-${span[1]}', '${witness ?? 'second read'}', '${verdict}', '2025-03-${at}')`);
const daily = ({ rows }: Store, from = 'ggr.daily') =>
  rows(`select account, cast(gaming_day as varchar) as day, proof from ${from} order by 1, 2`);

test('an hour is as proved as its window, a day as the weakest of its windows, one without a bet too', async () => {
  const store = await openHandMade();
  for (const hour of ['10', '11', '12']) await store.pv({ end: `2025-03-01T${hour}:30:00` });
  await hold(store, 'pv', ['01 10:00:00', '01 11:00:00'], 'verified');
  await hold(store, 'pv', ['01 11:00:00', '01 12:00:00'], 'loaded');
  const hours = () => store.rows('select hour(hour_start) as h, proof from ggr.hourly order by 1');
  expect(await hours()).toEqual([
    { h: 10n, proof: 'verified' },
    { h: 11n, proof: 'unproven' },
    { h: 12n, proof: 'unproven' },
  ]);
  const only = async () => (await daily(store)).map(({ proof }) => proof);
  expect(await only()).toEqual(['unproven']);
  await enter(store, { account: 'pv', span: ['01 11:00:00', '01 12:00:00'], at: '01 13:00:00' });
  expect(await hours()).toMatchObject([{}, { proof: 'checked' }, { proof: 'unproven' }]);
  expect(await only()).toEqual(['checked']);
  await hold(store, 'pv', ['01 13:00:00', '01 14:00:00'], 'mismatch'); // the vendor has bets there, we have none
  expect(await only()).toEqual(['differs']);
  await store.rows(`update sync.windows set state = 'verified'`);
  expect(await only()).toEqual(['verified']);
});

test('a check counts where it covers the whole window, was made after its read, and is the newest', async () => {
  const store = await openHandMade();
  await store.wm({ time: '2025-03-01T10:00:00' });
  await hold(store, 'wm', ['01 00:00:00', '02 00:00:00'], 'loaded');
  const proof = async () => (await daily(store))[0]?.proof;
  const day: [string, string] = ['01 00:00:00', '02 00:00:00'];
  await enter(store, { account: 'wm', span: day, at: '02 00:04:00' });
  expect(await proof()).toBe('unproven'); // before the read
  await enter(store, { account: 'wm', span: ['01 00:00:00', '01 23:00:00'], at: '02 01:00:00' });
  expect(await proof()).toBe('unproven'); // not all of it
  await enter(store, { account: 'wm', stream: 'wm.tips', span: day, at: '02 02:00:00' });
  expect(await proof()).toBe('unproven'); // another report
  await enter(store, { account: 'wm', span: day, at: '02 02:00:00' });
  expect(await proof()).toBe('checked');
  await enter(store, { account: 'wm', span: day, at: '02 03:00:00', verdict: 'inconclusive' });
  expect(await proof()).toBe('checked');
  await enter(store, { account: 'wm', span: day, at: '02 04:00:00', verdict: 'differs' });
  expect(await proof()).toBe('unproven');
});

test('checks of one millisecond say one thing whatever came first: parts before the whole, and what proves less', async () => {
  const store = await openHandMade();
  const day: [string, string] = ['01 00:00:00', '02 00:00:00'];
  const hour: [string, string] = ['01 10:00:00', '01 11:00:00'];
  await store.wm({ time: '2025-03-01T10:00:00' });
  await hold(store, 'wm', hour, 'loaded');
  const AT = '02 04:00:00.123';
  const proofs = async (checks: readonly Omit<Checked, 'account' | 'at'>[]) => {
    const found = new Set<string>();
    for (const ordered of [checks, checks.toReversed()]) {
      await store.rows('delete from sync.checks');
      for (const check of ordered) await enter(store, { account: 'wm', at: AT, ...check });
      const asOf = await daily(store, `ggr.daily_as_of(timestamp '2025-03-03')`);
      found.add(`${(await daily(store))[0]?.proof}, then ${asOf[0]?.proof}`);
    }
    return [...found];
  };
  const whole = { span: day };
  const part = { span: hour };
  const totals = { witness: 'totals' };
  expect(await proofs([part, { ...part, verdict: 'differs' }])).toEqual(['unproven, then differs']);
  expect(await proofs([{ ...whole, verdict: 'differs' }, part])).toEqual(['checked, then checked']);
  expect(await proofs([whole, { ...part, verdict: 'differs' }])).toEqual([
    'unproven, then differs',
  ]);
  expect(await proofs([part, { ...part, ...totals }])).toEqual(['checked, then checked']);
  expect(await proofs([whole, { ...part, ...totals }])).toEqual(['checked, then verified']);
});

test('a source without windows is unproven but where a check covers the day, and differs where one says so', async () => {
  const store = await openHandMade();
  for (const day of ['01', '02', '03']) {
    await store.rows(`insert into pop.bets (account, id, user_id, game_id, bet, win, insert_time, win_lose, window_start, fetched_at, revision, run_id)
      select 'pop', '${day}', 'u', 'g', 1, 1, t, 0, t, t, 1, ${RUN} from (select timestamp '2025-03-${day} 12:00:00' as t)`);
  }
  await store.wallet('bet', 1, '-4', '2025-03-01T10:00:00');
  await store.wallet('win', 1, '4', '2025-03-01T10:00:01');
  const proofs = async () =>
    (await daily(store)).map(({ account, proof }) => `${account} ${proof}`);
  const unproven = ['pop unproven', 'pop unproven', 'pop unproven', 'wallet-eur unproven'];
  expect(await proofs()).toEqual(unproven);
  await enter(store, { account: 'pop', span: ['01 00:00:00', '02 12:00:00'], at: '05' });
  await enter(store, {
    account: 'pop',
    span: ['03 10:00:00', '03 11:00:00'],
    at: '05',
    verdict: 'differs',
  });
  const wallet = { account: 'wallet-eur', stream: 'wallet.ledger' };
  await enter(store, { ...wallet, span: ['01 00:00:00', '02 00:00:00'], at: '05' });
  expect(await proofs()).toEqual([
    'pop checked',
    'pop unproven',
    'pop differs',
    'wallet-eur checked',
  ]);
});

test('windows count for each gaming day that they touch', async () => {
  const store = await openHandMade({ zone: 'Asia/Manila' });
  await store.wm({ time: '2025-03-01T10:00:00' });
  await store.wm({ time: '2025-03-01T20:00:00' });
  await hold(store, 'wm', ['01 00:00:00', '01 16:00:00'], 'verified');
  await hold(store, 'wm', ['01 16:00:00', '02 00:00:00'], 'mismatch');
  expect(await daily(store)).toEqual([
    { account: 'wm', day: '2025-03-01', proof: 'verified' },
    { account: 'wm', day: '2025-03-02', proof: 'differs' },
  ]);
});

test('as of an instant a day is proved by the checks that were made by then', async () => {
  const engine = await openEngine({ start: '2025-03-01', now: '2025-03-03T06:30:00' });
  await engine.sync();
  const proofs = async (from: string) =>
    (await engine.rows(`select proof from ${from} order by gaming_day`)).map(({ proof }) => proof);
  const now = await proofs('ggr.daily');
  expect(now).toEqual(['verified', 'verified', 'unproven']);
  expect(await proofs(`ggr.daily_as_of(timestamp '2025-03-03 06:30:00')`)).toEqual(now);
  await engine.rows(`update sync.checks set checked_at = timestamp '2025-03-05'`);
  const before = await proofs(`ggr.daily_as_of(timestamp '2025-03-04')`);
  expect(before).toEqual(['unproven', 'unproven', 'unproven']);
});
