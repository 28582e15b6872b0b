/** What WM reports of players: their transfers, asked of whoever has bet, and their balances. */
import { describe, expect, test } from 'vitest';
import { formatAmount } from '../../src/transform/money.ts';
import { at } from '../support/engine.ts';
import { openWmEngine } from '../support/wm-engine.ts';

describe('transfers and balances', () => {
  test('transfers are pulled by player and day when they are named, and not otherwise', async () => {
    const engine = await openWmEngine({
      start: '2025-03-01',
      now: '2025-03-03T12:00:00',
      vendor: { players: 4, betsPerDay: 40 },
    });
    await engine.sync();
    expect(engine.vendor.calls.some((call) => call.command === 'GetMemberTradeReport')).toBe(false);
    await engine.sync('wm.transfers');
    const theirs = engine.vendor.users.flatMap((user) =>
      engine.vendor.transfers(user, at('2025-03-01'), at('2025-03-03T11:58:00')),
    );
    expect(theirs.length).toBeGreaterThan(3);
    expect(
      await engine.rows(
        'select count(*)::integer as n, sum(money)::varchar as money, count(distinct "user")::integer as users from wm.transfers',
      ),
    ).toEqual([
      {
        n: theirs.length,
        money: formatAmount(theirs.reduce((sum, { money }) => sum + money, 0n)),
        users: new Set(theirs.map(({ user }) => user)).size,
      },
    ]);
  });

  test('a player whom the vendor names in a refusal is named in no error', async () => {
    const engine = await openWmEngine({
      start: '2025-03-01',
      now: '2025-03-01T20:00:00',
      vendor: { players: 1, betsPerDay: 40 },
    });
    const [user = ''] = engine.vendor.users;
    engine.vendor.faults.add({
      kind: 'answer',
      match: ({ query }) => query.get('cmd') === 'GetMemberTradeReport',
      body: JSON.stringify({
        errorCode: 10501,
        errorMessage: `No such account ${user}`,
        result: [],
      }),
      times: Number.POSITIVE_INFINITY,
    });
    const report = await engine.sync('wm.bets', 'wm.transfers');
    expect(report.exitCode).toBe(3);
    const errors = await engine.value(
      `select string_agg(error, ' ') from sync.windows where error is not null`,
    );
    expect(errors).toContain('No such account <player>');
    expect(`${errors} ${engine.notes.join(' ')}`).not.toContain(user);
  });

  test('transfers wait for the bets that name the players, and no window is loaded with nobody in it', async () => {
    const engine = await openWmEngine({
      start: '2025-03-01',
      now: '2025-03-03T12:00:00',
      vendor: { players: 4, betsPerDay: 40 },
    });
    const windows = `select count(*)::integer as n from sync.windows where stream = 'wm.transfers'`;
    await engine.sync('wm.transfers');
    expect(await engine.value(windows)).toBe('0');
    expect(engine.notes.join('\n')).toContain('it waits for wm.bets');
    await engine.sync('wm.bets', 'wm.transfers');
    expect(Number(await engine.value(windows))).toBeGreaterThan(0);
    expect(Number(await engine.value('select count(*) from wm.transfers'))).toBeGreaterThan(3);
  });

  test('balances are a time series: one row a look for the agent and each chosen player', async () => {
    const engine = await openWmEngine({
      start: '2025-03-01',
      now: '2025-03-03T12:00:00',
      env: { GGR_WM_BALANCE_USERS: 'opx_u1, opx_u2' },
    });
    await engine.sync('wm.balances');
    engine.clock.now = at('2025-03-05T12:00:00');
    await engine.sync('wm.balances');
    expect(
      await engine.rows(`select "user", count(*)::integer as n, max(asked_at)::varchar as last, bool_and(balance is not null) as known
        from wm.balances group by all order by 1`),
    ).toEqual([
      { user: '', n: 2, last: '2025-03-05 12:00:00', known: true },
      { user: 'opx_u1', n: 2, last: '2025-03-05 12:00:00', known: true },
      { user: 'opx_u2', n: 2, last: '2025-03-05 12:00:00', known: true },
    ]);
    expect(
      await engine.value(`select holes from sync.freshness where stream = 'wm.balances'`),
    ).toBe('0');
  });
});
