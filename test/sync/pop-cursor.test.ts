/** POP's walk: where its cursor stands, how far it proves, and what each error of the vendor does to it. */
import { describe, expect, test } from 'vitest';
import { Interrupted } from '../../src/contract/errors.ts';
import { rememberAccounts } from '../../src/load/settings.ts';
import { at, only } from '../support/engine.ts';
import { everything, open, WALK } from '../support/pop-walks.ts';

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
