/** ggr.daily_base: which rate counts, and amounts multiplied by hand. */
import { expect, test } from 'vitest';
import { openHandMade } from '../support/hand-made.ts';

const DAYS = `select gaming_day::varchar as day, rate::varchar as rate, rate_date::varchar as date, ggr::varchar as ggr
                from ggr.daily_base order by gaming_day`;

test('the newest rate at or before the day counts for 7 days, and then there is null, not a guess', async () => {
  const store = await openHandMade({ base: 'EUR' });
  for (const day of ['09', '10', '12', '13', '20', '21']) {
    await store.pv({ end: `2025-03-${day}T10:00:00`, stake: '10', gain: '-10' });
  }
  await store.rate('2025-03-10', 'CNY', '0.1');
  await store.rate('2025-03-13', 'CNY', '0.2');
  await store.rate('2025-03-22', 'CNY', '0.9');
  const none = { rate: null, date: null, ggr: null };
  const first = { rate: '0.100000000000', date: '2025-03-10', ggr: '1.0000' };
  const second = { rate: '0.200000000000', date: '2025-03-13', ggr: '2.0000' };
  expect(await store.rows(DAYS)).toEqual([
    { day: '2025-03-09', ...none },
    { day: '2025-03-10', ...first },
    { day: '2025-03-12', ...first },
    { day: '2025-03-13', ...second },
    { day: '2025-03-20', ...second },
    { day: '2025-03-21', ...none },
  ]);
});

test('amounts are exact and rounded once, half away from zero; ratios stay', async () => {
  const store = await openHandMade({ base: 'EUR' });
  // 0.0001 at 0.5 is 0.00005; 0.0003 at 0.5 is 0.00015; -0.0001 at 0.5 is -0.00005
  await store.pv({ end: '2025-03-01T10:00:00', stake: '0.0003', gain: '0.0001' });
  // 12345678901234.5678 at 0.000056781234 is 701002882.5798628831406652
  await store.wm({
    time: '2025-03-01T10:00:00',
    bet: '12345678901234.5678',
    net: '-12345678901234.5678',
    water: '0.0001',
  });
  await store.rate('2025-03-01', 'CNY', '0.5');
  await store.rate('2025-03-01', 'THB', '0.000056781234');
  expect(
    await store.rows(`select source, stake::varchar as stake, payout::varchar as payout, ggr::varchar as ggr, rebate::varchar as rebate, round(rtp, 6) as rtp,
                             typeof(stake) as type from ggr.daily_base order by source`),
  ).toEqual([
    {
      source: 'pv',
      stake: '0.0002',
      payout: '0.0002',
      ggr: '-0.0001',
      rebate: '0.0000',
      rtp: 1.333333,
      type: 'DECIMAL(38,4)',
    },
    {
      source: 'wm',
      stake: '701002882.5799',
      payout: '0.0000',
      ggr: '701002882.5799',
      rebate: '0.0000',
      rtp: 0,
      type: 'DECIMAL(38,4)',
    },
  ]);
});

test('the base currency is worth 1 of itself, whatever was imported', async () => {
  const store = await openHandMade({ base: 'CNY' });
  await store.pv({ end: '2025-03-01T10:00:00', stake: '3', gain: '-3' });
  await store.rate('2025-03-01', 'CNY', '7');
  expect(await store.rows(DAYS)).toEqual([
    { day: '2025-03-01', rate: '1.000000000000', date: '2025-03-01', ggr: '3.0000' },
  ]);
});

test("of several sources' rates for a date the one imported last counts, then the first by name", async () => {
  const store = await openHandMade({ base: 'EUR' });
  await store.pv({ end: '2025-03-01T10:00:00', stake: '10', gain: '-10' });
  await store.rate('2025-03-01', 'CNY', '0.3', 'bank', '2025-03-02');
  await store.rate('2025-03-01', 'CNY', '0.2', 'ecb', '2025-03-02');
  await store.rate('2025-03-01', 'CNY', '0.1', 'aaa', '2025-03-01');
  expect(await store.value('select ggr::varchar from ggr.daily_base')).toBe('3.0000');
});

test('without a base currency, or with rates against another one, every amount is null', async () => {
  const without = await openHandMade();
  await without.pv({ end: '2025-03-01T10:00:00' });
  expect(await without.rows('select stake, base_currency from ggr.daily_base')).toEqual([
    { stake: null, base_currency: null },
  ]);
  const other = await openHandMade({ base: 'USD' });
  await other.pv({ end: '2025-03-01T10:00:00' });
  await other.rate('2025-03-01', 'CNY', '0.1');
  await other.rows(`update ggr.fx_rates set base_currency = 'EUR'`);
  expect(await other.rows('select stake, base_currency from ggr.daily_base')).toEqual([
    { stake: null, base_currency: 'USD' },
  ]);
});
