/** ggr.games, ggr.players and the crosswalk of player ids, on rows written by hand. */
import { describe, expect, test } from 'vitest';
import { openHandMade } from '../support/hand-made.ts';

describe('ggr.games', () => {
  const games = `select source, game_id, game_name, game_type, earlier_names::varchar as earlier, currency,
                        bets::integer as bets, players::integer as players, ggr::varchar as ggr,
                        first_seen::varchar as first_seen, last_seen::varchar as last_seen,
                        first_bet_at::varchar as first_bet, last_bet_at::varchar as last_bet`;

  test('keeps names that changed, shows games nobody played, and bets on games of no list', async () => {
    const store = await openHandMade();
    await store.pvGame(1001, 'Elves', 'Slots', '2025-03-01');
    await store.pvGame(1001, 'Elves II', 'Slots', '2025-03-02');
    await store.pvGame(1001, 'Elves Gold', 'Slots', '2025-03-03');
    await store.pvGame(1002, 'Zoo', 'Table', '2025-03-01');
    await store.pv({ end: '2025-03-02T10:00:00', game: 1001, stake: '5', gain: '-5' });
    await store.pv({ end: '2025-03-02T11:00:00', game: 1001, stake: '5', gain: '2', user: 2 });
    await store.pv({ end: '2025-03-02T12:00:00', game: 1003, stake: '7', gain: '-1.5' });
    const seen = { source: 'pv', currency: 'CNY' };
    const unseen = { first_seen: null, last_seen: null };
    expect(
      await store.rows(`${games} from ggr.games where source = 'pv' order by game_id`),
    ).toEqual([
      {
        ...seen,
        game_id: '1001',
        game_name: 'Elves Gold',
        game_type: 'Slots',
        earlier: '[Elves, Elves II]',
        bets: 2,
        players: 2,
        ggr: '3.0000',
        first_seen: '2025-03-01 00:00:00',
        last_seen: '2025-03-03 00:00:00',
        first_bet: '2025-03-02 10:00:00',
        last_bet: '2025-03-02 11:00:00',
      },
      {
        ...seen,
        game_id: '1002',
        game_name: 'Zoo',
        game_type: 'Table',
        earlier: '[]',
        bets: 0,
        players: 0,
        ggr: '0.0000',
        first_seen: '2025-03-01 00:00:00',
        last_seen: '2025-03-01 00:00:00',
        first_bet: null,
        last_bet: null,
      },
      {
        ...seen,
        ...unseen,
        game_id: '1003',
        game_name: null,
        game_type: null,
        earlier: '[]',
        bets: 1,
        players: 1,
        ggr: '1.5000',
        first_bet: '2025-03-02 12:00:00',
        last_bet: '2025-03-02 12:00:00',
      },
    ]);
  });

  test("takes WM's names from its bets, and from the document where no bet tells", async () => {
    const store = await openHandMade();
    await store.wm({ time: '2025-03-01T10:00:00', gid: '101', name: 'Baccarat' });
    await store.wm({ time: '2025-03-02T10:00:00', gid: '101', name: 'Baccarat Deluxe' });
    await store.wm({ time: '2025-03-02T10:00:00', gid: '103', name: '' });
    await store.wm({ time: '2025-03-02T10:00:00', gid: '999', name: 'Unheard of' });
    expect(
      await store.rows(`select game_id, game_name, earlier_names::varchar as earlier, bets::integer as bets
                          from ggr.games where source = 'wm' and game_id in ('101', '103', '128', '999') order by 1`),
    ).toEqual([
      { game_id: '101', game_name: 'Baccarat Deluxe', earlier: '[Baccarat]', bets: 2 },
      { game_id: '103', game_name: 'Roulette', earlier: '[]', bets: 1 },
      { game_id: '128', game_name: 'Andar Bahar', earlier: '[]', bets: 0 },
      { game_id: '999', game_name: 'Unheard of', earlier: '[]', bets: 1 },
    ]);
    expect(
      await store.value(
        'select count(*) - count(distinct (source, account, game_id)) from ggr.games',
      ),
    ).toBe('0');
  });

  test("gives POP's and the wallet's games as they are known", async () => {
    const store = await openHandMade();
    await store.popGame('pg_1', 'Tiger', '2025-03-01');
    await store.popGame('pg_1', 'Honey Tiger', '2025-03-02');
    await store.wallet('bet', 1, '-2', '2025-03-01T10:00:00');
    await store.wallet('win', 1, '1', '2025-03-01T10:00:01');
    expect(
      await store.rows(`select account, game_id, game_name, game_type, earlier_names::varchar as earlier, currency, bets::integer as bets
                          from ggr.games where source in ('pop', 'wallet') order by 1`),
    ).toEqual([
      {
        account: 'pop',
        game_id: 'pg_1',
        game_name: 'Honey Tiger',
        game_type: null,
        earlier: '[Tiger]',
        currency: 'EUR',
        bets: 0,
      },
      {
        account: 'wallet-eur',
        game_id: '7',
        game_name: null,
        game_type: null,
        earlier: '[]',
        currency: 'EUR',
        bets: 1,
      },
    ]);
  });
});

