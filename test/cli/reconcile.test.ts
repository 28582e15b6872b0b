/** `ggr reconcile`, typed: its options, what it prints, exit codes, and the word of a person. */
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startPvVendor } from '../../src/demo/pv/server.ts';
import { startWmVendor } from '../../src/demo/wm/server.ts';
import { pvSettings } from '../support/engine.ts';
import { place } from '../support/ggr.ts';
import { wmSettings } from '../support/wm-engine.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Who runs a line in this process. */
const ME = 'tester';
const range = ['--from', '2025-03-01T03:00:00Z', '--to', '2025-03-01T05:00:00Z'];
const hour = ['--from', '2025-03-01T03:00:00Z', '--to', '2025-03-01T04:00:00Z'];

interface Document {
  readonly exit_code: number;
  readonly streams: readonly { readonly differences: readonly Record<string, unknown>[] }[];
}
interface Status {
  readonly streams: readonly Record<string, unknown>[];
}

/** A store with two hours, of one of which the vendor never gives a bet that it counts. */
async function open() {
  const vendor = await startPvVendor({ from: '2025-03-01T00:00:00Z', betsPerHour: 30 });
  onTestFinished(() => vendor.close());
  const from = Date.parse('2025-03-01T03:00:00Z') / 1000;
  const [bet] = vendor.bets(from, from + 3600);
  vendor.faults.add({
    kind: 'edited',
    path: '/api/all/history',
    times: Number.POSITIVE_INFINITY,
    match: ({ body }) => (body as { data: { time_start: number } }).data.time_start === from,
    edit: (text) => {
      const { data, ...rest } = JSON.parse(text);
      const items = data.items.filter((i: { event_id: string }) => i.event_id !== bet?.event_id);
      return JSON.stringify({ ...rest, data: { ...data, items, total: data.total - 1 } });
    },
  });
  const where = place({ ...pvSettings(vendor), GGR_SYNC_START: '2025-03-01T03:00:00Z' });
  const pulled = await where.call('backfill', 'pv.bets', ...range);
  expect(pulled.code).toBe(5);
  return { where, vendor };
}

test('a difference is exit 5 in reconcile, status and gaps until a person waives it with a reason', async () => {
  const { where, vendor } = await open();
  const table = await where.call('reconcile', 'pv', ...hour);
  expect(table.code).toBe(5);
  expect(table.stdout).toMatch(
    /2025-03-01T03:00:00Z\s+2025-03-01T04:00:00Z\s+mismatch\s+17\s+18\s/,
  );
  expect(table.stderr).toContain('the vendor counts 1 bets more');
  expect(table.stderr).toContain('in 1 call\n');
  expect(table.stderr).toContain('`--repair` reads what differs again');
  const repair = await where.callJson<Document>('reconcile', 'pv', ...range, '--repair', '--json');
  expect(repair).toMatchObject({
    exit_code: 5,
    streams: [{ account: 'pv', stream: 'pv.bets', windows: 2, verified: 1, reread: 1, mended: 0 }],
  });
  expect(await where.call('status')).toMatchObject({
    code: 5,
    stderr: expect.stringContaining("1 difference from the vendor's totals, the oldest known for"),
  });
  const gaps = await where.call('gaps');
  expect(gaps).toMatchObject({ code: 5, stdout: expect.stringContaining('differs') });

  const waive = ['reconcile', 'waive', 'pv', ...hour];
  expect(await where.call(...waive)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--reason'),
  });
  expect(await where.call(...waive, '--reason', ' ')).toMatchObject({ code: 2 });
  const past = await where.call(...waive, '--reason', 'x', '--until', '2025-03-02');
  expect(past).toMatchObject({ code: 2, stderr: expect.stringContaining('lies in the past') });
  expect(await where.call('status')).toMatchObject({ code: 5 });
  expect(
    await where.callJson(...waive, '--reason', 'ticket 7', '--until', '2099-01-01', '--json'),
  ).toEqual({
    waived: 1,
    by: ME,
    reason: 'ticket 7',
    from: '2025-03-01T03:00:00Z',
    to: '2025-03-01T04:00:00Z',
    until: '2099-01-01T00:00:00Z',
  });
  const waived = await where.callJson<Document>('reconcile', 'pv', ...range, '--json');
  expect(waived).toMatchObject({
    exit_code: 0,
    streams: [{ differences: [{ waived: { by: ME, reason: 'ticket 7' } }] }],
  });
  // what is two hours of 2025 is late; nothing differs that nobody has waived
  expect(await where.call('status')).toMatchObject({ code: 4 });
  const status = await where.callJson<Status>('status', '--json');
  expect(status.streams.find((each) => each.stream === 'pv.bets')).toMatchObject({
    verified_until: '2025-03-01T03:00:00Z',
    waived_windows: 1,
  });
  expect(
    await where.query(
      `select witness, verdict, reason, "by" from sync.checks where verdict = 'waived'`,
    ),
  ).toEqual([{ witness: 'person', verdict: 'waived', reason: 'ticket 7', by: ME }]);
  vendor.faults.clear();
  expect((await where.call('reconcile', ...range, '--repair')).code).toBe(0);
  const [fresh] = await where.query(
    `select verified_until from sync.freshness where stream = 'pv.bets'`,
  );
  expect(fresh).toEqual({ verified_until: '2025-03-01T05:00:00Z' });
});

