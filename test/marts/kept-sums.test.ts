/** Kept sums: at every moment each report is what the facts alone say (test/marts/witness). */

import { expect, test } from 'vitest';
import { anyStep, openKeptStory, type Step } from '../support/kept-story.ts';
import fc from '../support/properties.ts';

const bet = (id: number, stake: number, net = -stake) => ({
  id,
  minute: id * 9,
  player: id % 3,
  stake,
  net,
});
const pv = (hour: number, ...bets: ReturnType<typeof bet>[]): Step => ({ kind: 'pv', hour, bets });
const wm = (hour: number, ...bets: ReturnType<typeof bet>[]): Step => ({ kind: 'wm', hour, bets });
const wallet = (entry: string, round: number, hour: number): Step => ({
  kind: 'wallet',
  entry,
  round,
  hour,
});
const KEPT: Step = { kind: 'kept' };

const STORY: readonly (readonly [string, readonly Step[]])[] = [
  [
    'bets of two vendors, the wallet and a tip',
    [
      pv(0, bet(1, 5), bet(2, 4, 8)),
      pv(3, bet(3, 2)),
      wm(2, bet(1, 6, 0)),
      wallet('bet', 1, 1),
      { kind: 'tip', hour: 1 },
    ],
  ],
  ['kept for the first time', [KEPT]],
  [
    'a transaction of sums that was killed after a late bet',
    [pv(3, bet(3, 2), bet(4, 7)), { kind: 'killed' }],
  ],
  ['a bet is settled anew, and one withdrawn', [KEPT, pv(0, bet(1, 9))]],
  ['a round is won hours after it began', [wallet('win', 1, 4)]],
  ['all of it kept, and windows proved', [KEPT, { kind: 'proved', state: 'verified' }]],
  ['gaming days begin at another time', [{ kind: 'zone', zone: 2 }]],
  [
    'kept by those days, and a round times out',
    [KEPT, wallet('bet', 2, 2), KEPT, { kind: 'closure', round: 2, hour: 5 }],
  ],
  ['a bet moves into another hour', [KEPT, pv(5, bet(3, 2))]],
  [
    'an entry whose clock was behind moves its round to an earlier hour',
    [KEPT, wallet('bet', 2, 0)],
  ],
  ['a bet of the month before changes', [KEPT, pv(0, bet(1, 3), bet(5, 2))]],
  [
    'the newest month has no bet any more',
    [KEPT, pv(5), KEPT, pv(0, bet(1, 4), bet(2, 3), bet(5, 2))],
  ],
];

test('loads, revisions, withdrawals, rounds, kills and another zone leave every report as the facts have it', async () => {
  const story = await openKeptStory();
  const found: unknown[] = [];
  for (const [what, steps] of STORY) {
    for (const step of steps) await story.take(step);
    found.push({ what, wrong: await story.wrong() });
  }
  await story.keep();
  const [{ kept, dirty } = {}] = await story.rows(
    'select (select count(*) from sync.kept_players) as kept, (select count(*) from sync.dirty_hours) as dirty',
  );
  expect(found).toEqual(STORY.map(([what]) => ({ what, wrong: [] })));
  expect({ isKept: Number(kept) > 5, dirty: Number(dirty) }).toEqual({ isKept: true, dirty: 0 });
  expect([await story.wrong(), await story.offences()]).toEqual([[], []]);
  // the same of some days: all of them are everything
  for (const view of ['games', 'players']) {
    const all = `ggr.${view}_between(date '2000-01-01', '2100-01-01')`;
    expect(
      await story.rows(
        `(from ${all} except all from ggr.${view}) union all (from ggr.${view} except all from ${all})`,
      ),
    ).toEqual([]);
    const none = await story.rows(
      `from ggr.${view}_between('2000-01-01', '2000-01-02') where bets > 0`,
    );
    expect(none).toEqual([]);
  }
});

test('a check finds sums that are not those of the bets, and a row without a mark makes them anew', async () => {
  const story = await openKeptStory();
  await story.take(pv(0, bet(1, 5), bet(2, 4)));
  await story.take(pv(5, bet(3, 1)));
  await story.keep();
  const { db } = story.warehouse;
  await db.run(
    'update sync.kept_players set stake = stake + 1; update sync.kept_days set players = 9',
  );
  const relations = (await story.offences()).join(' ');
  for (const name of ['kept_players', 'kept_hours', 'kept_days', 'kept_months']) {
    expect(relations).toContain(name);
  }
  await story.pv({ end: '2025-03-29 21:30' });
  await story.keep();
  expect([await story.wrong(), await story.offences()]).toEqual([[], []]);
});

test('whatever happens in whatever order, each report is what the facts alone say', async () => {
  const numRuns = process.env.GGR_TESTS === 'all' ? 12 : 1;
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 6, maxLength: 14 }), async (steps) => {
      const story = await openKeptStory();
      for (const [i, step] of steps.entries()) {
        await story.take(step);
        if (i % 2 === 1)
          expect({ steps: steps.slice(0, i + 1), wrong: await story.wrong() }).toMatchObject({
            wrong: [],
          });
      }
      await story.keep();
      expect([await story.wrong(), await story.offences()]).toEqual([[], []]);
    }),
    { numRuns, endOnFailure: true },
  );
}, 240_000);