describe('players', () => {
  const players = `select player_id, account, vendor_player_ids::varchar as ids, bets::integer as bets, stake::varchar as stake,
                          first_bet_at::varchar as first_bet, last_bet_at::varchar as last_bet
                     from ggr.players order by player_id, account`;

  test("a vendor's id whose operator id became known, and then changed, doubles nothing", async () => {
    const store = await openHandMade();
    await store.pv({ end: '2025-03-01T10:00:00', user: 5, op: '', stake: '1' });
    await store.pv({ end: '2025-03-02T10:00:00', user: 5, op: 'ann', stake: '2' });
    await store.pv({ end: '2025-03-03T10:00:00', user: 5, op: '', stake: '4' });
    await store.pv({ end: '2025-03-04T10:00:00', user: 5, op: 'anna', stake: '8' });
    await store.pv({ end: '2025-03-04T11:00:00', user: 6, op: 'anna', stake: '16' });
    await store.pv({ end: '2025-03-04T12:00:00', user: 7, op: '', stake: '32' });
    expect(
      await store.rows(`select vendor_player_id, player_id, earlier_player_ids::varchar as earlier,
                               first_seen::varchar as first_seen, last_seen::varchar as last_seen
                          from ggr.player_ids order by 1`),
    ).toEqual([
      {
        vendor_player_id: '5',
        player_id: 'anna',
        earlier: '[ann]',
        first_seen: '2025-03-01 10:00:00',
        last_seen: '2025-03-04 10:00:00',
      },
      {
        vendor_player_id: '6',
        player_id: 'anna',
        earlier: '[]',
        first_seen: '2025-03-04 11:00:00',
        last_seen: '2025-03-04 11:00:00',
      },
      {
        vendor_player_id: '7',
        player_id: '7',
        earlier: '[]',
        first_seen: '2025-03-04 12:00:00',
        last_seen: '2025-03-04 12:00:00',
      },
    ]);
    // what names nobody (1 and 4) goes to the last known one; what named ann stays ann's
    expect(await store.rows(players)).toEqual([
      {
        player_id: '7',
        account: 'pv',
        ids: '[7]',
        bets: 1,
        stake: '32.0000',
        first_bet: '2025-03-04 12:00:00',
        last_bet: '2025-03-04 12:00:00',
      },
      {
        player_id: 'ann',
        account: 'pv',
        ids: '[5]',
        bets: 1,
        stake: '2.0000',
        first_bet: '2025-03-02 10:00:00',
        last_bet: '2025-03-02 10:00:00',
      },
      {
        player_id: 'anna',
        account: 'pv',
        ids: '[5, 6]',
        bets: 4,
        stake: '29.0000',
        first_bet: '2025-03-01 10:00:00',
        last_bet: '2025-03-04 11:00:00',
      },
    ]);
    expect(
      await store.value(
        `select sum(stake)::varchar from ggr.bets join ggr.player_ids using (source, account, vendor_player_id)`,
      ),
    ).toBe('63.0000');
  });

  test("the same id at two accounts is two players' rows", async () => {
    const store = await openHandMade();
    await store.rows(`insert into sync.accounts values ('pv-2', 'pv', 'VND', 1)`);
    await store.pv({ end: '2025-03-01T10:00:00', user: 5, stake: '1' });
    await store.pv({ end: '2025-03-01T10:00:00', user: 5, stake: '2', account: 'pv-2' });
    expect(
      await store.rows(
        'select account, currency, stake::varchar as stake from ggr.players order by 1',
      ),
    ).toEqual([
      { account: 'pv', currency: 'CNY', stake: '1.0000' },
      { account: 'pv-2', currency: 'VND', stake: '2.0000' },
    ]);
  });
});
