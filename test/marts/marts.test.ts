/** The views and comments that analysts lean on. */
import { describe, expect, test } from 'vitest';
import { openEngine } from '../support/engine.ts';

const bet = (id: string, endAt: string, stake = 1000, gain = -1000) => ({
  event_id: id,
  draw_id: 'd',
  game_id: 1001,
  user_id: 1,
  op_id: id === 'a' ? 'op-1' : '',
  bet_amount: stake,
  gain_amount: gain,
  credit_before_bet: 0,
  credit: gain,
  start_at: Date.parse(`${endAt}Z`) / 1000,
  end_at: Date.parse(`${endAt}Z`) / 1000,
});
const open = (extraBets: ReturnType<typeof bet>[], env: Record<string, string> = {}) =>
  openEngine({
    start: '2025-03-29',
    now: '2025-03-31T12:00:00',
    vendor: { betsPerHour: 0, extraBets },
    env,
  });

describe('ggr.bets and ggr.daily', () => {
  test('payout is stake plus net, ggr is stake minus payout, for wins, losses and free rounds', async () => {
    const engine = await open([
      bet('a', '2025-03-30T10:00:00', 1000, -1000),
      bet('b', '2025-03-30T10:00:01', 1000, 2500),
      bet('c', '2025-03-30T10:00:02', 0, 700),
    ]);
    await engine.sync();
    expect(
      await engine.rows(
        `select bet_id, player_id, stake::varchar as stake, payout::varchar as payout, ggr::varchar as ggr, currency, status from ggr.bets order by 1`,
      ),
    ).toEqual([
      {
        bet_id: 'a',
        player_id: 'op-1',
        stake: '1.0000',
        payout: '0.0000',
        ggr: '1.0000',
        currency: 'CNY',
        status: 'settled',
      },
      {
        bet_id: 'b',
        player_id: '1',
        stake: '1.0000',
        payout: '3.5000',
        ggr: '-2.5000',
        currency: 'CNY',
        status: 'settled',
      },
      {
        bet_id: 'c',
        player_id: '1',
        stake: '0.0000',
        payout: '0.7000',
        ggr: '-0.7000',
        currency: 'CNY',
        status: 'settled',
      },
    ]);
    expect(
      await engine.rows(
        `select gaming_day::varchar as day, bets::integer as bets, players::integer as players, stake::varchar as stake,
                payout::varchar as payout, ggr::varchar as ggr, rtp, "hold", typeof(ggr) as type from ggr.daily`,
      ),
    ).toEqual([
      {
        day: '2025-03-30',
        bets: 3,
        players: 2,
        stake: '2.0000',
        payout: '4.2000',
        ggr: '-2.2000',
        rtp: 2.1,
        hold: -1.1,
        type: 'DECIMAL(38,4)',
      },
    ]);
  });

  test('a gaming day begins at GGR_DAY_START in GGR_REPORT_TIMEZONE, also when the clocks change', async () => {
    // Berlin: UTC+1 until 2025-03-30T01:00:00Z, UTC+2 from then on; a day begins at 06:00.
    const engine = await open(
      [
        bet('a', '2025-03-30T03:59:59'), // 05:59:59 summer time
        bet('b', '2025-03-30T04:00:00'), // 06:00:00 summer time
        bet('c', '2025-03-29T04:59:59'), // 05:59:59 winter time
        bet('d', '2025-03-29T05:00:00'), // 06:00:00 winter time
      ],
      { GGR_REPORT_TIMEZONE: 'Europe/Berlin', GGR_DAY_START: '06:00' },
    );
    await engine.sync();
    expect(
      await engine.rows('select bet_id, gaming_day::varchar as day from ggr.bets order by 1'),
    ).toEqual([
      { bet_id: 'a', day: '2025-03-29' },
      { bet_id: 'b', day: '2025-03-30' },
      { bet_id: 'c', day: '2025-03-28' },
      { bet_id: 'd', day: '2025-03-29' },
    ]);
  });
});

test('every table and column of ggr and sync carries a comment', async () => {
  const engine = await open([]);
  const silent = await engine.rows(`
    select schema_name || '.' || table_name as name from duckdb_tables() where schema_name in ('ggr', 'sync') and comment is null
    union all select schema_name || '.' || view_name from duckdb_views() where schema_name in ('ggr', 'sync') and comment is null
    union all select schema_name || '.' || table_name || '.' || column_name from duckdb_columns()
     where schema_name in ('ggr', 'sync') and comment is null`);
  expect(silent).toEqual([]);
});

test('no amount is a double anywhere', async () => {
  const engine = await open([]);
  const doubles =
    await engine.rows(`select table_name || '.' || column_name as name from duckdb_columns()
    where schema_name in ('pv', 'wm', 'pop', 'wallet', 'ggr', 'sync') and data_type in ('DOUBLE', 'FLOAT') order by 1`);
  const reports = ['daily', 'daily_base', 'games', 'hourly', 'players'];
  expect(doubles.map((row) => row.name)).toEqual(
    reports.flatMap((report) => [`${report}.hold`, `${report}.rtp`]),
  );
});
