/** What is held is reconciled with the vendor's totals: found, repaired, waived, and never verified while it differs. */
import { expect, test, vi } from 'vitest';
import { reconcileDocument } from '../../src/cli/commands/reconcile-report.ts';
import { acceptRejects } from '../../src/load/rejects.ts';
import { enterWaiver } from '../../src/load/waivers.ts';
import type { ReconcileReport } from '../../src/sync/reconcile-run.ts';
import { at, type Engine, histories, openEngine } from '../support/engine.ts';

vi.setConfig({ testTimeout: 120_000 });

const SUMMARY = '/api/all/stage/summary';
const HOUR_MS = 3_600_000;
const open = async (options: Partial<Parameters<typeof openEngine>[0]> = {}) => {
  const engine = await openEngine({
    start: '2025-03-01',
    now: '2025-03-04T06:30:00',
    vendor: { betsPerHour: 4 },
    ...options,
  });
  await engine.sync();
  engine.clock.now += 60_000;
  engine.vendor.requests.length = 0;
  return engine;
};
const hour = (from: string, hours = 1) => ({ start: at(from), end: at(from) + hours * HOUR_MS });
const firstBet = ({ vendor }: Engine, from: string) => {
  const [first] = vendor.bets(at(from) / 1000, at(from) / 1000 + 3600);
  if (!first) throw new Error(`no bet in the hour from ${from}`);
  return first;
};
const lose = (engine: Engine, from: string) =>
  engine.rows(`delete from pv.bets where event_id = '${firstBet(engine, from).event_id}'`);
const stream = (report: ReconcileReport) => {
  const [only] = reconcileDocument(report).streams;
  if (!only) throw new Error('one stream expected');
  return only;
};
const stateOf = (engine: Engine, from: string) =>
  engine.value(`select state from sync.windows where window_start = '${from.replace('T', ' ')}'`);
const startOf = (body: unknown) => (body as { data: { time_start: number } }).data.time_start;

test('five days with five altered rows: all found without a read, repaired by reading five hours', async () => {
  const engine = await open({ start: '2025-02-27', vendor: { betsPerHour: 2 } });
  const spoiled = [
    '2025-02-27T00',
    '2025-02-28T13',
    '2025-03-02T23',
    '2025-03-02T22',
    '2025-03-03T12',
  ];
  for (const each of spoiled) await lose(engine, `${each}:00:00`);
  const found = await engine.reconcile();
  expect(found.exitCode).toBe(5);
  expect(histories(engine)).toHaveLength(0);
  expect(stream(found).differences.map(({ window_start }) => window_start)).toEqual(
    spoiled.map((each) => `${each}:00:00Z`).sort(),
  );
  expect(stream(found).differences[0]).toMatchObject({ state: 'mismatch', difference_count: 1 });
  expect(stream(found).calls).toBe(engine.vendor.requests.length);
  const repaired = await engine.reconcile({ isRepair: true });
  expect(repaired.exitCode).toBe(0);
  expect(stream(repaired)).toMatchObject({ reread: 5, mended: 5, differences: [] });
  expect(stream(repaired).windows).toBe(stream(repaired).verified);
  expect(engine.vendor.requests.length).toBeLessThan(120);
  engine.vendor.requests.length = 0;
  expect((await engine.reconcile()).exitCode).toBe(0);
  expect(engine.vendor.requests.length).toBeLessThan(4);
  // the checks that failed stand beside those that did not
  expect(
    Number(await engine.value(`select count(*) from sync.checks where verdict = 'differs'`)),
  ).toBeGreaterThan(5);
  expect(await engine.rows('select command, outcome from sync.runs order by number')).toEqual([
    { command: 'sync', outcome: 'done' },
    { command: 'reconcile', outcome: 'stopped' },
    { command: 'reconcile', outcome: 'done' },
    { command: 'reconcile', outcome: 'done' },
  ]);
});

test('a day that was held as empty and is not is repaired hour by hour, and as far as the vendor gives it', async () => {
  const engine = await openEngine({
    start: '2025-03-01',
    now: '2025-03-02T06:30:00',
    vendor: { betsPerHour: 1 },
  });
  const body = '{"code":200,"msg":"","data":{"day_list":[]}}';
  engine.vendor.faults.add({ kind: 'answer', path: SUMMARY, body, times: 2 });
  await engine.sync();
  engine.clock.now += 60_000;
  expect((await engine.reconcile()).exitCode).toBe(5);
  engine.vendor.requests.length = 0;
  const broken = '{"code":400,"msg":"not now"}';
  engine.vendor.faults.add({
    kind: 'answer',
    path: '/api/all/history',
    body: broken,
    match: ({ body: asked }) => startOf(asked) >= at('2025-03-01T10:00:00') / 1000,
    times: Number.POSITIVE_INFINITY,
  });
  expect((await engine.reconcile({ isRepair: true })).exitCode).toBe(3);
  expect(await stateOf(engine, '2025-03-01T10:00:00')).toBe('mismatch');
  engine.vendor.faults.clear();
  const repaired = await engine.reconcile({ isRepair: true });
  expect(repaired.exitCode).toBe(0);
  expect(stream(repaired)).toMatchObject({ reread: 14, differences: [] });
  expect(await stateOf(engine, '2025-03-01T23:00:00')).toBe('verified');
});

