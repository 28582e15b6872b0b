/** PV's other reports end to end: a strict vendor over a socket, the engine, a real store. */
import { describe, expect, test } from 'vitest';
import { PV_GAMES } from '../../src/demo/pv/games.ts';
import { envelope, post } from '../demo/pv/signed-fetch.ts';
import { at, type Engine, only, openEngine } from '../support/engine.ts';
import { callsTo, DAY, openFilled, seconds, spin } from '../support/pv-reports.ts';

const TOTALS = ['pv.game_totals', 'pv.player_totals'];

/** The text of an answer of the vendor, signed here. */
async function textOf({ vendor, clock }: Engine, path: string, data: object): Promise<string> {
  const body = envelope(vendor, data, Math.floor(clock.now / 1000));
  return (await post(vendor, path, body)).text();
}

describe("PV's own totals", () => {
  test('by game and by player equal the sums of ggr.bets for every closed day', async () => {
    const engine = await openFilled();
    const report = await engine.sync(...TOTALS);
    expect(report.exitCode).toBe(0);
    expect(report.outcomes.map((o) => o.loaded)).toEqual([3, 3]);
    const ours = (id: string, source: string) => `
      select event_at::date::varchar as day, ${id} as id, ${source === 'game' ? 'count(*)::integer as bets,' : ''}
             sum(stake)::varchar as stake, sum(ggr)::varchar as ggr
        from ggr.bets where event_at < '2025-03-04' group by all order by 1, 2`;
    const theirs = (id: string, source: string) => `
      select date::date::varchar as day, ${id}::varchar as id, ${source === 'game' ? 'sum(bet_count)::integer as bets,' : ''}
             sum(bet_amount)::varchar as stake, sum(-gain_amount)::varchar as ggr
        from pv.${source}_totals group by all order by 1, 2`;
    const games = await engine.rows(theirs('game_id', 'game'));
    expect(games).toHaveLength(3 * PV_GAMES.length);
    expect(games).toEqual(await engine.rows(ours('game_id', 'game')));
    const players = await engine.rows(theirs('user_id', 'player'));
    expect(players).toHaveLength(3 * 6);
    expect(players).toEqual(await engine.rows(ours('vendor_player_id', 'player')));
  });

  test('of the open day wait until it is over and its bets are here', async () => {
    const engine = await openFilled();
    await engine.sync(...TOTALS);
    const before = engine.vendor.requests.length;
    engine.clock.now = at('2025-03-04T23:00:00');
    await engine.sync('pv.bets');
    const betCalls = callsTo(engine, '/api/all/history').length;
    await engine.sync(...TOTALS);
    expect(engine.vendor.requests.length).toBeGreaterThan(before);
    expect(callsTo(engine, '/api/all/history').length).toBe(betCalls);
    expect(await engine.value('select max(date)::date::varchar from pv.game_totals')).toBe(
      '2025-03-03',
    );
    engine.clock.now = at('2025-03-05T01:00:00');
    await engine.sync(...TOTALS);
    expect(await engine.value('select count(distinct date) from pv.game_totals')).toBe('3');
    await engine.sync('pv.bets');
    await engine.sync(...TOTALS);
    expect(await engine.value('select count(distinct date) from pv.game_totals')).toBe('4');
  });
});

describe('pv.games', () => {
  test('keeps every name a game has had, within a day and over days', async () => {
    const games = PV_GAMES.map((game) => ({ ...game }));
    const engine = await openEngine({
      start: '2025-03-01',
      now: '2025-03-01T08:00:00',
      vendor: { betsPerHour: 0, games },
    });
    const rename = async (now: string, name: string) => {
      (games[0] as { game_name: string }).game_name = name;
      engine.clock.now = at(now);
      await engine.sync('pv.games');
    };
    await rename('2025-03-01T08:00:00', 'Elves');
    await rename('2025-03-01T09:00:00', 'Elves');
    await rename('2025-03-01T10:00:00', 'Gnomes');
    await rename('2025-03-02T08:00:00', 'Gnomes');
    await rename('2025-03-04T08:00:00', 'Elves');
    expect(
      await engine.rows(`select version::integer as version, game_name, first_seen::varchar as first, is_current
        from pv.game_versions where game_id = 1006 order by version`),
    ).toEqual([
      { version: 1, game_name: 'Elves', first: '2025-03-01 08:00:00', is_current: false },
      { version: 2, game_name: 'Gnomes', first: '2025-03-01 10:00:00', is_current: false },
      { version: 3, game_name: 'Elves', first: '2025-03-04 08:00:00', is_current: true },
    ]);
    expect(
      await engine.value(
        `select last_seen::varchar from pv.game_versions where game_id = 1006 and version = 2`,
      ),
    ).toBe('2025-03-02 08:00:00');
    expect(await engine.value('select count(*) from pv.game_versions where is_current')).toBe('12');
    expect(await engine.value('select game_name from pv.game_names where game_id = 1006')).toBe(
      'Elves',
    );
  });
});

