/** Games, players, hours and days against the bundled vendors' own sums. */
import { expect, test } from 'vitest';
import type { PopTally } from '../../src/demo/pop/tally.ts';
import { formatAmount } from '../../src/transform/money.ts';
import { openEngine } from '../support/engine.ts';
import { openPopEngine } from '../support/pop-engine.ts';
import { openWmEngine } from '../support/wm-engine.ts';

type Rows = (sql: string) => Promise<unknown[]>;
const by = (rows: Rows, column: string, view: string) =>
  rows(`select ${column} as key, bets::integer as bets, stake::varchar as stake, ggr::varchar as ggr, rebate::varchar as rebate, tips::varchar as tips
          from ggr.${view} where bets > 0 or tips > 0 order by 1`);

/** Every report adds up to the same, and every bet is in exactly one row of each. */
async function expectOneSum(rows: Rows): Promise<void> {
  const sums = ['daily', 'hourly', 'games', 'players'].map(
    (
      view,
    ) => `select source, account, currency, sum(bets)::bigint as bets, sum(stake) as stake, sum(payout) as payout,
                      sum(ggr) as ggr, sum(tips) as tips, sum(rebate) as rebate from ggr.${view} group by all having sum(bets) > 0`,
  );
  const differing = await rows(
    `select source, account, currency from (${sums.join(' union all ')}) group by all
     having count(*) <> 4 or count(distinct (bets, stake, payout, ggr, tips, rebate)) <> 1`,
  );
  expect(differing).toEqual([]);
}

test("PV's own totals by game, by player and by day equal ggr.games, ggr.players and ggr.daily", async () => {
  const engine = await openEngine({
    start: '2025-03-01',
    now: '2025-03-04T00:05:00',
    vendor: { betsPerHour: 12, players: 6 },
  });
  const report = await engine.sync('pv.bets', 'pv.games');
  expect(report.exitCode).toBe(0);
  expect(
    (await engine.sync('pv.game_totals', 'pv.player_totals', 'pv.stage_summary')).exitCode,
  ).toBe(0);
  // of the fourth day there may be a few minutes: the totals are of closed days
  await engine.rows(`delete from pv.bets where end_at >= '2025-03-04'`);
  const theirs = (id: string, table: string, bets: string) =>
    engine.rows(`select ${id}::varchar as key, ${bets} as bets, sum(bet_amount)::varchar as stake, sum(-gain_amount)::varchar as ggr
                   from pv.${table} where date < '2025-03-04' group by 1 order by 1`);
  const ours = (id: string, view: string, bets = 'sum(bets)::integer') =>
    engine.rows(`select ${id} as key, ${bets} as bets, sum(stake)::varchar as stake, sum(ggr)::varchar as ggr
                   from ggr.${view} where bets > 0 group by 1 order by 1`);
  const games = await theirs('game_id', 'game_totals', 'sum(bet_count)::integer');
  expect(games.length).toBeGreaterThan(10);
  expect(await ours('game_id', 'games')).toEqual(games);
  const players = await theirs('user_id', 'player_totals', 'null');
  expect(players).toHaveLength(6);
  expect(await ours('vendor_player_ids[1]', 'players', 'null')).toEqual(players);
  const days = await theirs('date::date', 'stage_summary', 'sum(bet_count)::integer');
  expect(days).toHaveLength(3);
  expect(await ours('gaming_day::varchar', 'daily')).toEqual(days);
  expect(await engine.value(`select count(*) from ggr.games where game_name is null`)).toBe('0');
  await expectOneSum(engine.rows);
});

test("WM's own bets and tips by game and by player equal ggr.games and ggr.players", async () => {
  const engine = await openWmEngine({ start: '2025-03-01', now: '2025-03-05T09:30:00' });
  expect((await engine.sync()).exitCode).toBe(0);
  const start = Date.parse('2025-02-28T16:00:00Z');
  const bets = engine.vendor.bets(Date.parse('2025-03-01'), engine.clock.now - 3_600_000);
  const tips = engine.vendor.tips(start, engine.clock.now);
  const until = `'${new Date(engine.clock.now - 3_600_000).toISOString().slice(0, 19)}'`;
  await engine.rows(`delete from wm.bets where bet_time >= ${until}; delete from wm.open_bets`);
  const theirs = (key: (each: { gid: string; user: string }) => string) => {
    const keys = [...new Set([...bets, ...tips].map(key))].sort();
    return keys.map((each) => {
      const own = bets.filter((bet) => key(bet) === each);
      const given = tips.filter((tip) => key(tip) === each);
      const sum = (amounts: bigint[]) => formatAmount(amounts.reduce((a, b) => a + b, 0n));
      return {
        key: each,
        bets: own.length,
        stake: sum(own.map(({ bet }) => bet)),
        ggr: sum(own.map(({ winLoss }) => -winLoss)),
        rebate: sum(own.map(({ water }) => water)),
        tips: sum(given.map(({ tip }) => tip)),
      };
    });
  };
  expect(bets.length).toBeGreaterThan(500);
  expect(await by(engine.rows, 'game_id', 'games')).toEqual(theirs(({ gid }) => gid));
  expect(await by(engine.rows, 'player_id', 'players')).toEqual(theirs(({ user }) => user));
  await expectOneSum(engine.rows);
});

test("POP's own sums by game and by player equal ggr.games and ggr.players", async () => {
  const engine = await openPopEngine({ now: '2025-03-03T10:20:00' });
  expect((await engine.syncGames()).exitCode).toBe(0);
  expect((await engine.sync()).exitCode).toBe(0);
  const theirs = (key: 'game' | 'player') =>
    [...engine.vendor.sumsBy(key, 0, engine.clock.now + 1)].map(
      ([name, { bets, stake, payout }]: [string, PopTally]) => ({
        key: name,
        bets,
        stake: formatAmount(stake),
        ggr: formatAmount(stake - payout),
        rebate: '0.0000',
        tips: '0.0000',
      }),
    );
  expect(await by(engine.rows, 'game_id', 'games')).toEqual(theirs('game'));
  expect(await by(engine.rows, 'player_id', 'players')).toEqual(theirs('player'));
  expect(
    await engine.value(`select count(*) from ggr.bets join ggr.games using (source, account, game_id)
                         where bets.game_name is distinct from games.game_name or bets.game_name is null`),
  ).toBe('0');
  await expectOneSum(engine.rows);
});