test('a range compares exactly itself: one hour, part of one, and nothing beside them', async () => {
  const engine = await open();
  await lose(engine, '2025-03-02T10:00:00');
  const bet = firstBet(engine, '2025-03-02T10:00:00');
  const beside = await engine.reconcile({ range: hour('2025-03-02T11:00:00') });
  expect(stream(beside)).toMatchObject({ windows: 1, verified: 1, calls: 1 });
  const exact = await engine.reconcile({ range: hour('2025-03-02T10:00:00') });
  expect(exact.exitCode).toBe(5);
  expect(stream(exact)).toMatchObject({
    from: '2025-03-02T10:00:00Z',
    to: '2025-03-02T11:00:00Z',
    currency: 'CNY',
    differences: [
      {
        window_start: '2025-03-02T10:00:00Z',
        ours_count: 3,
        theirs_count: 4,
        difference_stake: (Number(bet.bet_amount) / 1000).toFixed(4),
        difference_ggr: (-Number(bet.gain_amount) / 1000).toFixed(4),
        reason: expect.stringContaining('1 bets more'),
      },
    ],
  });
  const second = Number(bet.end_at) * 1000;
  const part = await engine.reconcile({ range: { start: second, end: second + 1000 } });
  expect(part.exitCode).toBe(5);
  expect(stream(part).differences).toMatchObject([{ difference_count: 1 }]);
  const after = await engine.reconcile({
    range: { start: second + 1000, end: at('2025-03-02T12:30:00') },
  });
  expect(after.exitCode).toBe(0);
  expect(stream(after)).toMatchObject({ windows: 1, verified: 1 });
  const repaired = await engine.reconcile({
    range: { start: second, end: second + 1000 },
    isRepair: true,
  });
  expect(repaired.exitCode).toBe(0);
  expect(histories(engine)).toHaveLength(1);
  expect((await engine.reconcile()).exitCode).toBe(0);
});

test('an hour that is missing in the range is said and differs, an open one is not compared', async () => {
  const engine = await open();
  await engine.rows(`delete from sync.windows where window_start = '2025-03-02 10:00:00'`);
  await engine.rows(`delete from pv.bets where window_start = '2025-03-02 10:00:00'`);
  const report = await engine.reconcile({ range: hour('2025-03-02T09:00:00', 3) });
  expect(report.exitCode).toBe(5);
  expect(stream(report)).toMatchObject({
    windows: 2,
    missing: [{ window_start: '2025-03-02T10:00:00Z' }],
    differences: [
      { theirs_count: 4, ours_count: 0, reason: expect.stringContaining('never read') },
    ],
  });
  const whole = { range: hour('2025-03-02T09:00:00', 3), isRepair: true };
  expect((await engine.reconcile(whole)).exitCode).toBe(0);
  expect(await stateOf(engine, '2025-03-02T10:00:00')).toBe('verified');
  const late = await engine.reconcile({
    range: { start: at('2025-03-04T05:00:00'), end: at('2025-03-04T06:20:00') },
  });
  expect(late.exitCode).toBe(0);
  expect(stream(late).not_over).toEqual({
    window_start: '2025-03-04T06:00:00Z',
    window_end: '2025-03-04T06:20:00Z',
  });
});

test('a bet that moved inside its day is found hour by hour, and no sum of the day verifies it', async () => {
  const engine = await open();
  const { event_id } = firstBet(engine, '2025-03-02T10:00:00');
  await engine.rows(
    `update pv.bets set end_at = end_at + interval 1 hour, window_start = window_start + interval 1 hour where event_id = '${event_id}'`,
  );
  expect((await engine.reconcile()).exitCode).toBe(0);
  const found = await engine.reconcile({ isEach: true });
  expect(found.exitCode).toBe(5);
  expect(stream(found).differences.map(({ difference_count }) => difference_count)).toEqual([
    1, -1,
  ]);
  const byDay = await engine.reconcile();
  expect(byDay.exitCode).toBe(5);
  expect(await stateOf(engine, '2025-03-02T10:00:00')).toBe('mismatch');
  const repaired = await engine.reconcile({ isRepair: true });
  expect(repaired.exitCode).toBe(0);
  expect((await engine.reconcile({ isEach: true })).exitCode).toBe(0);
});

