/** PV's details of rounds and spins: they enrich the bets, and double none. */
import { describe, expect, test } from 'vitest';
import { slotsDetailOf } from '../../src/demo/pv/bet-detail.ts';
import type { PvBetRecord } from '../../src/demo/pv/bet-record.ts';
import { PV_GAMES } from '../../src/demo/pv/games.ts';
import { at, only, openEngine } from '../support/engine.ts';
import { callsTo, DAY, openFilled, seconds, spin } from '../support/pv-reports.ts';

const isSlots = ({ game_id }: PvBetRecord) => game_id < 2000;

const DETAILS = ['pv.game_rounds', 'pv.player_rounds', 'pv.slot_spins'];

describe('details', () => {
  test('enrich every bet by its event_id and double none', async () => {
    const engine = await openFilled();
    const sums =
      'select count(*)::integer as n, sum(stake)::varchar as stake, sum(ggr)::varchar as ggr from ggr.bets';
    const daily = 'select * from ggr.daily order by gaming_day';
    const before = await engine.rows(sums);
    const dailyBefore = await engine.rows(daily);
    expect((await engine.sync(...DETAILS)).exitCode).toBe(0);
    expect(await engine.rows(sums)).toEqual(before);
    expect(await engine.rows(daily)).toEqual(dailyBefore);
    expect(
      await engine.value('select sum(ggr) = (select sum(ggr) from ggr.bets) from ggr.daily'),
    ).toBe('true');
    const bets = engine.vendor.bets(seconds('2025-03-01'), engine.clock.now / 1000 - 60);
    const jackpots = bets
      .filter(isSlots)
      .map((bet) => ({ bet, li: slotsDetailOf(1, bet).extra_business.jackpot_amount }))
      .filter(({ li }) => li !== 0)
      .map(({ bet, li }) => ({ bet_id: bet.event_id, li: BigInt(li) }))
      .sort((a, b) => (a.bet_id < b.bet_id ? -1 : 1));
    expect(jackpots.length).toBeGreaterThan(3);
    expect(
      await engine.rows(
        'select bet_id, (jackpot * 1000)::bigint as li from ggr.bets where jackpot is not null order by 1',
      ),
    ).toEqual(jackpots);
    expect(
      await engine.rows(`select count(*)::integer as n, count(feature)::integer as spins, count(bet_areas)::integer as rounds,
        count(distinct event_id)::integer as ids, count(game_name)::integer as named from pv.bets_detailed`),
    ).toEqual([
      {
        n: bets.length,
        spins: bets.filter(isSlots).length,
        rounds: bets.filter((bet) => !isSlots(bet)).length,
        ids: bets.length,
        named: bets.length,
      },
    ]);
    const names = Object.fromEntries(PV_GAMES.map((game) => [game.game_id, game.game_name]));
    expect(
      await engine.rows(
        'select distinct game_id, game_name from ggr.bets order by game_id::bigint',
      ),
    ).toEqual(Object.entries(names).map(([game_id, game_name]) => ({ game_id, game_name })));
  });

  test('by game and by player are the same rounds, field by field', async () => {
    const engine = await openFilled();
    await engine.sync(...DETAILS);
    const shared =
      'event_id, draw_id, game_id, user_id, bet_amount, gain_amount, start_at, end_at, bet_areas, win_areas, game_result, award_odds';
    const differ = await engine.value(
      `select count(*) from ((select ${shared} from pv.game_rounds) except (select ${shared} from pv.player_rounds))`,
    );
    expect(differ).toBe('0');
    expect(await engine.value('select count(*) > 100 from pv.game_rounds')).toBe('true');
    const odds = await engine.rows(
      `select distinct game_type from pv.bets_detailed where award_odds is not null`,
    );
    expect(odds).toEqual([{ game_type: 'Crypto' }]);
  });

  test('ask only the family of a game that pv.games names, and both where it does not', async () => {
    const engine = await openFilled({
      vendor: {
        betsPerHour: 12,
        players: 6,
        games: PV_GAMES.filter((g) => g.game_type === 'Fish'),
      },
    });
    await engine.sync(...DETAILS);
    expect(callsTo(engine, '/api/slots/user/history')).toEqual([]);
    expect(callsTo(engine, '/api/games/game/history').length).toBeGreaterThan(0);
    const unknown = await openEngine({
      start: '2025-03-01',
      now: '2025-03-02T00:01:00',
      vendor: { betsPerHour: 12, players: 6 },
    });
    await unknown.sync('pv.bets');
    await unknown.sync(...DETAILS);
    expect(callsTo(unknown, '/api/slots/user/history')).toHaveLength(6);
    expect(callsTo(unknown, '/api/games/user/history')).toHaveLength(6);
    expect(
      await unknown.value('select count(*) = count(distinct event_id) from pv.bets_detailed'),
    ).toBe('true');
  });

  test.for(['end_at', 'start_at'] as const)(
    'pulled in slices of a day by a vendor whose windows go by %s are whole when it has closed',
    async (clock) => {
      const engine = await openEngine({
        start: '2025-03-01',
        now: '2025-03-01T05:00:00',
        vendor: { betsPerHour: 12, players: 6, clock },
      });
      const nows = ['01T05:00', '01T11:00', '01T17:30', '02T00:00', '02T00:30', '02T01:00'];
      for (const now of nows) {
        engine.clock.now = at(`2025-03-${now}:00`);
        expect((await engine.sync('pv.bets', 'pv.games')).exitCode).toBe(0);
        expect((await engine.sync('pv.slot_spins', 'pv.game_rounds')).exitCode).toBe(0);
      }
      const bets = engine.vendor.bets(seconds('2025-03-01'), seconds('2025-03-02'));
      const ids = `select event_id from pv.slot_spins where window_start < '2025-03-02'
        union all select event_id from pv.game_rounds where window_start < '2025-03-02' order by 1`;
      expect((await engine.rows(ids)).map((row) => row.event_id)).toEqual(
        bets.map((bet) => bet.event_id).sort(),
      );
      expect(await engine.value('select count(*) from sync.revisions')).toBe('0');
    },
  );

  test('never mark a window that pv.bets does not hold, and fill it when it does', async () => {
    const engine = await openEngine({
      start: '2025-03-01',
      now: '2025-03-02T12:00:00',
      vendor: { betsPerHour: 12, players: 6 },
    });
    expect(only(await engine.sync('pv.slot_spins'))).toMatchObject({ loaded: 0, untried: 0 });
    expect(await engine.value('select count(*) from sync.windows')).toBe('0');
    await engine.backfill({ start: at('2025-03-01'), end: at('2025-03-01T08:00:00') });
    await engine.backfill({ start: at('2025-03-01T10:00:00'), end: at('2025-03-01T20:00:00') });
    await engine.sync('pv.slot_spins');
    const windows = `select strftime(window_start, '%d %H') as a, strftime(window_end, '%d %H') as b
      from sync.windows where stream = 'pv.slot_spins' order by 1`;
    expect(await engine.rows(windows)).toEqual([
      { a: '01 00', b: '01 08' },
      { a: '01 10', b: '01 20' },
    ]);
    await engine.sync('pv.bets');
    await engine.sync('pv.slot_spins');
    const bets = engine.vendor.bets(seconds('2025-03-01'), seconds('2025-03-02T11:59:00'));
    expect(await engine.value('select count(*) from pv.slot_spins')).toBe(
      String(bets.filter(isSlots).length),
    );
    expect(
      await engine.value(
        `select complete_until::varchar from sync.freshness where stream = 'pv.slot_spins'`,
      ),
    ).toBe('2025-03-02 11:59:00');
  });
});

