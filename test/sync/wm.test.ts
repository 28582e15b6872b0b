/** WM end to end: strings, the vendor's days, versions, tips, open bets, what it refuses. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { streams } from '../../src/catalogue.ts';
import { errorBody } from '../../src/demo/wm/gateway.ts';
import { secondRead, withBothClocks } from '../../src/sync/second-read.ts';
import { watchLines } from '../../src/sync/watch-lines.ts';
import { formatAmount } from '../../src/transform/money.ts';
import { at } from '../support/engine.ts';
import { openWmEngine } from '../support/wm-engine.ts';

const DAY_MS = 86_400_000;

describe('days', () => {
  test("sums of ggr.daily equal the vendor's own for every day, across the +08:00 border", async () => {
    const engine = await openWmEngine({
      start: '2025-03-01',
      now: '2025-03-05T09:30:00',
      env: { GGR_REPORT_TIMEZONE: 'Asia/Manila', GGR_WM_LAG_SECONDS: '120' },
    });
    const report = await engine.sync();
    expect(report.exitCode).toBe(0);
    const until = engine.clock.now - 120_000;
    const expected = [];
    // Manila is at +08:00 as the vendor: its days begin at 16:00 UTC.
    for (let start = at('2025-02-28T16:00:00'); start < until; start += DAY_MS) {
      const bets = engine.vendor.bets(
        Math.max(start, at('2025-03-01')),
        Math.min(start + DAY_MS, until),
      );
      const sum = (pick: (bet: (typeof bets)[number]) => bigint) =>
        formatAmount(bets.reduce((total, bet) => total + pick(bet), 0n));
      const tips = engine.vendor.tips(
        Math.max(start, at('2025-02-28T16:00:00')),
        Math.min(start + DAY_MS, engine.clock.now),
      );
      expected.push({
        day: new Date(start + 8 * 3_600_000).toISOString().slice(0, 10),
        bets: bets.length,
        stake: sum((b) => b.bet),
        ggr: sum((b) => -b.winLoss),
        rebate: sum((b) => b.water),
        tips: formatAmount(tips.reduce((total, { tip }) => total + tip, 0n)),
      });
    }
    expect(expected.length).toBe(5);
    expect(
      await engine.rows(
        `select gaming_day::varchar as day, bets::integer as bets, stake::varchar as stake, ggr::varchar as ggr,
                rebate::varchar as rebate, tips::varchar as tips from ggr.daily order by 1`,
      ),
    ).toEqual(expected);
  });

  test('a closed day is one window; a second sync asks nothing of it and changes nothing', async () => {
    const engine = await openWmEngine({ start: '2025-03-01', now: '2025-03-03T16:02:00' });
    await engine.sync('wm.bets');
    expect(
      await engine.rows(
        `select window_start::varchar as s, window_end::varchar as e from sync.windows order by 1`,
      ),
    ).toEqual([
      { s: '2025-03-01 00:00:00', e: '2025-03-01 16:00:00' },
      { s: '2025-03-01 16:00:00', e: '2025-03-02 16:00:00' },
      { s: '2025-03-02 16:00:00', e: '2025-03-03 16:00:00' },
    ]);
    const asked = engine.vendor.requests.length;
    const [outcome] = (await engine.sync('wm.bets')).outcomes;
    expect(outcome).toMatchObject({ loaded: 0, inserted: 0, updated: 0 });
    expect(engine.vendor.requests.length).toBe(asked);
  });

  test('the end second is inclusive for the vendor and exclusive for us: no bet comes in two windows', async () => {
    const bet = (betId: string, betMs: number) => ({ betId, user: 'opx_u1', betMs });
    const border = at('2025-03-01T16:00:00');
    const engine = await openWmEngine({
      start: '2025-02-28T16:00:00Z',
      now: '2025-03-03T00:00:00',
      vendor: { betsPerDay: 0, extraBets: [bet('1', border - 1000), bet('2', border)] },
    });
    await engine.sync('wm.bets');
    expect(
      await engine.rows(
        'select bet_id, window_start::varchar as w, bet_time::varchar as t from wm.bets order by 1',
      ),
    ).toEqual([
      { bet_id: '1', w: '2025-02-28 16:00:00', t: '2025-03-01 15:59:59' },
      { bet_id: '2', w: '2025-03-01 16:00:00', t: '2025-03-01 16:00:00' },
    ]);
    expect(await engine.value('select sum(received) from sync.windows')).toBe('2');
  });
});

describe('resettlements', () => {
  test('a bet that is resettled next week is right next week, and what we believed before is one query', async () => {
    const engine = await openWmEngine({
      start: '2025-03-01',
      now: '2025-03-03T12:00:00',
      vendor: { betsPerDay: 40, resettledShare: 0 },
    });
    await engine.sync();
    const [bet] = engine.vendor.bets(at('2025-03-01T03:00:00'), at('2025-03-03'));
    const id = bet?.betId ?? '';
    const before = await engine.value(`select win_loss from wm.bets where bet_id = '${id}'`);
    engine.vendor.misbehave.resettle(id, { winLoss: 777_0000n }, at('2025-03-09T08:00:00'));
    engine.clock.now = at('2025-03-10T12:00:00');
    await engine.sync();
    expect(
      await engine.rows(
        `select win_loss::varchar as w, revision, reset from wm.bets where bet_id = '${id}'`,
      ),
    ).toEqual([{ w: '777.0000', revision: 2, reset: 'Y' }]);
    const believedOn = (day: string) =>
      engine.value(`select "row"->>'win_loss' from sync.revisions where stream = 'wm.bets' and record_key = '${id}'
        and fetched_at <= timestamp '${day}' and replaced_at > timestamp '${day}'`);
    expect(await believedOn('2025-03-05 00:00:00')).toBe(before);
    // the example query, as of 5 March, before the resettlement: what the first sync saw
    const example = readFileSync(
      new URL('../../sql/examples/believed-on-a-date.sql', import.meta.url),
      'utf8',
    );
    const then = await engine.rows(example.replace('$instant', "timestamp '2025-03-05'"));
    const tenThousandths = (text: unknown) => BigInt(String(text).replace('.', ''));
    expect(then.reduce((sum, row) => sum + tenThousandths(row.ggr), 0n)).toBe(
      engine.vendor
        .bets(at('2025-03-01'), at('2025-03-03T11:58:00'))
        .reduce((sum, b) => sum - (b.betId === id ? (bet?.winLoss ?? 0n) : b.winLoss), 0n),
    );
    const theirs = engine.vendor.bets(at('2025-03-01'), at('2025-03-10T11:58:00'));
    expect(
      await engine.rows(
        `select count(*)::integer as n, sum(ggr)::varchar as ggr from ggr.bets where status <> 'open'`,
      ),
    ).toEqual([
      { n: theirs.length, ggr: formatAmount(theirs.reduce((sum, b) => sum - b.winLoss, 0n)) },
    ]);
  });

  test('an old version that comes after a newer one never wins, and is kept', async () => {
    const engine = await openWmEngine({
      start: '2025-03-01',
      now: '2025-03-04T12:00:00',
      vendor: {
        betsPerDay: 0,
        extraBets: [
          {
            betId: '7',
            user: 'opx_u1',
            betMs: at('2025-03-01T03:00:00'),
            versions: [
              { settleMs: at('2025-03-01T03:00:20'), winLoss: -20_0000n },
              { settleMs: at('2025-03-03T05:00:00'), winLoss: 19_0000n },
            ],
          },
        ],
      },
    });
    engine.vendor.misbehave.duplicateVersions = 'new-first';
    const report = await engine.sync('wm.bets');
    expect(report.outcomes[0]).toMatchObject({ received: 2, inserted: 1, unchanged: 1 });
    engine.vendor.misbehave.duplicateVersions = 'no';
    engine.vendor.misbehave.outOfOrder = 5;
    await engine.sync('wm.resettlements');
    expect(await engine.rows('select win_loss::varchar as w, revision from wm.bets')).toEqual([
      { w: '19.0000', revision: 1 },
    ]);
    expect(await engine.rows(`select reason, "row"->>'win_loss' as w from sync.revisions`)).toEqual(
      [{ reason: 'superseded', w: '-20.0000' }],
    );
  });

  test('a bet learnt first by its update time is adopted by its day, and not withdrawn from another', async () => {
    const engine = await openWmEngine({
      start: '2025-03-01',
      now: '2025-03-04T12:00:00',
      vendor: { betsPerDay: 60, resettledShare: 0.3 },
    });
    await engine.sync('wm.resettlements');
    const first = await engine.value('select count(*) from wm.bets');
    await engine.sync('wm.bets');
    expect(Number(first)).toBeGreaterThan(0);
    expect(
      await engine.value(`select count(*) from sync.revisions where reason = 'withdrawn'`),
    ).toBe('0');
    expect(await engine.value('select count(*) - count(distinct bet_id) from wm.bets')).toBe('0');
    const theirs = engine.vendor.bets(at('2025-03-01'), at('2025-03-04T11:58:00'));
    expect(await engine.value('select count(*) from wm.bets')).toBe(String(theirs.length));
  });
});

describe('rows', () => {
  const noon = at('2025-03-01T04:00:00');
  const open = (extra: object, more: object = {}) =>
    openWmEngine({
      start: '2025-03-01',
      now: '2025-03-02T12:00:00',
      vendor: {
        betsPerDay: 0,
        extraBets: [{ betId: '1', user: 'opx_u1', betMs: noon, ...extra }],
        ...more,
      },
    });

  test('an unsettled bet is open, without payout, and not in ggr.daily; once settled it is no longer open', async () => {
    const engine = await open({
      betMs: at('2025-03-02T11:59:00'),
      versions: [{ settleMs: at('2025-03-02T12:03:00') }],
    });
    await engine.sync();
    expect(
      await engine.rows('select status, stake::varchar as stake, payout, ggr from ggr.bets'),
    ).toEqual([{ status: 'open', stake: '20.0000', payout: null, ggr: null }]);
    expect(await engine.value('select count(*) from ggr.daily')).toBe('0');
    engine.clock.now = at('2025-03-02T12:30:00');
    await engine.sync();
    expect(await engine.rows('select status, ggr::varchar as ggr from ggr.bets')).toEqual([
      { status: 'settled', ggr: '20.0000' },
    ]);
    expect(await engine.value('select count(*) from sync.revisions')).toBe('0');
  });

  test("a cancelled round has status cancelled and the vendor's own winLoss", async () => {
    const engine = await open({
      versions: [{ settleMs: noon + 20_000, winLoss: 0n, gameResult: 'The council canceled' }],
    });
    await engine.sync('wm.bets');
    expect(
      await engine.rows('select status, ggr::varchar as ggr, game_id, game_name from ggr.bets'),
    ).toEqual([{ status: 'cancelled', ggr: '0.0000', game_id: '101', game_name: 'Baccarat' }]);
  });

  test.for([
    ['bet', '1,000.00'],
    ['winLoss', ''],
    ['water', '0.1234567'],
    ['validbet', 'abc'],
    ['betTime', '2025/03/01 12:00:00'],
    ['settime', '12:00'],
    ['bet', '-20.0000'],
  ] as const)('%s of %j is refused and kept', async ([field, value]) => {
    const engine = await open({});
    engine.vendor.misbehave.malformed.set('1', (row) => ({ ...row, [field]: value }));
    const report = await engine.sync('wm.bets');
    expect(report.exitCode).toBe(3);
    expect(await engine.rows('select record_key, field from sync.rejects')).toEqual([
      { record_key: '1', field },
    ]);
  });

  test('"-0.0000" is zero, betid is betId, and keys that the document lacks are kept', async () => {
    const engine = await open({}, { betIdKey: 'betid' });
    engine.vendor.misbehave.malformed.set('1', (row) => ({
      ...row,
      winLoss: '-0.0000',
      betwalletid: 'w1',
    }));
    expect((await engine.sync('wm.bets')).exitCode).toBe(0);
    expect(
      await engine.rows(
        `select bet_id, win_loss::varchar as w, extra->>'betwalletid' as x from wm.bets`,
      ),
    ).toEqual([{ bet_id: '1', w: '0.0000', x: 'w1' }]);
  });

  test.for(['null', 'absent', 'list'] as const)(
    '107 with result %s is success without rows, at once',
    async (emptyResult) => {
      const engine = await openWmEngine({
        start: '2025-03-01',
        now: '2025-03-05T00:00:00',
        vendor: { betsPerDay: 0, emptyResult },
        net: { retries: 0 },
      });
      expect((await engine.sync()).exitCode).toBe(0);
      expect(await engine.value(`select count(*) from sync.windows where state <> 'loaded'`)).toBe(
        '0',
      );
    },
  );
});

describe('refusals', () => {
  test.for([
    [10303, 'GGR_WM_SIGNATURE'],
    [10302, 'GGR_WM_VENDOR_ID'],
    [10505, 'disabled'],
  ] as const)(
    '%d stops the source with what to correct, and never shows the signature',
    async ([code, says]) => {
      const engine = await openWmEngine({ start: '2025-03-01', now: '2025-03-02T00:00:00' });
      engine.vendor.faults.add({
        kind: 'answer',
        body: errorBody(code),
        times: Number.POSITIVE_INFINITY,
      });
      const report = await engine.sync('wm.bets');
      expect(report.exitCode).toBe(2);
      const stopped = report.outcomes[0]?.stopped;
      expect(stopped?.hint).toContain(says);
      expect(`${stopped?.message}${stopped?.hint}`).not.toContain(engine.vendor.signature);
    },
  );

  test('10202 says how many seconds the clock is off', async () => {
    const engine = await openWmEngine({
      start: '2025-03-01',
      now: '2025-03-02T00:00:00',
      vendor: { clockOffsetMs: -95_000 },
    });
    const report = await engine.sync('wm.bets');
    expect(report.exitCode).toBe(2);
    expect(report.outcomes[0]?.stopped?.message).toContain(
      "this machine's clock is 95 s ahead of the vendor's",
    );
  });

  test.for([10411, 10418] as const)(
    '%d waits and is tried again, however often, without failing',
    async (code) => {
      const engine = await openWmEngine({
        start: '2025-03-01',
        now: '2025-03-01T12:00:00',
        net: { retries: 1 },
      });
      engine.vendor.faults.add({ kind: 'answer', body: errorBody(code), times: 7 });
      expect((await engine.sync('wm.bets')).exitCode).toBe(0);
      expect(engine.vendor.requests.length).toBe(8);
    },
  );

  test('911 is tried again', async () => {
    const engine = await openWmEngine({ start: '2025-03-01', now: '2025-03-02T00:00:00' });
    engine.vendor.misbehave.busy.set('GetDateTimeReport', 2);
    expect((await engine.sync('wm.bets')).exitCode).toBe(0);
  });
});

test('what the vendor no longer keeps and was never loaded is expired, said aloud, and not asked for', async () => {
  const engine = await openWmEngine({
    start: '2025-03-01',
    now: '2025-05-05T00:00:00',
    vendor: { betsPerDay: 5 },
  });
  await engine.sync('wm.bets');
  expect(
    await engine.rows(`select state, count(*)::integer as n, min(window_start)::varchar as first, max(window_end)::varchar as last
      from sync.windows group by state order by state`),
  ).toEqual([
    { state: 'expired', n: 6, first: '2025-03-01 00:00:00', last: '2025-03-06 00:00:00' },
    { state: 'loaded', n: 61, first: '2025-03-06 00:00:00', last: '2025-05-04 23:58:00' },
  ]);
  expect(engine.notes.join()).toContain(
    '5 d were never loaded and the vendor no longer keeps them',
  );
});

test('a second read takes nothing away of a day that the vendor has forgotten in part, and says nothing of it', async () => {
  const engine = await openWmEngine({
    start: '2025-03-01',
    now: '2025-03-03T16:02:00',
    vendor: { betsPerDay: 40, resettledShare: 0 },
  });
  await engine.sync('wm.bets', 'wm.resettlements');
  const days = 'select window_start, count(*) as n from wm.bets group by 1 order by 1';
  const before = await engine.rows(days);
  engine.clock.now = at('2025-04-30T20:00:00');
  const { account, net, warehouse } = engine;
  const now = () => engine.clock.now;
  const both = streams.filter(({ name }) => ['wm.bets', 'wm.resettlements'].includes(name));
  const { reads } = await secondRead(
    withBothClocks(both.map((stream) => ({ account, stream }))),
    { range: { start: at('2025-03-01T21:00:00'), end: at('2025-03-03T16:00:00') }, arguments: '' },
    {
      warehouse,
      net,
      now,
      signal: new AbortController().signal,
      watch: watchLines([], () => {}, now),
    },
  );
  expect(await engine.rows(days)).toEqual(before);
  expect(reads).toMatchObject([{ rows: Number(before[2]?.n), missing: 0 }]);
});

test('a vendor that is down is not asked for ever smaller parts of a day', async () => {
  const engine = await openWmEngine({
    start: '2025-03-01T16:00:00Z',
    now: '2025-03-09T17:00:00',
    net: { retries: 1 },
  });
  engine.vendor.faults.add({ kind: 'http-502-html', times: Number.POSITIVE_INFINITY });
  const report = await engine.sync('wm.bets');
  expect(report.exitCode).toBe(3);
  expect(
    report.outcomes[0]?.failures.every(
      ({ window }) => window && window.end - window.start === 86_400_000,
    ),
  ).toBe(true);
  expect(engine.vendor.requests.length).toBeLessThan(20);
});

test('a day that the vendor cannot answer in time is halved until it can', async () => {
  const engine = await openWmEngine({
    start: '2025-03-01T16:00:00Z',
    now: '2025-03-02T17:00:00',
    vendor: { betsPerDay: 50 },
    net: { idleTimeoutMs: 1500, retries: 0 },
  });
  engine.vendor.misbehave.stallAboveMs.set('GetDateTimeReport', 7 * 3_600_000);
  expect((await engine.sync('wm.bets')).exitCode).toBe(0);
  const theirs = engine.vendor.bets(at('2025-03-01T16:00:00'), at('2025-03-02T16:58:00'));
  expect(await engine.value('select count(*) from wm.bets')).toBe(String(theirs.length));
  expect(
    await engine.rows('select holes, complete_until::varchar as until from sync.freshness'),
  ).toEqual([{ holes: 0n, until: '2025-03-02 16:58:00' }]);
});

test('a day whose answer is larger than what is read at once is halved until its parts are not', async () => {
  const engine = await openWmEngine({
    start: '2025-03-01',
    now: '2025-03-01T16:02:00',
    vendor: { betsPerDay: 60 },
    net: { maxAnswerBytes: 8 * 1024 },
  });
  expect((await engine.sync('wm.bets')).exitCode).toBe(0);
  const theirs = engine.vendor.bets(at('2025-03-01'), at('2025-03-01T16:00:00'));
  expect(await engine.value('select count(*) from wm.bets')).toBe(String(theirs.length));
});

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
