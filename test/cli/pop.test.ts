/** The commands over a report that is walked by a cursor, as processes against a bundled POP vendor. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type PopVendor, startPopVendor } from '../../src/demo/pop/server.ts';
import { place } from '../support/ggr.ts';
import { holdAfter } from '../support/held-vendor.ts';
import { popSettings } from '../support/pop-engine.ts';

const NOW_MS = Date.parse('2025-03-04T00:00:00Z');
const DAY = { start: Date.parse('2025-03-02T00:00:00Z'), end: Date.parse('2025-03-03T00:00:00Z') };
const oneDay = ['--from', '2025-03-02', '--to', '2025-03-03'];

let vendor: PopVendor;
beforeAll(async () => {
  vendor = await startPopVendor({ now: () => NOW_MS, betsPerHour: 100 });
});
afterAll(() => vendor.close());
beforeEach(() => {
  vendor.requests.length = 0;
  vendor.faults.clear();
  vendor.misbehave.refusal = undefined;
});

const here = (more: Record<string, string> = {}) =>
  place({ ...popSettings(vendor), GGR_SYNC_START: '2025-03-01', ...more });

test('a dry run tells what would be stored and the requests known, and does nothing', async () => {
  const where = here();
  const dry = () => where.callJson('backfill', 'pop', ...oneDay, '--dry-run', '--json');
  const window = {
    account: 'pop',
    stream: 'pop.bets',
    window_start: '2025-03-02T00:00:00Z',
    window_end: '2025-03-03T00:00:00Z',
  };
  expect(await dry()).toEqual({ windows: [window], requests: 1, estimated_seconds: 1 });
  expect(vendor.requests).toHaveLength(0);
  expect((await where.call('sync', 'pop.bets')).code).toBe(0);
  expect(await dry()).toEqual({ windows: [], requests: 0, estimated_seconds: 0 });
  const all = await where.call('backfill', 'pop', ...oneDay, '--only', 'all', '--dry-run');
  expect(all.stdout).toContain('2025-03-02T00:00:00Z');
  expect(all.stderr).toContain('cannot be asked by time: it is walked from the beginning');
});

test('a backfill of what is loaded asks nothing and says so; --only all re-pulls it', async () => {
  const where = here();
  await where.call('sync', 'pop.bets');
  vendor.requests.length = 0;
  const again = await where.call('backfill', 'pop', ...oneDay);
  expect(again.code).toBe(0);
  expect(again.stderr).toContain('24 h of the range is loaded and not asked for again');
  expect(vendor.requests).toHaveLength(0);
  const all = await where.callJson<{ streams: unknown[] }>(
    'backfill',
    'pop',
    ...oneDay,
    '--only',
    'all',
    '--json',
  );
  const unchanged = vendor.bets(DAY.start, DAY.end).length;
  expect(all.streams).toEqual([expect.objectContaining({ inserted: 0, unchanged, failed: 0 })]);
});

test('a backfill without a range walks from the beginning, or from a cursor, to the end', async () => {
  const everything = vendor.bets(0, NOW_MS);
  const count = 'select count(*)::integer as n from pop.bets';
  const where = here();
  const asked = await where.call('backfill', 'pop');
  expect(asked.code).toBe(2);
  expect(asked.stderr).toContain('needs --yes');
  expect((await where.call('backfill', 'pop', '--yes')).code).toBe(0);
  expect(await where.query(count)).toEqual([{ n: everything.length }]);
  const later = here();
  const middle = everything[99]?.id ?? '';
  expect((await later.call('backfill', 'pop', '--cursor', middle, '--yes')).code).toBe(0);
  expect(await later.query(count)).toEqual([{ n: everything.length - 100 }]);
});

test('a backfill without a range goes on where it ended, on another day as well', async () => {
  const where = here();
  const pull = async () => {
    const line = ['backfill', 'pop', '--yes', '--json'];
    const { streams } = await where.callJson<{ streams: { inserted: number }[] }>(...line);
    return streams.map(({ inserted }) => inserted);
  };
  expect(await pull()).toEqual([vendor.bets(0, NOW_MS).length]);
  vendor.requests.length = 0;
  expect(await pull()).toEqual([0]);
  expect(vendor.requests).toHaveLength(2); // its last page, where late rows may have come, and its end
  // what names the walk is its range: with a day in it there would be another walk tomorrow
  const ranges = `select range_end > now()::timestamp + interval 1 year as is_open from sync.cursors`;
  expect(await where.query(ranges)).toEqual([{ is_open: true }]);
  const told = await where.query(
    `select distinct arguments from sync.runs where command = 'backfill'`,
  );
  expect(told).toEqual([{ arguments: 'pop --only missing' }]);
});

test('a beginning in the future is refused, and a short range without an end asks nothing', async () => {
  const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  const where = here();
  const late = await where.call('backfill', 'pop', '--from', iso(Date.now() + 3_600_000));
  expect(late.code).toBe(2);
  expect(late.stderr).toContain('lies in the future');
  const short = await where.call('backfill', 'pop', '--from', iso(Date.now() - 3_600_000));
  expect(short.code).toBe(0);
});

test('a report of windows has no backfill without a range', async () => {
  const where = place({
    GGR_PV_URL: vendor.url,
    GGR_PV_MCH_ID: '1',
    GGR_PV_KEY: 'k',
    GGR_PV_CURRENCY: 'CNY',
  });
  const outcome = await where.call('backfill', 'pv', '--to', '2025-03-02');
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toContain('--from is missing');
});

test('--cursor is refused where there is none', async () => {
  const where = here({
    GGR_PV_URL: vendor.url,
    GGR_PV_MCH_ID: '1',
    GGR_PV_KEY: 'k',
    GGR_PV_CURRENCY: 'CNY',
  });
  const outcome = await where.call('backfill', 'pv', ...oneDay, '--cursor', 'x');
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toContain('no stream of pv is read by a --cursor');
});

test('status and gaps tell how far a walk is complete, and what failed it', async () => {
  const where = here();
  vendor.faults.add({ kind: 'answer', body: '{"code":1005,"error":"x","data":null}' });
  expect((await where.call('sync', 'pop.bets')).code).toBe(3);
  const before = await where.call('status', '--json');
  expect(before.code).toBe(4);
  expect(JSON.parse(before.stdout).streams).toEqual([
    expect.objectContaining({
      stream: 'pop.bets',
      complete_until: null,
      failed_windows: 1,
      stale: true,
    }),
  ]);
  const gaps = await where.call('gaps', '--json');
  expect(gaps.code).toBe(3);
  expect(JSON.parse(gaps.stdout).gaps).toEqual([
    expect.objectContaining({ state: 'failed', attempts: 1, window_start: '2025-03-01T00:00:00Z' }),
  ]);
  expect((await where.call('sync', 'pop.bets')).code).toBe(0);
  const [fresh] = await where.query<{ complete_until: string }>(
    "select complete_until from sync.freshness where stream = 'pop.bets'",
  );
  const complete = Date.parse(fresh?.complete_until ?? '');
  expect(complete).toBeGreaterThan(DAY.end);
  expect(complete).toBeLessThanOrEqual(NOW_MS - 300_000); // late rows may still come
  expect((await where.call('status')).stdout).toContain('pop.bets');
  expect((await where.call('doctor')).stdout).toContain('POP answers');
});

test('a wrong secret stops with what to correct, and is printed nowhere', async () => {
  const where = here({ GGR_POP_APP_SECRET: 'not-the-secret' });
  const outcome = await where.ggr('sync', 'pop');
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toContain('code 1011');
  expect(outcome.stderr).toContain('check GGR_POP_APP_SECRET');
  expect(`${outcome.stdout}${outcome.stderr}${(await where.ggr('config')).stdout}`).not.toContain(
    'not-the-secret',
  );
});

test('paths are configuration', async () => {
  const where = here({ GGR_POP_BETS_PATH: '/v9/bets' });
  const outcome = await where.call('sync', 'pop.bets');
  expect(outcome.code).toBe(3);
  expect(vendor.requests.map(({ path }) => path)).toEqual(['/v9/bets']);
  expect((await here({ GGR_POP_BETS_PATH: 'bets' }).call('sync')).stderr).toContain(
    'GGR_POP_BETS_PATH must be a path',
  );
});

test('a sync killed between pages loses and doubles nothing', { timeout: 300_000 }, async () => {
  const large = await startPopVendor({ now: () => NOW_MS, betsPerHour: 1500 });
  try {
    const bets = large.bets(0, NOW_MS + 1);
    expect(bets.length).toBeGreaterThan(100_000);
    const where = place(popSettings(large));
    for (let round = 0; round < 4; round += 1) {
      // of more than twenty pages: four rounds of five leave some, and every fourth is committed
      const held = holdAfter(large, Math.ceil(Math.random() * 5));
      const running = where.start('sync', 'pop.bets');
      await held.waiting(1);
      await sleep(Math.random() * 200);
      running.process.kill('SIGKILL');
      expect((await running.ended).signal).toBe('SIGKILL');
      held.release();
    }
    expect((await where.ggr('sync', 'pop.bets')).code).toBe(0);
    const stake = bets.reduce((sum, { bet }) => sum + bet, 0n);
    expect(
      await where.query(`select count(*) as n, count(distinct bet_id) as keys,
        cast(sum(stake) * 10000 as bigint) as stake from ggr.bets`),
    ).toEqual([{ n: bets.length, keys: bets.length, stake: Number(stake) }]);
    expect(await where.query('select rows, is_complete from sync.cursors')).toEqual([
      { rows: bets.length, is_complete: true },
    ]);
  } finally {
    await large.close();
  }
});

test.for([['pop', '--stream', 'pop.games'], ['pop.games']])(
  'a backfill of a report of now (%s) says what it is and what to type',
  async (words) => {
    const { code, stderr } = await here().ggr('backfill', ...words, ...oneDay);
    expect(code).toBe(2);
    expect(stderr).toContain(
      'pop.games tells of now and of no other time: it has no history to pull',
    );
    expect(stderr).toContain('`ggr sync pop.games` looks at it');
  },
);

test('a backfill of a stream that is none names those that have a history', async () => {
  const { code, stderr } = await here().ggr('backfill', 'pop', '--account', 'nobody', ...oneDay);
  expect(code).toBe(2);
  expect(stderr).toContain('there is pop pop.bets');
  expect(stderr).not.toContain('pop.games');
});