test('reconcile wm reads both clocks again up to now: exit 5 for a bet that was missing, and it is there', async () => {
  const from = new Date(Date.now() - 36 * 3_600_000).toISOString().slice(0, 13);
  const vendor = await startWmVendor({
    from: Date.parse(`${from}:00:00Z`) - 10 * 3_600_000,
    intervalMs: 0,
    emptyIntervalMs: 0,
    betsPerDay: 200,
  });
  onTestFinished(() => vendor.close());
  const start = `${from}:00:00Z`;
  const where = place({ ...wmSettings(vendor), GGR_SYNC_START: start });
  expect((await where.call('sync', 'wm')).code).toBe(0);
  // what was before the stream's start is the vendor's, and none of ours
  expect(await where.callJson('reconcile', 'wm', '--json')).toMatchObject({
    exit_code: 0,
    streams: [
      { account: 'wm', stream: 'wm.bets', witness: 'second read', from: start, missing: 0 },
    ],
  });
  expect(
    await where.query(
      `select stream, min(window_start) as first from sync.windows where stream in ('wm.bets', 'wm.resettlements') group by all order by all`,
    ),
  ).toEqual(['wm.bets', 'wm.resettlements'].map((stream) => ({ stream, first: start })));
  const store = await DuckDBInstance.create(where.store);
  const db = await store.connect();
  await db.run(
    'delete from wm.bets where bet_id in (select bet_id from wm.bets order by bet_time limit 2)',
  );
  db.closeSync();
  store.closeSync();
  const missing = await where.call('reconcile', 'wm');
  expect(missing).toMatchObject({ code: 5, stderr: expect.stringContaining('2 bets missing') });
  expect((await where.call('reconcile', 'wm.bets')).code).toBe(0);
  expect(
    await where.query(
      `select verdict, theirs_count - ours_count as missing from sync.checks where witness = 'second read' order by checked_at`,
    ),
  ).toEqual([
    { verdict: 'equal', missing: 0 },
    { verdict: 'differs', missing: 2 },
    { verdict: 'equal', missing: 0 },
  ]);
});

test('a source without totals, half a range and one in the future are exit 2, and say the next step', async () => {
  const vendor = await startWmVendor({ from: Date.parse('2025-03-01'), intervalMs: 0 });
  onTestFinished(() => vendor.close());
  const where = place(wmSettings(vendor));
  expect(await where.call('reconcile', 'wm.tips')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there are totals of pv.bets'),
  });
  expect(
    await where.call('reconcile', 'wm', '--from', '2025-03-01', '--to', '2025-03-02'),
  ).toMatchObject({ code: 2, stderr: expect.stringContaining('the vendor keeps 60 days') });
  const pv = place({
    ...pvSettings({ url: 'http://127.0.0.1:9', mchId: 1, key: 'k' }),
  });
  expect(await pv.call('reconcile', 'pv', '--from', '2025-03-01')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--to is missing'),
  });
  expect(
    await pv.call('reconcile', 'pv', '--from', '2025-03-01', '--to', '2999-01-01'),
  ).toMatchObject({ code: 2, stderr: expect.stringContaining('future') });
});
