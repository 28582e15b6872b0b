/** What the figures count and leave out, on a few rows whose sums are done by hand. */
import { describe, expect, test } from 'vitest';
import { openHandMade } from '../support/hand-made.ts';

const VOID = 'The council canceled';
/** All that is known by now: what was believed then. */
const AS_OF = "daily_as_of(timestamp '2025-06-01')";
const FIGURES = `bets::integer as bets, stake::varchar as stake, payout::varchar as payout, ggr::varchar as ggr,
                 rtp, "hold", tips::varchar as tips, rebate::varchar as rebate`;

describe('void bets', () => {
  const fill = async () => {
    const store = await openHandMade();
    await store.wm({ time: '2025-03-01T10:00:00', bet: '100', net: '-60', water: '0.5' });
    await store.wm({ time: '2025-03-01T10:00:01', bet: '50', net: '0', shown: VOID });
    await store.wm({ time: '2025-03-01T10:00:02', bet: '30', net: '-3', shown: '取消' });
    return store;
  };

  test.each(['daily', 'hourly', 'games', 'players', AS_OF])(
    'count in %s with the amounts that the vendor gives, and are out of both sides of rtp and hold',
    async (view) => {
      const { rows } = await fill();
      // stakes 100 + 50 + 30; nets -60, 0 and -3: payouts 40 + 50 + 27; without the voids 40 of 100
      expect(await rows(`select ${FIGURES} from ggr.${view} where bets > 0`)).toEqual([
        {
          bets: 3,
          stake: '180.0000',
          payout: '117.0000',
          ggr: '63.0000',
          rtp: 0.4,
          hold: 0.6,
          tips: '0.0000',
          rebate: '0.5000',
        },
      ]);
    },
  );

  test('alone give neither rtp nor hold, and no more does a bet without a stake', async () => {
    const { rows, wm, pv } = await openHandMade();
    await wm({ time: '2025-03-01T10:00:00', bet: '50', net: '0', shown: VOID });
    await pv({ end: '2025-03-01T10:00:00', stake: '0', gain: '0.7' });
    expect(await rows(`select source, ${FIGURES} from ggr.daily order by source`)).toEqual([
      {
        source: 'pv',
        bets: 1,
        stake: '0.0000',
        payout: '0.7000',
        ggr: '-0.7000',
        rtp: null,
        hold: null,
        tips: '0.0000',
        rebate: '0.0000',
      },
      {
        source: 'wm',
        bets: 1,
        stake: '50.0000',
        payout: '50.0000',
        ggr: '0.0000',
        rtp: null,
        hold: null,
        tips: '0.0000',
        rebate: '0.0000',
      },
    ]);
  });

  test('of the wallet are rounds whose bets were all cancelled: they count with a stake of 0', async () => {
    const { rows, wallet } = await openHandMade();
    await wallet('bet', 1, '-4', '2025-03-01T10:00:00');
    await wallet('cancel', 1, '4', '2025-03-01T10:00:01');
    await wallet('bet', 2, '-5', '2025-03-01T10:00:02');
    await wallet('win', 2, '2', '2025-03-01T10:00:03');
    await wallet('bet', 3, '-9', '2025-03-01T10:00:04');
    expect(await rows(`select account, ${FIGURES} from ggr.daily`)).toEqual([
      {
        account: 'wallet-eur',
        bets: 2,
        stake: '5.0000',
        payout: '2.0000',
        ggr: '3.0000',
        rtp: 0.4,
        hold: 0.6,
        tips: '0.0000',
        rebate: '0.0000',
      },
    ]);
  });
});

test('open bets are in no sum, but in ggr.open_bets with when they were placed and last seen', async () => {
  const { rows, wm, wmOpen, wallet, value } = await openHandMade();
  await wm({ time: '2025-03-01T09:00:00', bet: '10', net: '5' });
  await wmOpen('o1', '2025-03-01T10:00:00', '2025-03-01T16:30:00');
  await wallet('bet', 9, '-4', '2025-03-02T10:00:00');
  await wallet('bet', 8, '-1', '2025-03-02T11:00:00');
  await wallet('win', 8, '0', '2025-03-02T11:15:00');
  expect(
    await rows(`select source, bet_id, game_name, stake::varchar as stake, placed_at::varchar as placed_at,
                       gaming_day::varchar as day, (seen_at - placed_at)::varchar as age
                  from ggr.open_bets order by source`),
  ).toEqual([
    {
      source: 'wallet',
      bet_id: '9',
      game_name: null,
      stake: '4.0000',
      placed_at: '2025-03-02 10:00:00',
      day: '2025-03-02',
      age: '01:15:00',
    },
    {
      source: 'wm',
      bet_id: 'o1',
      game_name: 'Baccarat',
      stake: '25.0000',
      placed_at: '2025-03-01 10:00:00',
      day: '2025-03-01',
      age: '06:30:00',
    },
  ]);
  for (const view of ['daily', 'hourly', 'games', 'players', AS_OF]) {
    expect(await value(`select sum(stake)::varchar from ggr.${view}`)).toBe('11.0000');
  }
});

test('tips stand beside the figures, also of a day, game or player without a bet', async () => {
  const { rows, wm, wmTip } = await openHandMade();
  await wm({ time: '2025-03-01T09:00:00', bet: '10', net: '-10' });
  await wmTip('2025-03-01T09:59:59', 'u1', '2.5');
  await wmTip('2025-03-02T23:00:00', 'u2', '1');
  const tips = (view: string, column: string) =>
    rows(`select ${column}::varchar as key, bets::integer as bets, ggr::varchar as ggr, tips::varchar as tips
            from ggr.${view} where bets > 0 or tips > 0 order by 1`);
  const days = [
    { key: '2025-03-01', bets: 1, ggr: '10.0000', tips: '2.5000' },
    { key: '2025-03-02', bets: 0, ggr: '0.0000', tips: '1.0000' },
  ];
  expect(await tips('daily', 'gaming_day')).toEqual(days);
  expect(await tips('hourly', 'gaming_day')).toEqual(days);
  expect(await tips('players', 'player_id')).toEqual([
    { ...days[0], key: 'u1' },
    { ...days[1], key: 'u2' },
  ]);
  expect(await tips('games', 'game_name')).toEqual([
    { key: 'Baccarat', bets: 1, ggr: '10.0000', tips: '3.5000' },
  ]);
});
