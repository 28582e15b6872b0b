/** POP end to end: a vendor with a keyset cursor, the engine, a real store. */
import { describe, expect, test } from 'vitest';
import { Interrupted } from '../../src/contract/errors.ts';
import type { PopTally, PopTallyKey } from '../../src/demo/pop/tally.ts';
import { rememberAccounts } from '../../src/load/settings.ts';
import { formatAmount } from '../../src/transform/money.ts';
import { at, only } from '../support/engine.ts';
import { openPopEngine, type PopEngine } from '../support/pop-engine.ts';

const NOW = '2025-03-03T10:20:00';
const open = (options: Partial<Parameters<typeof openPopEngine>[0]> = {}) =>
  openPopEngine({ now: NOW, ...options });

/** The vendor's own sums, as text. */
const theirs = ({ vendor, clock }: PopEngine, key: PopTallyKey) =>
  [...vendor.sumsBy(key, 0, clock.now + 1)].map(([name, sums]) => ({ name, ...textOf(sums) }));
const textOf = ({ bets, stake, payout }: PopTally) => ({
  bets,
  stake: formatAmount(stake),
  payout: formatAmount(payout),
  ggr: formatAmount(stake - payout),
});
const ours = ({ rows }: PopEngine, column: string) =>
  rows(`select ${column} as name, count(*)::integer as bets, sum(stake)::varchar as stake,
               sum(payout)::varchar as payout, sum(ggr)::varchar as ggr
          from ggr.bets group by 1 order by 1`);
const everything = async (engine: PopEngine) => {
  expect(await ours(engine, `strftime(gaming_day, '%Y-%m-%d')`)).toEqual(theirs(engine, 'day'));
  expect(await engine.value('select count(*) - count(distinct bet_id) from ggr.bets')).toBe('0');
};
const WALK = `select cursor, is_complete, rows::integer as rows, complete_until::varchar as complete_until,
                     attempts, error from sync.cursors where range_start is null`;

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

