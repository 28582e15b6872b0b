/** One absurd amount, date or rate never takes a view away, and what is added up stays exact. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { StoredRow } from '../../src/load/database.ts';
import { formatAmount } from '../../src/transform/money.ts';
import { runExample } from '../support/examples.ts';
import { openHandMade } from '../support/hand-made.ts';
import fc from '../support/properties.ts';

type Store = Awaited<ReturnType<typeof openHandMade>>;

/** The largest amount that DECIMAL(18,4) holds, in ten-thousandths. */
const MOST = 10n ** 18n - 1n;
const EXAMPLES = readdirSync(resolve(import.meta.dirname, '../../sql/examples')).map((file) =>
  file.replace(/\.sql$/, ''),
);

/** Views that cannot be read, with what they say. */
async function broken({ warehouse, rows }: Store): Promise<string[]> {
  const views = await rows(
    `select schema_name || '.' || view_name as name from duckdb_views() where not internal order by 1`,
  );
  const faults: string[] = [];
  const attempt = async (name: string, read: () => Promise<unknown>) => {
    await read().catch((error: Error) => faults.push(`${name}: ${error.message}`));
  };
  for (const { name } of views) await attempt(String(name), () => rows(`from ${name}`));
  for (const name of EXAMPLES) await attempt(name, () => runExample(warehouse, name));
  await attempt('month over month', () =>
    rows(`select date_trunc('month', gaming_day) as month, sum(ggr) as ggr, sum(ggr) - lag(sum(ggr)) over (order by month) as change,
                 100.0 * (sum(ggr) - lag(sum(ggr)) over (order by month)) / nullif(lag(sum(ggr)) over (order by month), 0) as percent
            from ggr.daily_base group by month order by month`),
  );
  return faults;
}

const edges = [0n, 1n, 10_000n, 123_456_789n, MOST / 2n, MOST - 1n, MOST];
const stake = fc.constantFrom(...edges);
/** What the loader lets through: stake and payout each fit. */
const money = fc.tuple(stake, fc.constantFrom(...edges)).map(([bet, payout]) => ({
  bet,
  net: payout - bet,
}));
const year = fc.constantFrom('2001-09-10', '2024-02-29', '2025-03-30', '2025-10-26', '2286-11-20');
const bet = fc.record({ money, date: year, isWm: fc.boolean() });
const entry = fc.record({
  kind: fc.constantFrom('bet', 'win', 'win', 'cancel'),
  round: fc.integer({ min: 1, max: 3 }),
  amount: stake,
});
const rate = fc.constantFrom('0.000000000001', '0.123456789012', '1', '99999999.999999999999');

test('whatever amounts, days and rates the loader lets through: every view and example can be read, ggr.daily is exact to the last li', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(bet, { maxLength: 12 }),
      fc.array(entry, { maxLength: 12 }),
      rate,
      async (bets, entries, eur) => {
        const store = await openHandMade({ zone: 'Europe/Berlin', dayStart: '02:30', base: 'EUR' });
        for (const { money, date, isWm } of bets) {
          const [bet, net] = [formatAmount(money.bet), formatAmount(money.net)];
          if (isWm) await store.wm({ time: date, bet, net, water: bet });
          else await store.pv({ end: date, stake: bet, gain: net });
          await store.rate(date, isWm ? 'THB' : 'CNY', eur);
          await store.wmTip(date, 'u1', bet);
        }
        for (const { kind, round, amount } of entries) {
          const signed = formatAmount(kind === 'bet' ? -amount : amount);
          await store.wallet(kind, round, signed, '2025-03-30 12:00:00');
        }
        expect(await broken(store)).toEqual([]);
        const [sums] = await store.rows(
          `select coalesce(sum(stake), 0)::varchar as stake, coalesce(sum(ggr), 0)::varchar as ggr from ggr.daily where source <> 'wallet'`,
        );
        const total = (pick: (m: { bet: bigint; net: bigint }) => bigint) =>
          formatAmount(bets.reduce((sum, { money }) => sum + pick(money), 0n));
        expect(sums).toEqual(
          bets.length === 0
            ? { stake: '0.0000', ggr: '0.0000' }
            : { stake: total(({ bet }) => bet), ggr: total(({ net }) => -net) },
        );
      },
    ),
    { numRuns: 3 },
  );
}, 180_000);

const text = (row: StoredRow | undefined) =>
  Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, String(value)]));

test('a round of the wallet with more than a hundred maximum wins is in every sum, and null and flagged in ggr.bets', async () => {
  const store = await openHandMade();
  await store.wallet('bet', 1, '-1', '2025-03-01');
  for (let i = 0; i < 101; i += 1) {
    await store.wallet('win', 1, formatAmount(MOST), '2025-03-01');
  }
  await store.wallet('bet', 2, '-5', '2025-03-01');
  await store.wallet('win', 2, '2', '2025-03-01');
  const won = formatAmount(101n * MOST + 20_000n);
  const lost = formatAmount(60_000n - 101n * MOST - 20_000n);
  for (const view of ['daily', 'hourly', 'games', 'players']) {
    const [row] = await store.rows(
      `select bets, stake, payout, ggr from ggr.${view} where source = 'wallet'`,
    );
    expect(text(row)).toEqual({ bets: '2', stake: '6.0000', payout: won, ggr: lost });
  }
  const rounds = await store.rows(
    'select bet_id, stake, payout, ggr, status, flags from ggr.bets order by bet_id',
  );
  expect(rounds.map(text)).toEqual([
    {
      bet_id: '1',
      stake: '1.0000',
      payout: 'null',
      ggr: 'null',
      status: 'settled',
      flags: 'too-large',
    },
    {
      bet_id: '2',
      stake: '5.0000',
      payout: '2.0000',
      ggr: '3.0000',
      status: 'settled',
      flags: 'null',
    },
  ]);
  expect(await broken(store)).toEqual([]);
});

test('days of the largest amounts are exact in the base currency, and null where 38 digits do not hold them', async () => {
  const store = await openHandMade({ base: 'EUR' });
  await store.rate('2025-03-01', 'CNY', '99999999.999999999999');
  await store.rate('2025-03-02', 'CNY', '0.123456789012');
  for (let i = 0; i < 3; i += 1) {
    const lost = { user: i, stake: formatAmount(MOST), gain: formatAmount(-MOST) };
    await store.pv({ ...lost, end: '2025-03-01' });
    await store.pv({ ...lost, end: '2025-03-02' });
  }
  const days = await store.rows(
    'select gaming_day::varchar as day, ggr from ggr.daily_base order by 1',
  );
  const exact = (rate: bigint) => (3n * MOST * rate + 500_000_000_000n) / 10n ** 12n;
  expect(days.map(text)).toEqual([
    { day: '2025-03-01', ggr: formatAmount(exact(99_999_999_999_999_999_999n)) },
    { day: '2025-03-02', ggr: formatAmount(exact(123_456_789_012n)) },
  ]);
  // 10^33 units times 10^8 have more than 38 digits
  expect(
    await store.value(
      `select ggr.in_base(cast(1e33 as decimal(38, 4)), cast(99999999 as decimal(20, 12))) is null`,
    ),
  ).toBe('true');
});
