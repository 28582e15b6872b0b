/** What the tests of POP ask of an engine that walks, and of its vendor. */
import { expect } from 'vitest';
import type { PopTally, PopTallyKey } from '../../src/demo/pop/tally.ts';
import { formatAmount } from '../../src/transform/money.ts';
import { openPopEngine, type PopEngine } from './pop-engine.ts';

export const NOW = '2025-03-03T10:20:00';

export const open = (options: Partial<Parameters<typeof openPopEngine>[0]> = {}) =>
  openPopEngine({ now: NOW, ...options });

/** The vendor's own sums, as text. */
export const theirs = ({ vendor, clock }: PopEngine, key: PopTallyKey) =>
  [...vendor.sumsBy(key, 0, clock.now + 1)].map(([name, sums]) => ({ name, ...textOf(sums) }));

export const textOf = ({ bets, stake, payout }: PopTally) => ({
  bets,
  stake: formatAmount(stake),
  payout: formatAmount(payout),
  ggr: formatAmount(stake - payout),
});

export const ours = ({ rows }: PopEngine, column: string) =>
  rows(`select ${column} as name, count(*)::integer as bets, sum(stake)::varchar as stake,
               sum(payout)::varchar as payout, sum(ggr)::varchar as ggr
          from ggr.bets group by 1 order by 1`);

export const everything = async (engine: PopEngine) => {
  expect(await ours(engine, `strftime(gaming_day, '%Y-%m-%d')`)).toEqual(theirs(engine, 'day'));
  expect(await engine.value('select count(*) - count(distinct bet_id) from ggr.bets')).toBe('0');
};

export const WALK = `select cursor, is_complete, rows::integer as rows, complete_until::varchar as complete_until,
                     attempts, error from sync.cursors where range_start is null`;
