/** A vendor that misbehaves: the window is read again, or fails, and nothing is truncated silently. */
import { describe, expect, test } from 'vitest';
import { at, only, openEngine } from '../support/engine.ts';

const HOUR = { start: at('2025-03-01T03:00:00'), end: at('2025-03-01T04:00:00') };
const open = (vendor = {}, net = {}) =>
  openEngine({ start: '2025-03-01', now: '2025-03-01T06:00:00', vendor, net });
const truthOf = (engine: Awaited<ReturnType<typeof open>>) =>
  engine.vendor.bets(HOUR.start / 1000, HOUR.end / 1000).map((bet) => bet.event_id);
const stored = async (engine: Awaited<ReturnType<typeof open>>) =>
  (await engine.rows('select event_id from pv.bets order by end_at, event_id')).map(
    (row) => row.event_id,
  );

describe('a window loads whole after', () => {
  test.for([
    { kind: 'http-500-html' },
    { kind: 'http-502-html' },
    { kind: 'http-429', retryAfterSeconds: 0 },
    { kind: 'reset' },
    { kind: 'stall' },
    { kind: 'truncated-json' },
    { kind: 'wrong-shape' },
    { kind: 'wrong-shape', body: '{"code":200,"msg":"","data":{"items":"none"}}' },
    { kind: 'answer', body: '{"code":500,"msg":"Internal Error","data":{}}' },
  ] as const)('$kind', async (fault) => {
    const stalls = fault.kind === 'stall';
    const engine = await open({}, stalls ? { idleTimeoutMs: 1000 } : {});
    engine.vendor.faults.add({ ...fault, times: 2 });
    const report = await engine.backfill(HOUR);
    expect(report.exitCode).toBe(0);
    expect(await stored(engine)).toEqual(truthOf(engine));
    expect(engine.vendor.faults.pending).toBe(0);
    // a process that stands still for a second may take an answer for a stall, and asks once more
    const asked = engine.vendor.requests.length;
    if (stalls) expect(asked).toBeGreaterThanOrEqual(3);
    else expect(asked).toBe(3);
  });
});

test('a vendor that answers 500 for ever fails its windows, which stay due with the reason', async () => {
  const engine = await open();
  engine.vendor.faults.add({ kind: 'http-500-html', times: Number.POSITIVE_INFINITY });
  const report = await engine.backfill(HOUR);
  expect(report.exitCode).toBe(3);
  expect(await engine.rows('select state, attempts, error from sync.windows')).toEqual([
    { state: 'failed', attempts: 1, error: 'account pv: PV /api/all/history: HTTP 500' },
  ]);
  await engine.backfill(HOUR);
  expect(await engine.value('select attempts from sync.windows')).toBe('2');
  engine.vendor.faults.clear();
  expect((await engine.backfill(HOUR)).exitCode).toBe(0);
  expect(await engine.rows('select state, attempts, error from sync.windows')).toEqual([
    { state: 'loaded', attempts: 3, error: null },
  ]);
});

test('an answer larger than the cap fails its window without being asked for again', async () => {
  const engine = await open({}, { maxAnswerBytes: 2_000_000 });
  engine.vendor.faults.add({ kind: 'huge', bytes: 3_000_000, times: Number.POSITIVE_INFINITY });
  await engine.backfill(HOUR);
  expect(await engine.value('select error from sync.windows')).toContain('exceeds 2000000 bytes');
  expect(engine.vendor.requests).toHaveLength(1);
});

describe('a list that moves while it is read', () => {
  const big = { betsPerHour: 9000 };

  test('with a growing total is read again until it stands still', async () => {
    const engine = await open(big);
    engine.vendor.misbehave.growingTotals = 2;
    expect((await engine.backfill(HOUR)).exitCode).toBe(0);
    expect(await stored(engine)).toEqual(truthOf(engine));
  });

  test('with a total that never stands still fails', async () => {
    const engine = await open(big);
    engine.vendor.misbehave.growingTotals = Number.POSITIVE_INFINITY;
    expect((await engine.backfill(HOUR)).exitCode).toBe(3);
    expect(await engine.value('select error from sync.windows')).toMatch(
      /pv\.bets from 2025-03-01T03:00:00Z changed during each of 4 reads: total was \d+ on the first page/,
    );
    expect(await stored(engine)).toEqual([]);
  });

  test('with a record on two pages in place of another is read again', async () => {
    const engine = await open(big);
    engine.vendor.misbehave.repeatedRows = 1;
    expect((await engine.backfill(HOUR)).exitCode).toBe(0);
    expect(await stored(engine)).toEqual(truthOf(engine));
  });

  test('with a record on two pages in every read fails, because another one is missing', async () => {
    const engine = await open(big);
    engine.vendor.misbehave.repeatedRows = Number.POSITIVE_INFINITY;
    expect((await engine.backfill(HOUR)).exitCode).toBe(3);
    expect(await engine.value('select error from sync.windows')).toMatch(
      /\d+ records stand on two pages/,
    );
  });
});

test('a vendor that is down costs five tries, and the rest is left for the next run', async () => {
  const engine = await openEngine({
    start: '2025-03-01',
    now: '2025-03-01T13:00:00',
    net: { retries: 1 },
    env: { GGR_PV_CONCURRENCY: '1' },
  });
  await engine.vendor.close();
  const report = await engine.backfill({ start: at('2025-03-01'), end: at('2025-03-01T12:00:00') });
  const { failures, untried } = only(report);
  expect(report.exitCode).toBe(3);
  expect({ failed: failures.length, untried }).toEqual({ failed: 5, untried: 7 });
  expect(failures[0]?.error.hint).toBe('check GGR_PV_URL and the network');
});

describe('a wrong account', () => {
  const names = async (env: Record<string, string>, vendor = {}) => {
    const engine = await openEngine({
      start: '2025-03-01',
      now: '2025-03-01T06:00:00',
      vendor,
      env,
    });
    const report = await engine.backfill(HOUR);
    return { report, stopped: only(report).stopped, engine };
  };

  test('with a wrong key stops, naming the settings and not the key', async () => {
    const { report, stopped, engine } = await names({ GGR_PV_KEY: 'not-the-key' });
    expect(report.exitCode).toBe(2);
    expect(stopped?.message).toContain('refuses even an empty request');
    expect(stopped?.hint).toContain('check GGR_PV_MCH_ID and GGR_PV_KEY');
    expect(`${stopped?.message}${stopped?.hint}`).not.toContain('not-the-key');
    expect(await engine.value('select count(*) from sync.windows')).toBe('0');
    expect(await engine.rows('select outcome from sync.runs')).toEqual([{ outcome: 'stopped' }]);
  });

  test('with a clock that is ten minutes off stops, saying by how much', async () => {
    const { report, stopped } = await names({}, { clockOffsetMs: 600_000 });
    expect(report.exitCode).toBe(2);
    expect(stopped?.message).toContain("this machine's clock is 600 s behind the vendor's");
  });
});

test('parameters that the vendor refuses for one window fail that window and not the account', async () => {
  const engine = await open();
  engine.vendor.faults.add({
    kind: 'answer',
    body: '{"code":400,"msg":"Parameter Error: time_start","data":{}}',
    path: '/api/all/history',
  });
  const report = await engine.backfill(HOUR);
  expect(report.exitCode).toBe(3);
  expect(await engine.value('select error from sync.windows')).toBe(
    'account pv: PV /api/all/history: code 400 "Parameter Error: time_start"',
  );
});