describe('pv.stage_summary', () => {
  const stored = `select date::date::varchar as day, bet_count, (bet_amount * 1000)::bigint as stake,
    (gain_amount * 1000)::bigint as gain, (company_gain_amount * 1000)::bigint as company from pv.stage_summary order by 1`;
  const theirs = ({ vendor }: Engine, days: number[], until: number) =>
    days.map((day) => {
      const { bet_count, bet_amount, gain_amount } = vendor.summary(
        day,
        Math.min(day + DAY, until),
      );
      const date = new Date(day * 1000).toISOString().slice(0, 10);
      return {
        day: date,
        bet_count: BigInt(bet_count),
        stake: bet_amount,
        gain: gain_amount,
        company: -gain_amount,
      };
    });

  test('has one row a day from one call, follows the open day and reads it once more when it is closed', async () => {
    const engine = await openEngine({
      start: '2025-03-01',
      now: '2025-03-03T12:00:00',
      vendor: { betsPerHour: 10 },
    });
    const days = [0, 1, 2].map((n) => seconds('2025-03-01') + n * DAY);
    await engine.sync('pv.stage_summary');
    expect(callsTo(engine, '/api/all/stage/summary')).toHaveLength(1);
    expect(await engine.rows(stored)).toEqual(theirs(engine, days, seconds('2025-03-03T11:59:00')));
    engine.clock.now = at('2025-03-03T15:00:00');
    await engine.sync('pv.stage_summary');
    expect(await engine.rows(stored)).toEqual(theirs(engine, days, seconds('2025-03-03T14:59:00')));
    engine.clock.now = at('2025-03-04T00:01:00');
    await engine.sync('pv.stage_summary');
    expect(await engine.rows(stored)).toEqual(theirs(engine, days, seconds('2025-03-04')));
    expect(callsTo(engine, '/api/all/stage/summary')).toHaveLength(3);
  });

  test('has zeros for a day without bets', async () => {
    const engine = await openEngine({
      start: '2025-03-01',
      now: '2025-03-03T00:01:00',
      vendor: { betsPerHour: 0, extraBets: [spin(1, 30)] },
    });
    await engine.sync('pv.stage_summary');
    expect(await engine.rows(stored)).toEqual([
      { day: '2025-03-01', bet_count: 1n, stake: 1000n, gain: -1000n, company: 1000n },
      { day: '2025-03-02', bet_count: 0n, stake: 0n, gain: 0n, company: 0n },
    ]);
  });
});

test('pv.bonus_summary has every day and state, its floats exact to the last li', async () => {
  const engine = await openEngine({ start: '2025-03-01', now: '2025-03-03T00:01:00' });
  const outcome = only(await engine.sync('pv.bonus_summary'));
  expect(outcome).toMatchObject({ loaded: 2, inserted: 10, quarantined: 0 });
  const truth = [];
  for (const day of ['2025-03-01', '2025-03-02']) {
    for (const state of [1, 2, 3, 4, 5]) {
      const data = {
        mch_id: 101,
        state_list: [state],
        time_start: seconds(day),
        time_end: seconds(day) + DAY,
      };
      const text = await textOf(engine, '/api/all/bonus/summary', data);
      const whole = (field: string) =>
        BigInt(new RegExp(`"${field}":(-?\\d+)`).exec(text)?.[1] ?? '');
      truth.push({
        day,
        state,
        released: whole('release_count'),
        bonus: whole('release_bonus'),
        cash: whole('converted_cash'),
        bet: whole('bet_amount'),
        win: whole('win_amount'),
      });
    }
  }
  expect(truth.some(({ cash }) => cash > 0n)).toBe(true);
  expect(
    await engine.rows(`select date::date::varchar as day, state, release_count as released, (release_bonus * 1000)::bigint as bonus,
      (converted_cash * 1000)::bigint as cash, (bet_amount * 1000)::bigint as bet, (win_amount * 1000)::bigint as win
      from pv.bonus_summary order by 1, 2`),
  ).toEqual(truth);
});
