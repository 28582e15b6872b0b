/** An answer that takes away much needs a second witness. */
import { expect, test } from 'vitest';
import { acceptRejects } from '../../src/load/rejects.ts';
import { at, type Engine, only, openEngine } from '../support/engine.ts';
import { openWmEngine } from '../support/wm-engine.ts';

const EMPTY = JSON.stringify({ code: 200, msg: '', data: { items: [], total: 0 } });
const NULL = JSON.stringify({ code: 200, msg: '', data: { items: null, total: 0 } });
const listOf = (items: readonly object[]) =>
  JSON.stringify({ code: 200, msg: '', data: { items, total: items.length } }, (_, v) =>
    typeof v === 'bigint' ? Number(v) : v,
  );
const HISTORY = '/api/all/history';
const SUMMARY = '/api/all/stage/summary';

/** An hour that was read while it was open, and is over now. */
async function openHour(): Promise<{ engine: Engine; held: number }> {
  const engine = await openEngine({ start: '2025-03-01T03:00:00Z', now: '2025-03-01T03:50:00' });
  const held = only(await engine.sync()).inserted;
  expect(held).toBeGreaterThan(20);
  engine.clock.now = at('2025-03-01T04:02:00');
  return { engine, held: Number(await engine.value('select count(*) from pv.bets')) };
}
/** The read of the hour once it is over. */
const isClosing = ({ path, body }: { path: string; body: unknown }) =>
  path === HISTORY &&
  (body as { data: { time_start: number } }).data.time_start === at('2025-03-01T03:00:00') / 1000;
const stored = (engine: Engine) => engine.value('select count(*) from pv.bets');

test.each([
  ['an empty list', EMPTY],
  ['a list that is null', NULL],
])('%s for the closing of an hour, once, takes no row away', async (_, body) => {
  const { engine, held } = await openHour();
  engine.vendor.faults.add({ kind: 'answer', body, match: isClosing });
  const report = await engine.sync();
  expect(report.exitCode).toBe(0);
  expect(only(report)).toMatchObject({ withdrawn: 0 });
  expect(Number(await stored(engine))).toBeGreaterThanOrEqual(held);
  expect(engine.notes.join('\n')).toContain(
    `doubted: the read would withdraw ${held} of ${held} rows`,
  );
});

test('half a page for a closed hour, twice the same, is refused where the totals say otherwise', async () => {
  const { engine, held } = await openHour();
  const bets = engine.vendor.bets(
    at('2025-03-01T03:00:00') / 1000,
    at('2025-03-01T04:00:00') / 1000,
  );
  const body = listOf(bets.slice(0, Math.floor(bets.length / 2)));
  engine.vendor.faults.add({
    kind: 'answer',
    body,
    match: isClosing,
    times: Number.POSITIVE_INFINITY,
  });
  const report = await engine.sync();
  expect(report.exitCode).toBe(3);
  expect(Number(await stored(engine))).toBeGreaterThanOrEqual(held);
  const gaps = await engine.gaps();
  expect(gaps.map(({ state }) => state)).toEqual(gaps.map(() => 'failed'));
  expect(gaps[0]).toMatchObject({
    window_start: '2025-03-01T03:00:00Z',
    error: expect.stringMatching(/doubted: .* its own totals say \d+ bets where the read has \d+/),
  });
  engine.vendor.faults.clear();
  expect((await engine.sync()).exitCode).toBe(0);
  expect(await engine.gaps()).toEqual([]);
  const hourly = `select count(*) from pv.bets where window_start < '2025-03-01 04:00:00'`;
  expect(await engine.value(hourly)).toBe(String(bets.length));
});

test('rows that the vendor has withdrawn go when a second read and its totals confirm it, and that is said', async () => {
  const { engine } = await openHour();
  await engine.sync();
  const bets = engine.vendor.bets(
    at('2025-03-01T03:00:00') / 1000,
    at('2025-03-01T04:00:00') / 1000,
  );
  for (const { event_id } of bets) engine.vendor.misbehave.withdrawn.add(event_id);
  engine.vendor.requests.length = 0;
  const hour = { start: at('2025-03-01T03:00:00'), end: at('2025-03-01T04:00:00') };
  const report = await engine.backfill(hour, 'all');
  expect(report.exitCode).toBe(0);
  expect(only(report)).toMatchObject({ withdrawn: bets.length });
  expect(engine.vendor.requests.map(({ path }) => path)).toEqual([
    HISTORY,
    HISTORY,
    SUMMARY, // a second witness of the withdrawal
    SUMMARY, // and of what is held now
  ]);
  expect(engine.notes.join('\n')).toContain(`${bets.length} rows withdrawn from the window`);
  expect(await engine.value(`select count(*) from sync.revisions where reason = 'withdrawn'`)).toBe(
    String(bets.length),
  );
});