test('a day that contradicts its own hours is the vendor: exit 5, and nothing of ours is touched', async () => {
  const engine = await open();
  const before = await engine.rows('select * from pv.bets order by event_id');
  engine.vendor.faults.add({
    kind: 'edited',
    path: SUMMARY,
    times: Number.POSITIVE_INFINITY,
    match: ({ body }) => {
      const { data } = body as { data: { time_start: number; time_end: number } };
      return data.time_end - data.time_start > 86_400;
    },
    edit: (text) => {
      const answer = JSON.parse(text);
      for (const day of answer.data.day_list) if (day.date === '2025-03-01') day.bet_count += 1;
      return JSON.stringify(answer);
    },
  });
  const report = await engine.reconcile({ isRepair: true });
  expect(report.exitCode).toBe(5);
  expect(stream(report).differences).toMatchObject([
    { state: 'differs', window_start: '2025-03-01T00:00:00Z', window_end: '2025-03-02T00:00:00Z' },
  ]);
  expect(histories(engine)).toHaveLength(0);
  expect(await engine.rows('select * from pv.bets order by event_id')).toEqual(before);
});

test('refused records that are all that is missing explain it to the last digit: exit 3, not 5', async () => {
  const engine = await openEngine({
    start: '2025-03-01',
    now: '2025-03-04T06:30:00',
    vendor: { betsPerHour: 4 },
  });
  const { event_id } = firstBet(engine, '2025-03-02T10:00:00');
  engine.vendor.misbehave.malformed.set(event_id, (record) => ({ ...record, credit: 'x' }));
  expect((await engine.sync()).exitCode).toBe(3);
  const report = await engine.reconcile();
  expect(report.exitCode).toBe(3);
  expect(stream(report).differences[0]?.reason).toContain(
    '1 refused records explain it to the last digit',
  );
  const word = { by: 'ann', reason: 'ticket 7', now: engine.clock.now };
  const named = { id: null, stream: 'pv.bets', account: null };
  const differing = async () => (await engine.gaps()).filter(({ state }) => state === 'differs');
  expect(await differing()).toMatchObject([{ waived_by: null }]);
  await acceptRejects(engine.warehouse, named, word);
  expect((await engine.reconcile()).exitCode).toBe(0);
  expect(await differing()).toMatchObject([{ waived_by: 'ann' }]);
  expect(await stateOf(engine, '2025-03-02T10:00:00')).toBe('mismatch');
  await lose(engine, '2025-03-02T11:00:00');
  expect((await engine.reconcile()).exitCode).toBe(5);
  engine.vendor.misbehave.malformed.clear();
  expect((await engine.reconcile({ isRepair: true })).exitCode).toBe(0);
});

test('a refused record that is held as it was before is not missing: equal totals verify its window', async () => {
  const engine = await open();
  const { event_id } = firstBet(engine, '2025-03-02T10:00:00');
  engine.vendor.misbehave.malformed.set(event_id, (record) => ({ ...record, credit: 'x' }));
  const range = hour('2025-03-02T10:00:00');
  expect((await engine.backfill(range, 'all')).exitCode).toBe(3);
  expect(await engine.value('select count(*) from sync.rejects')).toBe('1');
  expect(await stateOf(engine, '2025-03-02T10:00:00')).toBe('verified');
  expect((await engine.sync()).exitCode).toBe(0);
  expect((await engine.reconcile()).exitCode).toBe(0);
  // what it was before is not what the vendor counts now
  engine.vendor.misbehave.amended.set(event_id, { bet_amount: 1n });
  const told = await engine.reconcile();
  expect(told.exitCode).toBe(5);
  expect(stream(told).differences[0]?.reason).toContain(
    '1 record refused, of which an earlier state is held',
  );
  engine.vendor.misbehave.malformed.clear();
  expect((await engine.reconcile({ isRepair: true })).exitCode).toBe(0);
  expect(await engine.value('select count(*) from sync.rejects')).toBe('0');
});