describe('the cursor', () => {
  test('commits with its rows: an interrupted walk goes on where it stood, and doubles nothing', async () => {
    const engine = await open({ now: '2025-03-03T00:00:00', vendor: { betsPerHour: 1000 } });
    const control = new AbortController();
    let pages = 0;
    engine.vendor.misbehave.cursor = (_, right) => {
      pages += 1;
      if (pages === 7) control.abort(new Interrupted());
      return right;
    };
    await expect(engine.sync(undefined, control.signal)).rejects.toThrow('interrupted');
    const [torn] = await engine.rows(WALK);
    expect(torn).toMatchObject({ is_complete: false, rows: 20_000, complete_until: null });
    expect(await engine.value('select count(*) from pop.bets')).toBe('20000');
    const n = engine.vendor.bets(0, engine.clock.now + 1).length;
    expect(n).toBeGreaterThan(40_000);
    expect(only(await engine.sync())).toMatchObject({ received: n - 20_000, inserted: n - 20_000 });
    expect(await engine.rows(WALK)).toMatchObject([{ is_complete: true, rows: n }]);
    await everything(engine);
  });

  test('pages read before a failure are committed, the failure is shown, and the next sync mends it', async () => {
    const engine = await open({ now: '2025-03-01T12:00:00', net: { retries: 1 } });
    engine.vendor.misbehave.maxRows = 100;
    engine.vendor.faults.add({ kind: 'http-500-html', after: 3, times: Number.POSITIVE_INFINITY });
    const report = await engine.sync();
    expect(report.exitCode).toBe(3);
    expect(only(report)).toMatchObject({ received: 300, inserted: 300, untried: 0 });
    expect(only(report).failures).toMatchObject([
      { window: undefined, error: { code: 'unavailable' } },
    ]);
    const walk = (await engine.rows(WALK))[0];
    expect(walk).toMatchObject({ rows: 300, attempts: 1, is_complete: false });
    expect(walk?.error).toContain('HTTP 500');
    expect(await engine.gaps()).toMatchObject([
      { stream: 'pop.bets', state: 'failed', attempts: 1 },
    ]);
    engine.vendor.faults.clear();
    expect((await engine.sync()).exitCode).toBe(0);
    expect(await engine.rows(WALK)).toMatchObject([{ attempts: 0, error: null }]);
    expect(await engine.gaps()).toEqual([]);
    await everything(engine);
  });

  test('that a page repeats ends the walk, with rows or without', async () => {
    const engine = await open({ now: '2025-03-01T12:00:00' });
    engine.vendor.misbehave.maxRows = 100;
    engine.vendor.misbehave.cursor = (asked) => asked;
    expect(only(await engine.sync())).toMatchObject({ inserted: 100 });
    expect(engine.calls()).toBe(1);
    engine.vendor.misbehave.cursor = () => undefined;
    expect(only(await engine.sync())).toMatchObject({ inserted: 0, unchanged: 100 });
    expect(engine.calls()).toBe(2);
    engine.vendor.misbehave.cursor = undefined;
    engine.vendor.misbehave.inclusiveStart = Number.POSITIVE_INFINITY;
    expect((await engine.sync()).exitCode).toBe(0);
    const again = only(await engine.sync());
    expect(again).toMatchObject({ inserted: 0, updated: 0, unchanged: again.received });
    await everything(engine);
  });

  test('that a full page repeats is an error: what lies behind it cannot be read', async () => {
    const engine = await open({ now: '2025-03-02T00:00:00', vendor: { betsPerHour: 400 } });
    engine.vendor.misbehave.cursor = (asked) => asked;
    const report = await engine.sync();
    expect(report.exitCode).toBe(3);
    expect(only(report)).toMatchObject({ inserted: 5000 });
    expect(only(report).failures[0]?.error.message).toContain('a full page repeats its own cursor');
    expect(await engine.rows(WALK)).toMatchObject([{ is_complete: false, complete_until: null }]);
  });

  test('that came before in this walk ends it with an error, and is not gone back to', async () => {
    const engine = await open({ now: '2025-03-01T12:00:00' });
    engine.vendor.misbehave.maxRows = 100;
    const cursors: string[] = [];
    engine.vendor.misbehave.cursor = (_, right) => {
      cursors.push(right);
      return cursors.length === 4 ? (cursors[0] ?? '') : right;
    };
    const report = await engine.sync();
    expect(report.exitCode).toBe(3);
    expect(only(report).failures[0]?.error.message).toContain('came back to a cursor');
    expect(await engine.rows(WALK)).toMatchObject([{ cursor: cursors[2], is_complete: false }]);
    engine.vendor.misbehave.cursor = undefined;
    expect((await engine.sync()).exitCode).toBe(0);
    await everything(engine);
  });

  test('rows that come twice, on a page or with the next, are one row', async () => {
    const engine = await open({ now: '2025-03-01T12:00:00' });
    engine.vendor.misbehave.maxRows = 100;
    engine.vendor.misbehave.doubledRows = 3;
    engine.vendor.misbehave.inclusiveStart = 2;
    const outcome = only(await engine.sync());
    expect(outcome.unchanged).toBeGreaterThan(3);
    expect(outcome.received).toBe(outcome.inserted + outcome.unchanged);
    await everything(engine);
  });

  test('an answer without rows may have null for its list', async () => {
    const engine = await open({ vendor: { betsPerHour: 0 } });
    engine.vendor.misbehave.emptyList = 'null';
    expect((await engine.sync()).exitCode).toBe(0);
    expect(await engine.rows(WALK)).toMatchObject([{ cursor: '', is_complete: true, rows: 0 }]);
  });
});