describe('a full answer', () => {
  test('is asked for again in halves, for that player alone, until it is not full', async () => {
    const crowd = Array.from({ length: 1300 }, (_, i) => spin(i, i * 3));
    const quiet = { ...spin(9999, 40), user_id: 78 };
    const engine = await openFilled({
      now: '2025-03-02T00:05:00',
      vendor: { betsPerHour: 0, extraBets: [...crowd, quiet] },
    });
    const outcome = only(await engine.sync('pv.slot_spins'));
    expect(outcome).toMatchObject({ inserted: 1301, truncations: [], failures: [] });
    const asked = callsTo(engine, '/api/slots/user/history').map(
      ({ body }) =>
        (body as { data: { user_id: number; time_start: number; time_end: number } }).data,
    );
    expect(
      asked.filter(
        ({ user_id, time_start }) => user_id === 78 && time_start < seconds('2025-03-02'),
      ),
    ).toHaveLength(1);
    const parts = asked.filter(({ user_id }) => user_id === 77);
    expect(parts.length).toBeGreaterThan(4);
    expect(parts.every(({ time_start, time_end }) => time_end - time_start <= DAY)).toBe(true);
    expect(await engine.value('select count(distinct event_id) from pv.slot_spins')).toBe('1301');
  });

  test('of a single second is taken, and its window is marked truncated and said', async () => {
    const crowd = Array.from({ length: 620 }, (_, i) => spin(i, 600));
    const engine = await openFilled({
      now: '2025-03-02T00:05:00',
      vendor: { betsPerHour: 0, extraBets: crowd },
      env: { GGR_PV_STREAMS: 'pv.slot_spins' },
    });
    const report = await engine.sync('pv.slot_spins');
    expect(report.exitCode).toBe(3);
    const says =
      'truncated: the vendor gives at most 500 rows, and the second from 2025-03-01T00:10:00Z fills them';
    expect(only(report)).toMatchObject({ inserted: 500, failures: [], truncations: [{ says }] });
    expect(
      await engine.rows(
        `select state, error, truncated from sync.windows where stream = 'pv.slot_spins' order by window_start`,
      ),
    ).toEqual([
      { state: 'loaded', error: null, truncated: says },
      { state: 'loaded', error: null, truncated: null },
    ]);
    const gaps = (await engine.gaps()).filter(({ stream }) => stream === 'pv.slot_spins');
    expect(gaps).toEqual([
      expect.objectContaining({ stream: 'pv.slot_spins', state: 'truncated', error: says }),
    ]);
    const again = await engine.sync('pv.slot_spins');
    expect(again.exitCode).toBe(0);
  });
});