test('refused records whose amounts cannot be read could explain it, and do not: exit 5, whoever accepts them', async () => {
  const engine = await openEngine({
    start: '2025-03-01',
    now: '2025-03-01T06:30:00',
    vendor: { betsPerHour: 4 },
  });
  const { event_id } = firstBet(engine, '2025-03-01T03:00:00');
  engine.vendor.misbehave.malformed.set(event_id, (record) => ({ ...record, bet_amount: 1.5 }));
  expect((await engine.sync()).exitCode).toBe(3);
  const told = await engine.reconcile();
  expect(told.exitCode).toBe(5);
  expect(stream(told).differences[0]?.reason).toContain('1 refused records could explain it');
  const explained = () =>
    engine.rows(
      "select explained, error from sync.windows where explained is not null or state = 'mismatch'",
    );
  expect(await explained()).toMatchObject([{ explained: 'possibly' }]);
  const word = { by: 'ann', reason: 'ticket 8', now: engine.clock.now };
  await acceptRejects(engine.warehouse, { id: null, stream: 'pv.bets', account: null }, word);
  expect((await engine.reconcile()).exitCode).toBe(5);
  engine.vendor.misbehave.malformed.set(event_id, (record) => ({ ...record, credit: 'x' }));
  expect((await engine.reconcile({ isRepair: true })).exitCode).toBe(3);
  expect(await explained()).toMatchObject([{ explained: 'exactly' }]);
  engine.vendor.misbehave.malformed.clear();
  expect((await engine.reconcile({ isRepair: true })).exitCode).toBe(0);
  expect(await explained()).toEqual([]);
});

test('what still differs after a repair stays mismatch; a waiver ends exit 5 for a time and verifies nothing', async () => {
  const engine = await open();
  const { event_id } = firstBet(engine, '2025-03-02T10:00:00');
  await lose(engine, '2025-03-02T10:00:00');
  engine.vendor.faults.add({
    kind: 'edited',
    path: '/api/all/history',
    times: Number.POSITIVE_INFINITY,
    match: ({ body }) => startOf(body) === at('2025-03-02T10:00:00') / 1000,
    edit: (text) => {
      const { data, ...rest } = JSON.parse(text);
      const items = data.items.filter((item: { event_id: string }) => item.event_id !== event_id);
      return JSON.stringify({ ...rest, data: { ...data, items, total: data.total - 1 } });
    },
  });
  const report = await engine.reconcile({ isRepair: true });
  expect(report.exitCode).toBe(5);
  expect(stream(report)).toMatchObject({ reread: 1, mended: 0 });
  const found = engine.clock.now;
  engine.clock.now += HOUR_MS / 2;
  const pvBets = async () => (await engine.status()).streams.find((s) => s.stream === 'pv.bets');
  expect(await pvBets()).toMatchObject({
    verified_until: '2025-03-02T10:00:00Z',
    differing_windows: 1,
    differs_since: new Date(found).toISOString().replace('.000Z', 'Z'),
  });
  expect((await engine.gaps()).filter(({ state }) => state === 'differs')).toMatchObject([
    {
      window_start: '2025-03-02T10:00:00Z',
      waived_by: null,
      error: expect.stringMatching('1 bets more'),
    },
  ]);
  const key = { account: 'pv', stream: 'pv.bets', by: 'ann', reason: 'ticket 7' };
  const now = engine.clock.now;
  // a part of the window is not the window
  const half = { ...hour('2025-03-02T10:00:00'), end: at('2025-03-02T10:30:00') };
  await enterWaiver(engine.warehouse, { ...key, ...half, until: null }, now);
  expect((await engine.reconcile()).exitCode).toBe(5);
  const until = now + HOUR_MS;
  await enterWaiver(engine.warehouse, { ...key, ...hour('2025-03-02T10:00:00'), until }, now);
  const waived = await engine.reconcile();
  expect(waived.exitCode).toBe(0);
  expect(stream(waived).differences).toMatchObject([{ state: 'mismatch', waived: { by: 'ann' } }]);
  expect(await stateOf(engine, '2025-03-02T10:00:00')).toBe('mismatch');
  expect(await pvBets()).toMatchObject({
    verified_until: '2025-03-02T10:00:00Z',
    differing_windows: 0,
    waived_windows: 1,
    differs_since: null,
  });
  engine.clock.now += 2 * HOUR_MS;
  expect((await engine.reconcile()).exitCode).toBe(5);
  engine.vendor.faults.clear();
  expect((await engine.reconcile({ isRepair: true })).exitCode).toBe(0);
  expect(await pvBets()).toMatchObject({ differing_windows: 0, waived_windows: 0 });
});

test('a vendor that does not answer for its totals is exit 3, and what is held stays as it was', async () => {
  const engine = await open();
  engine.vendor.faults.add({
    kind: 'http-500-html',
    path: SUMMARY,
    times: Number.POSITIVE_INFINITY,
  });
  const report = await engine.reconcile();
  expect(report.exitCode).toBe(3);
  expect(stream(report)).toMatchObject({ verified: 0, error: { code: 'unavailable' } });
  expect(await stateOf(engine, '2025-03-02T10:00:00')).toBe('verified');
});