describe('coverage', () => {
  const FRESH = `select covered_from::varchar as covered_from, complete_until::varchar as complete_until,
    holes::integer as holes, received::integer as received from sync.freshness where stream = 'pop.bets'`;

  test('reaches to where no late row can belong, however new the newest event is', async () => {
    const last = { recordedMs: at('2025-03-01T10:00:00') };
    const engine = await open({
      now: '2025-03-01T10:00:30',
      vendor: { betsPerHour: 0, extraBets: [{ recordedMs: at('2025-03-01T09:00:00') }, last] },
    });
    await engine.sync();
    expect(await engine.rows(FRESH)).toEqual([
      {
        covered_from: '2025-03-01 09:00:00',
        complete_until: '2025-03-01 09:55:30',
        holes: 0,
        received: 2,
      },
    ]);
    engine.clock.now = at('2025-03-01T15:00:00');
    expect(await engine.gaps()).toMatchObject([
      {
        state: 'pending',
        window_start: '2025-03-01T09:55:30Z',
        window_end: '2025-03-01T14:55:00Z',
      },
    ]);
    await engine.sync();
    expect(await engine.rows(FRESH)).toMatchObject([{ complete_until: '2025-03-01 14:55:00' }]);
    expect(await engine.gaps()).toEqual([]);
  });

  test('is not claimed beyond the clock of a vendor that is behind ours', async () => {
    const engine = await open({ now: '2025-03-01T10:00:00', vendor: { betsPerHour: 0 } });
    engine.vendor.misbehave.clockOffsetMs = -600_000;
    await engine.sync();
    expect(await engine.rows(FRESH)).toMatchObject([{ complete_until: '2025-03-01 09:45:00' }]);
  });
});

describe('each error code', () => {
  test.for([1001, 1002, 1003, 1011, 1013, 1014] as const)(
    '%i stops the source and says what to correct',
    async (code) => {
      const engine = await open({ now: '2025-03-01T02:00:00' });
      engine.vendor.misbehave.refusal = code;
      const report = await engine.sync();
      expect(report.exitCode).toBe(2);
      expect(only(report).stopped).toMatchObject({ code: 'credentials' });
      expect(only(report).stopped?.message).toContain(`code ${code}`);
      expect(only(report).stopped?.hint).toMatch(/GGR_POP_APP_(ID|SECRET)/);
      expect(engine.calls()).toBe(1);
    },
  );

  test.for([1004, 1005, 1006, 1007, 1008, 1009, 1012, 1015, 1016, 1017, 1018, 2001, 2002] as const)(
    '%i fails the page, once',
    async (code) => {
      const engine = await open({ now: '2025-03-01T02:00:00' });
      engine.vendor.misbehave.refusal = code;
      const report = await engine.sync();
      expect(report.exitCode).toBe(3);
      expect(only(report)).toMatchObject({
        stopped: undefined,
        failures: [{ error: { code: 'parameters' } }],
      });
      expect(engine.calls()).toBe(1);
    },
  );

  test('1019 waits and asks again', async () => {
    const engine = await open({ now: '2025-03-01T02:00:00', net: { patienceMs: 60_000 } });
    engine.vendor.misbehave.busy.set('/api/v1/record/betlist', 2);
    expect((await engine.sync()).exitCode).toBe(0);
    expect(engine.vendor.refusals).toBe(2);
    await everything(engine);
  });

  test('one that is absent is success only where error is empty', async () => {
    const engine = await open({ now: '2025-03-01T02:00:00' });
    engine.vendor.misbehave.codeAbsent = 'everywhere';
    expect((await engine.sync()).exitCode).toBe(0);
    await everything(engine);
    engine.vendor.misbehave.refusal = 1005;
    const report = await engine.sync();
    expect(only(report).failures[0]?.error.message).toContain(
      'code absent "The game is under maintenance"',
    );
  });
});

