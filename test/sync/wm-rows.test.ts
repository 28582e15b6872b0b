/** WM's rows as they come: what is stored of them, what is refused, and what is no longer there to be asked for. */
import { describe, expect, test } from 'vitest';
import { streams } from '../../src/catalogue.ts';
import { errorBody } from '../../src/demo/wm/gateway.ts';
import { secondRead, withBothClocks } from '../../src/sync/second-read.ts';
import { watchLines } from '../../src/sync/watch-lines.ts';
import { at } from '../support/engine.ts';
import { openWmEngine } from '../support/wm-engine.ts';

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
