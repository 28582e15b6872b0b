/** What single panels say of the rows that they are given, and what their SQL finds. */
import { expect, test } from 'vitest';
import { today } from '../../src/serve/page/panels/today.ts';
import { statement } from '../../src/serve/page/statements.ts';
import { openHandMade } from '../support/hand-made.ts';

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

test('of a window one check is told, whole: nothing of an older one stands beside it', async () => {
  const { warehouse, rows } = await openHandMade();
  const span = "'2025-03-01 10:00:00', '2025-03-01 11:00:00'";
  await rows(`insert into sync.windows (account, stream, window_start, window_end, state, received, inserted, updated, unchanged, quarantined, withdrawn, fetched_at, attempts, run_id)
    values ('pv', 'pv.bets', ${span}, 'mismatch', 0, 0, 0, 0, 0, 0, '2025-03-01 11:05:00', 1, '00000000-0000-0000-0000-000000000001')`);
  const checks = [
    ['totals', 'differs', "3, 1, 'one is missing'", '11:06', null],
    ['totals', 'inconclusive', 'null, null, null', '11:07', null],
    ['person', 'waived', "null, null, 'asked'", '11:08', '2099-01-01'],
    ['person', 'waived', "null, null, 'for good'", '11:09', null],
  ];
  for (const [witness, verdict, said, at, until] of checks) {
    const end = until === null ? 'null' : `'${until}'`;
    await rows(`insert into sync.checks (account, stream, window_start, window_end, witness, verdict, ours_count, theirs_ggr, reason, checked_at, "by", until)
      values ('pv', 'pv.bets', ${span}, '${witness}', '${verdict}', ${said}, '2025-03-01 ${at}:00', 'me', ${end})`);
  }
  const of = async (name: string, parameters = {}) => {
    const asked = statement(name, parameters);
    return (await warehouse.db.many(asked.text, asked.parameters))[0];
  };
  const day = { account: 'pv', stream: 'pv.bets', day: '2025-03-01' };
  expect(await of('windows', day)).toMatchObject({
    ...{ verdict: 'inconclusive', ours_count: null, theirs_ggr: null, reason: null },
  });
  expect(await of('differences', { from_day: '2025-02-01' })).toMatchObject({
    ...{ waiver: 'for good', waived_until: null, reason: 'one is missing' },
  });
  const ours = async () => {
    const { ours_count, theirs_ggr } = (await of('differences', { from_day: '2025-02-01' })) ?? {};
    return { ours_count, theirs_ggr };
  };
  const before = await ours();
  expect(before).toMatchObject({ ours_count: 3n });
  await rows(`insert into sync.checks (account, stream, window_start, window_end, witness, verdict, ours_count, theirs_ggr, reason, checked_at)
    values ('pv', 'pv.bets', '2025-03-01', '2025-03-02', 'totals', 'differs', 900, 77, 'of the day', '2025-03-02 00:00:00')`);
  expect(await ours()).toEqual(before);
  await rows(
    `delete from sync.checks where window_start = '2025-03-01 10:00:00' and verdict = 'differs'`,
  );
  expect(await ours()).toEqual({ ours_count: null, theirs_ggr: null });
});
