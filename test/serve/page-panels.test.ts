/** What single panels say of the rows that they are given. */
import { expect, test } from 'vitest';
import { today } from '../../src/serve/page/panels/today.ts';

test('today is held against the same hours of last week, also where a gaming day begins in the evening of UTC', async () => {
  const row = (gaming_day: string, hour_start: string, ggr: string) => ({
    ...{ gaming_day, hour_start, ggr, bets: 1, stake: ggr, proof: 'verified' },
  });
  const rows = [
    row('2026-11-02', '2026-11-01T16:00:00Z', '10.0000'),
    row('2026-11-02', '2026-11-02T01:00:00Z', '20.0000'),
    row('2026-11-02', '2026-11-02T02:00:00Z', '400.0000'),
    row('2026-11-02', '2026-11-02T15:00:00Z', '8000.0000'),
    row('2026-11-09', '2026-11-08T16:00:00Z', '1.0000'),
    row('2026-11-09', '2026-11-09T00:00:00Z', '2.0000'),
  ];
  const { body } = await today.draw({
    query: new URLSearchParams({ currency: 'EUR' }),
    source: {
      rows: async () => ({ rows, asOf: '2026-11-09T01:30:00Z' }),
      known: () => Promise.reject(new Error('not asked')),
    },
    today: '2026-11-09',
    now: Date.parse('2026-11-09T01:31:00Z'),
  });
  expect(body.text).toContain('<b>3.00</b> EUR so far; <b>30.00</b> by the same hour of Mon 2 Nov');
});