describe('a backfill', () => {
  const DAY = { start: at('2025-03-02'), end: at('2025-03-03') };

  test('of what is loaded asks nothing and says so; all walks from the beginning', async () => {
    const engine = await open();
    await engine.sync();
    const before = await engine.rows(WALK);
    const calls = engine.calls();
    const [plan] = await engine.planFor(DAY, 'missing');
    expect(plan).toMatchObject({ windows: [], requests: 0, job: { walk: null } });
    expect(plan?.notes.join()).toContain('24 h of the range is loaded and not asked for again');
    await engine.backfill(DAY);
    expect(engine.calls()).toBe(calls);
    const changed = engine.vendor.bets(DAY.start, DAY.end)[5];
    engine.vendor.misbehave.amended.set(changed?.id ?? '', { win: 70_000n, firstLine: 0n });
    const n = engine.vendor.bets(DAY.start, DAY.end).length;
    expect((await engine.planFor(DAY, 'all'))[0]).toMatchObject({ windows: [DAY], requests: 2 });
    const outcome = only(await engine.backfill(DAY, 'all'));
    expect(outcome).toMatchObject({ received: n, inserted: 0, updated: 1, unchanged: n - 1 });
    expect(await engine.rows('select reason, record_key from sync.revisions')).toEqual([
      { reason: 'replaced', record_key: changed?.id },
    ]);
    await everything(engine);
    expect(await engine.rows(WALK)).toEqual(before);
  });

  test('before the first sync stores its range alone, and is then held', async () => {
    const engine = await open();
    const n = engine.vendor.bets(DAY.start, DAY.end).length;
    expect(only(await engine.backfill(DAY))).toMatchObject({ received: n, inserted: n });
    expect(await engine.value('select count(*) from pop.bets')).toBe(String(n));
    expect(await engine.rows(WALK)).toEqual([]);
    expect(await engine.planFor(DAY, 'missing')).toMatchObject([{ requests: 0 }]);
    expect(only(await engine.sync()).unchanged).toBe(n);
    await everything(engine);
  });

  test('that was interrupted goes on, and does not move the cursor of sync', async () => {
    const engine = await open({ now: '2025-03-03T06:00:00', vendor: { betsPerHour: 1000 } });
    await engine.sync();
    const before = await engine.rows(WALK);
    const control = new AbortController();
    let pages = 0;
    engine.vendor.misbehave.cursor = (_, right) => {
      pages += 1;
      if (pages === 6) control.abort(new Interrupted());
      return right;
    };
    await expect(engine.backfill(DAY, 'all', undefined, control.signal)).rejects.toThrow();
    const calls = engine.calls();
    await engine.backfill(DAY, 'all');
    expect(engine.calls() - calls).toBeLessThan(9);
    expect(
      await engine.rows(
        'select is_complete, start_cursor, rows::integer as rows from sync.cursors where range_start is not null',
      ),
    ).toEqual([
      {
        is_complete: true,
        start_cursor: '',
        rows: engine.vendor.bets(0, engine.clock.now + 1).length,
      },
    ]);
    expect(await engine.rows(WALK)).toEqual(before);
    await everything(engine);
  });

  test('from a cursor stores what lies behind it, and proves nothing complete', async () => {
    const engine = await open();
    const day = engine.vendor.bets(DAY.start, DAY.end);
    const from = day[99]?.id ?? '';
    expect(only(await engine.backfill(DAY, 'missing', from)).inserted).toBe(day.length - 100);
    expect(await engine.planFor(DAY, 'missing')).toMatchObject([{ windows: [DAY] }]);
    expect(only(await engine.backfill(DAY)).inserted).toBe(100);
  });

  test('finds what the vendor wrote behind the cursor long after its time', async () => {
    const engine = await open();
    engine.vendor.misbehave.maxRows = 500;
    await engine.sync();
    engine.vendor.append({ recordedMs: at('2025-03-02T12:00:00') });
    expect(only(await engine.sync()).inserted).toBe(0);
    expect(only(await engine.backfill(DAY, 'all')).inserted).toBe(1);
    await everything(engine);
  });

  test('that breaks off before the first sync is a gap until it has gone on', async () => {
    const engine = await open({ net: { retries: 0 } });
    engine.vendor.misbehave.maxRows = 500;
    engine.vendor.faults.add({ kind: 'http-500-html', after: 2 });
    expect((await engine.backfill(DAY)).exitCode).toBe(3);
    expect(await engine.gaps()).toMatchObject([
      { state: 'failed', window_start: '2025-03-02T00:00:00Z', window_end: '2025-03-03T00:00:00Z' },
      { state: 'pending', window_start: '2025-03-01T00:00:00Z' },
    ]);
    expect((await engine.backfill(DAY, 'failed')).exitCode).toBe(0);
    expect(await engine.gaps()).toMatchObject([{ state: 'pending' }]);
    expect(await engine.value('select count(*) from ggr.bets')).toBe(
      String(engine.vendor.bets(DAY.start, DAY.end).length),
    );
  });

  test('without an end is a gap up to now, and none once sync has passed everything', async () => {
    const engine = await open({ net: { retries: 0 } });
    engine.vendor.misbehave.maxRows = 500;
    engine.vendor.faults.add({ kind: 'http-500-html', after: 2 });
    await engine.backfill({ start: 0, end: at('9999-12-31') });
    const [gap] = await engine.gaps();
    expect(gap).toMatchObject({ state: 'failed', window_start: '1970-01-01T00:00:00Z' });
    expect(Date.parse(gap?.window_end ?? '')).toBeLessThanOrEqual(engine.clock.now);
    await engine.sync();
    expect(await engine.gaps()).toEqual([]);
    engine.clock.now += 2 * 3_600_000;
    expect(await engine.gaps()).toMatchObject([{ state: 'pending' }]);
  });

  test('that fails when begun anew is not taken for one that stands at its old end', async () => {
    const engine = await open({ net: { retries: 0 } });
    await engine.sync();
    await engine.backfill(DAY, 'all');
    engine.vendor.faults.add({ kind: 'http-500-html' });
    expect((await engine.backfill(DAY, 'all')).exitCode).toBe(3);
    const n = engine.vendor.bets(DAY.start, DAY.end).length;
    expect(only(await engine.backfill(DAY, 'all'))).toMatchObject({ unchanged: n });
  });
});