test('a small share of a window is withdrawn by one read', async () => {
  const engine = await openEngine({
    start: '2025-03-01T03:00:00Z',
    now: '2025-03-01T05:00:00',
    vendor: { betsPerHour: 300 },
  });
  await engine.sync();
  const [first] = engine.vendor.bets(
    at('2025-03-01T03:00:00') / 1000,
    at('2025-03-01T04:00:00') / 1000,
  );
  engine.vendor.misbehave.withdrawn.add(first?.event_id ?? '');
  engine.vendor.requests.length = 0;
  const hour = { start: at('2025-03-01T03:00:00'), end: at('2025-03-01T04:00:00') };
  expect(only(await engine.backfill(hour, 'all'))).toMatchObject({ withdrawn: 1 });
  expect(engine.vendor.requests.map(({ path }) => path)).toEqual([HISTORY, SUMMARY]);
  expect(engine.notes.join('\n')).toContain('1 row withdrawn from the window');
});

test("WM's 107 for a day that had bets, once, takes none away", async () => {
  const engine = await openWmEngine({ start: '2025-03-01', now: '2025-03-02T12:00:00' });
  await engine.sync('wm.bets');
  const count = () => engine.value('select count(*) from wm.bets');
  const before = await count();
  expect(Number(before)).toBeGreaterThan(20);
  engine.clock.now = at('2025-03-02T18:00:00');
  engine.vendor.faults.add({
    kind: 'answer',
    body: JSON.stringify({ errorCode: 107, errorMessage: 'no data', result: [] }),
    // the day of UTC+8 that was open before
    match: ({ query }) => query.get('startTime') === '20250302000000',
  });
  const report = await engine.sync('wm.bets');
  expect(report.exitCode).toBe(0);
  expect(Number(await count())).toBeGreaterThanOrEqual(Number(before));
  expect(engine.notes.join('\n')).toContain('doubted');
});

test('refused records leave the quarantine as rows leave their window: never by one read, nor against the totals', async () => {
  const engine = await openEngine({ start: '2025-03-01T03:00:00Z', now: '2025-03-01T03:50:00' });
  const { vendor, clock } = engine;
  const [from, until] = [at('2025-03-01T03:00:00') / 1000, at('2025-03-01T04:00:00') / 1000];
  const bets = vendor.bets(from, clock.now / 1000);
  for (const { event_id } of bets)
    vendor.misbehave.malformed.set(event_id, (r) => ({ ...r, credit: 'x' }));
  const held = only(await engine.sync()).quarantined;
  expect(held).toBeGreaterThan(20);
  // what came to an end within the lag is yet to be read
  const ids = new Set(
    (await engine.rows('select record_key from sync.rejects')).map((r) => r.record_key),
  );
  for (const { event_id } of bets)
    if (!ids.has(event_id)) vendor.misbehave.malformed.delete(event_id);
  const word = { by: 'ann', reason: 'the vendor knows', now: clock.now };
  await acceptRejects(engine.warehouse, { id: null, stream: null, account: null }, word);
  const accepted = () =>
    engine.value('select count(*) from sync.rejects where accepted_by is not null');
  const doubted = `doubted: the read would take ${held} of ${held} refused records out of quarantine`;

  clock.now = at('2025-03-01T04:02:00');
  // one bet that is none of them, and would go straight into the facts
  const other = listOf([{ ...bets[0], event_id: 'another' }]);
  vendor.faults.add({ kind: 'answer', body: other, match: isClosing });
  expect((await engine.sync()).exitCode).toBe(0);
  expect(await accepted()).toBe(String(held));
  expect(engine.notes.join('\n')).toContain(doubted);

  const hour = { start: from * 1000, end: until * 1000 };
  const times = Number.POSITIVE_INFINITY;
  vendor.faults.add({ kind: 'answer', body: EMPTY, match: isClosing, times });
  expect((await engine.backfill(hour, 'all')).exitCode).toBe(3);
  expect(await accepted()).toBe(String(held));
  const [gap] = await engine.gaps();
  expect(gap?.error).toMatch(/doubted: .* its own totals say \d+ bets where the read has 0/);

  vendor.faults.clear();
  for (const { event_id } of bets) vendor.misbehave.withdrawn.add(event_id);
  expect((await engine.backfill(hour, 'all')).exitCode).toBe(0);
  expect(await accepted()).toBe('0');
  expect(engine.notes.at(-1)).toMatch(
    new RegExp(`${held} refused records .* left the quarantine, confirmed by a second read`),
  );
});
