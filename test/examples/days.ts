/** Queries of sql/examples about days, hours and currencies, against the vendors' books. */
import { beforeAll, expect, test } from 'vitest';
import { formatAmount } from '../../src/transform/money.ts';
import { type ExampleStore, sharedExampleStore } from '../support/example-store.ts';
import {
  compare,
  dayOf,
  grouped,
  ofVendors,
  printed,
  ratio,
  runExample,
  sumsOf,
  without,
} from '../support/examples.ts';

let it: ExampleStore;
beforeAll(async () => {
  it = await sharedExampleStore();
}, 180_000);

const run = (name: string) => runExample(it.warehouse, name);
const WALLET_DAY = '2025-03-10';
const CENT = 100n;
/** Closed rounds of the wallet by currency, in ten-thousandths. */
const walletSums = () =>
  [...it.games.sums].map(([currency, sums]) => ({
    currency,
    bets: sums.settled + sums.cancelled,
    stake: sums.stake * CENT,
    ggr: (sums.stake - sums.payout) * CENT,
  }));

test('same-weekday: the last closed day beside the one a week before', async () => {
  const expected = grouped(it.books, ({ source }) => source).map(([source, bets]) => {
    const on = (day: string) => sumsOf(bets.filter(({ atMs }) => dayOf(atMs) === day));
    const [now, before] = [on('2025-03-10'), on('2025-03-03')];
    return {
      day: '2025-03-10',
      weekday: 'Monday',
      source,
      bets: now.bets,
      bets_before: before.bets,
      stake: formatAmount(now.stake),
      stake_before: formatAmount(before.stake),
      ggr: formatAmount(now.ggr),
      ggr_before: formatAmount(before.ggr),
      ggr_change: formatAmount(now.ggr - before.ggr),
    };
  });
  const found = await run('same-weekday');
  expect(without(ofVendors(found), 'account', 'currency')).toEqual(expected);
  expect(found.filter(({ source }) => source === 'wallet')).toEqual(
    walletSums().map(({ currency, ggr }) =>
      expect.objectContaining({
        currency,
        ggr: formatAmount(ggr),
        ggr_before: null,
        ggr_change: null,
      }),
    ),
  );
});

test('rebates: what is left of GGR on each day', async () => {
  const wm = it.books.filter(({ source }) => source === 'wm');
  const expected = grouped(wm, ({ atMs }) => dayOf(atMs)).map(([gaming_day, bets]) => {
    const sums = sumsOf(bets);
    return {
      gaming_day,
      source: 'wm',
      ...printed(sums),
      rebate: formatAmount(sums.rebate),
      ggr_after_rebate: formatAmount(sums.ggr - sums.rebate),
      rebate_rate: expect.closeTo(ratio(sums.rebate, sums.stake) ?? 0, 12),
    };
  });
  expect(expected).toHaveLength(11);
  expect(without(await run('rebates'), 'account', 'currency')).toEqual(expected);
});

test('currency-mix: bets are counted together, amounts stay apart', async () => {
  const ofBooks = grouped(it.books, ({ currency }) => currency).map(([currency, bets]) => ({
    currency,
    ...sumsOf(bets),
  }));
  const all = [...ofBooks, ...walletSums()].sort((a, b) => compare(b.bets, a.bets));
  const total = all.reduce((sum, { bets }) => sum + bets, 0);
  const found = await run('currency-mix');
  expect(without(found, 'first_day', 'last_day')).toEqual(
    all.map(({ currency, bets, ...sums }) => ({
      currency,
      accounts: 1,
      bets,
      share_of_bets: expect.closeTo(bets / total, 12),
      ...printed(sums),
    })),
  );
  const span = found.map(
    ({ currency, first_day, last_day }) => `${currency} ${first_day} ${last_day}`,
  );
  expect(span).toContain('THB 2025-03-01 2025-03-11');
  expect(span).toContain(`EUR ${WALLET_DAY} ${WALLET_DAY}`);
});

test('heat-by-weekday: every bet in its hour and weekday', async () => {
  const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
  const counts = new Map<string, number>();
  const add = (atMs: number, bets: number) => {
    const key = `${new Date(atMs).getUTCHours()} ${weekdays[new Date(atMs).getUTCDay()]}`;
    counts.set(key, (counts.get(key) ?? 0) + bets);
  };
  for (const { atMs } of it.books) add(atMs, 1);
  for (const { bets } of walletSums()) add(Date.parse(`${WALLET_DAY}T12:00:00Z`), bets);
  const found = await run('heat-by-weekday');
  expect(found.map(({ hour_utc }) => hour_utc)).toEqual(Array.from({ length: 24 }, (_, i) => i));
  for (const line of found) {
    const expected = weekdays.map((day) => counts.get(`${line.hour_utc} ${day}`) ?? 0);
    expect(weekdays.map((day) => line[day])).toEqual(expected);
  }
});

test('base-currency: converted by rates of at most seven days, and what has none is named', async () => {
  // by hand: 1 THB is 0.0275 EUR from 1 March, 1 CNY is 0.125 EUR from 5 March; PHP and USD have no rate
  const rates: Record<string, (day: string) => bigint | undefined> = {
    THB: (day) => (day <= '2025-03-08' ? 275n : undefined),
    CNY: (day) => (day >= '2025-03-05' && day <= '2025-03-12' ? 1250n : undefined),
    EUR: () => 10_000n,
  };
  const played = [
    ...grouped(it.books, ({ atMs, currency }) => `${dayOf(atMs)} ${currency}`).map(
      ([key, bets]) => ({
        day: key.slice(0, 10),
        currency: key.slice(11),
        ggr: sumsOf(bets).ggr,
      }),
    ),
    ...walletSums().map(({ currency, ggr }) => ({ day: WALLET_DAY, currency, ggr })),
  ];
  const expected = grouped(played, ({ day }) => day).map(([gaming_day, accounts]) => {
    const rated = accounts.map((each) => ({ ...each, rate: rates[each.currency]?.(gaming_day) }));
    const lacking = rated.filter(({ rate }) => rate === undefined);
    return {
      gaming_day,
      base_currency: 'EUR',
      ggr: formatAmount(
        rated.reduce((sum, { ggr, rate = 0n }) => sum + halfAwayFromZero(ggr * rate), 0n),
      ),
      accounts_without_rate: lacking.length,
      currencies_without_rate: lacking.map(({ currency }) => currency).sort(),
    };
  });
  const found = await run('base-currency');
  expect(without(found, 'oldest_rate_days')).toEqual(expected);
  expect(found.map(({ oldest_rate_days }) => oldest_rate_days)).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6,
  ]);
});

/** Hundred-millionths as ten-thousandths. */
function halfAwayFromZero(amount: bigint): bigint {
  return (amount + (amount < 0n ? -5000n : 5000n)) / 10_000n;
}