test('a walk that players outrun ends all the same', async () => {
  const engine = await open({ now: '2025-03-01T02:00:00' });
  let calls = 0;
  engine.vendor.misbehave.cursor = (_, right) => {
    calls += 1;
    engine.clock.now += 1000;
    engine.vendor.append();
    return calls > 50 ? '' : right;
  };
  expect((await engine.sync()).exitCode).toBe(0);
  expect(calls).toBeLessThan(5);
});

test('two accounts with the same ids do not meet', async () => {
  const engine = await open({ now: '2025-03-01T04:00:00' });
  const n = engine.vendor.bets(0, engine.clock.now + 1).length;
  await engine.sync();
  const other = { ...engine.account, name: 'pop-two' };
  await engine.warehouse.db.run(
    "insert into sync.accounts (account, vendor, currency) values ('pop-two', 'pop', 'USD')",
  );
  expect(only(await engine.sync(undefined, undefined, other)).inserted).toBe(n);
  expect(
    await engine.rows(
      'select account, currency, count(*)::integer as n from ggr.bets group by all order by 1',
    ),
  ).toEqual([
    { account: 'pop', currency: 'EUR', n },
    { account: 'pop-two', currency: 'USD', n },
  ]);
  expect(await engine.value('select count(*) from sync.cursors')).toBe('2');
});

test('an account whose bets came by a cursor keeps its currency', async () => {
  const engine = await open({ now: '2025-03-01T02:00:00' });
  await engine.sync();
  await expect(
    rememberAccounts(engine.warehouse, [{ ...engine.account, currency: 'USD' }]),
  ).rejects.toThrow('EUR');
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
