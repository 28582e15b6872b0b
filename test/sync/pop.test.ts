/** POP end to end: a vendor with a keyset cursor, the engine, a real store. */
import { describe, expect, test } from 'vitest';
import { at, only } from '../support/engine.ts';
import { everything, open, ours, theirs } from '../support/pop-walks.ts';

describe.each(['decimal', 'hex'] as const)('a record with %s ids', (ids) => {
  test('is pulled whole: days, games and players equal the vendor, and a second sync adds nothing', async () => {
    const engine = await open({ vendor: { ids, columns: 'varying' } });
    engine.vendor.misbehave.maxRows = 700;
    const first = await engine.sync();
    const n = engine.vendor.bets(0, engine.clock.now + 1).length;
    expect(n).toBeGreaterThan(3000);
    expect(first.exitCode).toBe(0);
    expect(only(first)).toMatchObject({ received: n, inserted: n, quarantined: 0 });
    await everything(engine);
    expect(await ours(engine, 'game_id')).toEqual(theirs(engine, 'game'));
    expect(await ours(engine, 'player_id')).toEqual(theirs(engine, 'player'));
    const calls = engine.calls();
    const again = only(await engine.sync());
    expect(again).toMatchObject({ loaded: 0, inserted: 0, updated: 0, unchanged: again.received });
    expect(engine.calls()).toBe(calls + 2); // the page of the end, and that nothing lies behind it
    engine.clock.now += 3_600_000;
    const more = engine.vendor.bets(0, engine.clock.now + 1).length - n;
    expect(only(await engine.sync())).toMatchObject({ inserted: more, updated: 0 });
    await everything(engine);
  });
});

test('every cell is stored exactly: noise of floats is taken off, nothing else is rounded', async () => {
  const engine = await open({
    vendor: {
      betsPerHour: 0,
      extraBets: [
        {
          id: '9007199254740993001',
          recordedMs: at('2025-03-01T04:00:00') + 500,
          finerDigits: '123',
          offsetMinutes: 420,
          userId: 'u1',
          pid: 9_007_199_254_740_993n,
          gameId: 'pg_1',
          bet: 1000n,
          win: 3000n,
          firstLine: 1000n,
          balanceBefore: 990_001n,
          roundId: 'r1',
          completed: false,
        },
      ],
    },
  });
  engine.vendor.misbehave.cells.set('9007199254740993001', {
    Bet: 0.1,
    Win: 0.1 + 0.2,
    WinLose: 0.2,
  });
  expect(only(await engine.sync())).toMatchObject({ inserted: 1, quarantined: 0 });
  expect(
    await engine.rows(`select id, pid, user_id, game_id, bet::varchar as bet, win::varchar as win,
      insert_time::varchar as insert_time, win_lose::varchar as win_lose, balance::varchar as balance,
      grade, round_id, completed, extra from pop.bets`),
  ).toEqual([
    {
      id: '9007199254740993001',
      pid: '9007199254740993',
      user_id: 'u1',
      game_id: 'pg_1',
      bet: '0.1000',
      win: '0.3000',
      insert_time: '2025-03-01 04:00:00.500123',
      win_lose: '0.2000',
      balance: '99.2001',
      grade: '51',
      round_id: 'r1',
      completed: false,
      extra: null,
    },
  ]);
  expect(
    await engine.rows(
      'select status, stake::varchar as stake, payout::varchar as payout, ggr::varchar as ggr from ggr.bets',
    ),
  ).toEqual([{ status: 'settled', stake: '0.1000', payout: '0.3000', ggr: '-0.2000' }]);
});

test.for([
  ['WinLose that is not Win - Bet', 'WinLose', { WinLose: 5 }],
  ['five decimals', 'Bet', { Bet: 0.12345 }],
  ['an amount that is text', 'Win', { Win: '1.5' }],
  ['a stake below zero', 'Bet', { Bet: -1, Win: 0, WinLose: 1 }],
  ['an amount past DECIMAL(18,4)', 'Balance', { Balance: 1e15 }],
  ['a time without an offset', 'InsertTime', { InsertTime: '2025-03-01T04:00:00' }],
  ['an empty time of a program', 'InsertTime', { InsertTime: '0001-01-01T00:00:00Z' }],
  ['no player', 'UserID', { UserID: null }],
] as const)(
  '%s is refused for %s, kept whole, and the rest of the page loads',
  async ([, field, cells]) => {
    const engine = await open({ now: '2025-03-01T02:00:00' });
    const bets = engine.vendor.bets(0, engine.clock.now + 1);
    const id = bets[3]?.id ?? '';
    engine.vendor.misbehave.cells.set(id, cells);
    const report = await engine.sync();
    expect(report.exitCode).toBe(3);
    expect(only(report)).toMatchObject({ inserted: bets.length - 1, quarantined: 1 });
    const rejects = await engine.rows('select account, stream, field, raw from sync.rejects');
    expect(rejects).toMatchObject([{ account: 'pop', stream: 'pop.bets', field }]);
    expect(JSON.parse(String(rejects[0]?.raw))).toMatchObject(cells);
    // walked over again it stands once, and leaves the quarantine when the vendor has mended it
    const range = { start: at('2025-03-01'), end: at('2025-03-01T02:00:00') };
    await engine.backfill(range, 'all');
    expect(await engine.value('select count(*) from sync.rejects')).toBe('1');
    engine.vendor.misbehave.cells.clear();
    expect(only(await engine.backfill(range, 'all'))).toMatchObject({
      inserted: 1,
      quarantined: 0,
    });
    expect(await engine.value('select count(*) from sync.rejects')).toBe('0');
    await everything(engine);
  },
);

test('a row without an id is refused and stands once, however often it is walked over', async () => {
  const engine = await open({ now: '2025-03-01T02:00:00' });
  const id = engine.vendor.bets(0, engine.clock.now + 1)[3]?.id ?? '';
  engine.vendor.misbehave.cells.set(id, { ID: '' });
  await engine.sync();
  await engine.backfill({ start: at('2025-03-01'), end: at('2025-03-01T02:00:00') }, 'all');
  expect(await engine.rows('select record_key, field, reason from sync.rejects')).toEqual([
    { record_key: null, field: 'ID', reason: 'empty' },
  ]);
});

test('a row with a cell too few or too many is refused whole', async () => {
  const engine = await open({ now: '2025-03-01T02:00:00' });
  const [first, second] = engine.vendor.bets(0, engine.clock.now + 1);
  engine.vendor.misbehave.malformed.set(first?.id ?? '', (cells) => cells.slice(1));
  engine.vendor.misbehave.malformed.set(second?.id ?? '', (cells) => [...cells, 'x']);
  expect(only(await engine.sync())).toMatchObject({ quarantined: 2 });
  const rejects = await engine.rows('select field, reason, raw from sync.rejects');
  expect(rejects.map(({ field, reason }) => [field, reason])).toEqual([
    ['List', 'the row has more or fewer cells than Title has columns'],
    ['List', 'the row has more or fewer cells than Title has columns'],
  ]);
  expect(rejects.map(({ raw }) => JSON.parse(String(raw)).List.length).sort()).toEqual([12, 14]);
});

test('a required column that is missing refuses every row and says so; an optional one is null', async () => {
  const engine = await open({ now: '2025-03-01T02:00:00' });
  engine.vendor.misbehave.missingColumns.add('Win');
  const n = engine.vendor.bets(0, engine.clock.now + 1).length;
  expect(only(await engine.sync())).toMatchObject({ inserted: 0, quarantined: n });
  expect(await engine.rows('select distinct field, reason from sync.rejects')).toEqual([
    { field: 'Win', reason: 'the column is missing' },
  ]);
  engine.vendor.misbehave.missingColumns.clear();
  engine.vendor.misbehave.missingColumns.add('Completed').add('Balance');
  const range = { start: at('2025-03-01'), end: at('2025-03-01T02:00:00') };
  await engine.backfill(range, 'all');
  expect(await engine.value('select count(completed) + count(balance) from pop.bets')).toBe('0');
  await everything(engine);
});

test('a column that nobody knows is kept in extra and noted once', async () => {
  const engine = await open({ now: '2025-03-01T02:00:00' });
  engine.vendor.faults.add({
    kind: 'answer',
    body: `{"error":"","data":{"Title":["WinLose","Jackpot","ID","UserID","GameID","Win","Bet","InsertTime"],
      "List":[[0.2,{"pool":1.5},"a","u","g",1.2,1,"2025-03-01T04:00:00.123456789+08:00"]],"NextStartID":""}}`,
  });
  expect((await engine.sync()).exitCode).toBe(0);
  expect(
    await engine.rows(
      `select extra->>'$.Jackpot.pool' as pool, insert_time::varchar as t from pop.bets`,
    ),
  ).toEqual([{ pool: '1.5', t: '2025-02-28 20:00:00.123456' }]);
  expect(await engine.rows('select field from sync.drift')).toEqual([{ field: 'Jackpot' }]);
});

test.for(['{"List":null}', '{"glist":null}', '[]'])('%s is a list without games', async (data) => {
  const engine = await open({ now: '2025-03-01T02:00:00' });
  engine.vendor.faults.add({ kind: 'answer', body: `{"code":0,"error":"","data":${data}}` });
  const report = await engine.syncGames();
  expect(report.exitCode).toBe(0);
  expect(only(report)).toMatchObject({ loaded: 1, received: 0 });
});

test.for(['List', 'glist'] as const)(
  'games come as %s, and a name that changes stays findable',
  async (gameListShape) => {
    const games = [
      { ID: '9', Name: 'mine', Type: 1, IconUrl: '' },
      { ID: 'pg_1', Name: 'Tiger', Type: 0, IconUrl: '' },
    ];
    const engine = await open({ vendor: { games, gameListShape } });
    expect((await engine.syncGames()).exitCode).toBe(0);
    engine.clock.now += 60_000;
    expect(only(await engine.syncGames())).toMatchObject({ inserted: 0, unchanged: 2 });
    games[1] = { ID: 'pg_1', Name: 'Golden Tiger', Type: 0, IconUrl: '' };
    engine.clock.now += 60_000;
    await engine.syncGames();
    engine.clock.now += 86_400_000;
    await engine.syncGames();
    expect(
      await engine.rows(
        `select game_id, name, min(fetched_at)::varchar as first_seen, max(seen_on)::varchar as last_day
           from pop.games group by all order by 1, 3`,
      ),
    ).toEqual([
      {
        game_id: '9',
        name: 'mine',
        first_seen: '2025-03-03 10:20:00',
        last_day: '2025-03-04 00:00:00',
      },
      {
        game_id: 'pg_1',
        name: 'Tiger',
        first_seen: '2025-03-03 10:20:00',
        last_day: '2025-03-03 00:00:00',
      },
      {
        game_id: 'pg_1',
        name: 'Golden Tiger',
        first_seen: '2025-03-03 10:22:00',
        last_day: '2025-03-04 00:00:00',
      },
    ]);
  },
);
