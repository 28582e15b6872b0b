/** GET /metrics: what it says of a document, and what it leaves out because nobody knows it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import type { HostedSession } from '../../src/serve/lend.ts';
import { type KnownOfDaemon, renderMetrics } from '../../src/serve/metrics.ts';
import { addStatusRoute } from '../../src/serve/status-route.ts';
import type { KnownStream } from '../../src/sync/stream-state.ts';
import { Latency } from '../../src/wallet/latency.ts';
import { until } from '../support/daemon.ts';

const STREAM: KnownStream = {
  account: 'pv',
  stream: 'pv.bets',
  state: 'needs-person',
  windows: { verified: 40, differs: 1, missing: 2 },
  covered_from: '2026-11-01T00:00:00Z',
  complete_until: '2026-11-03T00:00:00Z',
  verified_until: '2026-11-02T00:00:00Z',
  behind_seconds: 120,
  missing_windows: 2,
  failed_windows: 1,
  raw_pages: 0,
  truncated_windows: 0,
  expires_at: null,
  expires_in_seconds: null,
  expired_windows: 0,
  expiring: false,
  differing_windows: 1,
  waived_windows: 3,
  differs_since: '2026-11-03T01:00:00Z',
  rejects: 4,
  rejects_accepted: 5,
  stale: false,
};
const NEVER: KnownStream = {
  ...STREAM,
  account: 'wm',
  stream: 'wm.bets',
  state: 'not-fetched',
  windows: {},
  covered_from: null,
  complete_until: null,
  verified_until: null,
  behind_seconds: null,
  differs_since: null,
  differing_windows: 0,
};

function documentOf(more: Partial<KnownOfDaemon> = {}): KnownOfDaemon {
  const latency = new Latency();
  for (const ms of [0.4, 0.6, 12, 9000]) latency.took(ms);
  return {
    as_of: '2026-11-03T02:00:00Z',
    warehouse: 'store.duckdb',
    streams: [STREAM, NEVER],
    last_run: null,
    clock_behind_seconds: 0,
    unaccounted_windows: 0,
    drift: [],
    daemon: { version: '0.2.0', pid: 1, store_fault: null },
    schedules: [],
    parts: {
      warehouse: { state: 'up', pid: 2, restarts: 0, rss: 1000, not_ready: null },
      readers: { state: 'waiting', pid: null, restarts: 3, rss: null, not_ready: 'killed' },
      wallet: {
        state: 'up',
        restarts: 0,
        rss: 2000,
        not_ready: null,
        requests: 4,
        repeats: 1,
        refused: { 'wrong-token': 2 },
        flags: { orphan: 1 },
        latency: latency.counts(),
        entries_not_shipped: 0,
        rounds: { open_past_half: 7, timed_out: 0, closed_by_hand: 0 },
      },
      snapshots: { as_of: '2026-11-03T01:59:00Z' },
    },
    traffic: [
      {
        account: 'pv',
        stream: 'pv.bets',
        requests: 9,
        refusals: { busy: 2 },
        waited_seconds: 1.5,
        rows: { received: 10, inserted: 10 },
      },
    ],
    ...more,
  };
}

const linesOf = async (document: KnownOfDaemon) => (await renderMetrics(document)).text.split('\n');

test('says of every stream what the status says, the worst first', async () => {
  const lines = await linesOf(documentOf());
  const pv = 'account="pv",stream="pv.bets"';
  for (const line of [
    `ggr_stream_state{${pv},state="needs-person"} 1`,
    `ggr_stream_state{${pv},state="on-time"} 0`,
    `ggr_stream_fetched{${pv}} 1`,
    `ggr_stream_data_through_timestamp_seconds{${pv}} ${Date.parse('2026-11-03') / 1000}`,
    `ggr_stream_verified_through_timestamp_seconds{${pv}} ${Date.parse('2026-11-02') / 1000}`,
    `ggr_stream_lag_seconds{${pv}} 120`,
    `ggr_stream_holes{${pv}} 3`,
    `ggr_stream_windows{${pv},state="verified"} 40`,
    `ggr_stream_windows{${pv},state="missing"} 2`,
    `ggr_stream_windows{${pv},state="empty"} 0`,
    `ggr_stream_differences{${pv},waived="no"} 1`,
    `ggr_stream_differences{${pv},waived="yes"} 3`,
    `ggr_stream_rejects{${pv},accepted="no"} 4`,
    `ggr_vendor_requests_total{${pv}} 9`,
    `ggr_vendor_refusals_total{${pv},code="busy"} 2`,
    `ggr_vendor_wait_seconds_total{${pv}} 1.5`,
    `ggr_rows_total{${pv},outcome="inserted"} 10`,
    'ggr_store_up 1',
  ]) {
    expect(lines).toContain(line);
  }
  const states = lines.filter((line) => line.startsWith('ggr_stream_fetched{'));
  expect(states[0]).toContain('pv.bets');
});

test('says of a stream that was never fetched that it was not, and gives it no instant and no lag', async () => {
  const lines = await linesOf(documentOf());
  const ofWm = lines.filter((line) => line.includes('stream="wm.bets"'));
  expect(ofWm).toContain('ggr_stream_fetched{account="wm",stream="wm.bets"} 0');
  expect(ofWm.filter((line) => /through|lag|since/.test(line))).toEqual([]);
});

test('says how the processes are, the worst first, and what the wallet counted', async () => {
  const lines = await linesOf(documentOf());
  expect(lines.filter((line) => line.startsWith('ggr_part_up{'))).toEqual([
    'ggr_part_up{part="readers"} 0',
    'ggr_part_up{part="warehouse"} 1',
    'ggr_part_up{part="wallet"} 1',
  ]);
  for (const line of [
    'ggr_part_restarts_total{part="readers"} 3',
    'ggr_part_resident_memory_bytes{part="warehouse"} 1000',
    'ggr_wallet_requests_total 4',
    'ggr_wallet_repeats_total 1',
    'ggr_wallet_refusals_total{reason="wrong-token"} 2',
    'ggr_wallet_flags_total{flag="orphan"} 1',
    'ggr_wallet_request_duration_seconds_bucket{le="0.0005"} 1',
    'ggr_wallet_request_duration_seconds_bucket{le="0.015"} 3',
    'ggr_wallet_request_duration_seconds_bucket{le="+Inf"} 4',
    'ggr_wallet_request_duration_seconds_count 4',
    'ggr_wallet_open_rounds_past_half 7',
  ]) {
    expect(lines).toContain(line);
  }
});

test('says nothing of streams while the store cannot be read, and that it cannot', async () => {
  const { daemon, parts } = documentOf();
  for (const document of [
    { daemon, parts },
    documentOf({ daemon: { ...daemon, store_fault: 'no space' } }),
  ]) {
    const lines = await linesOf(document);
    expect(lines).toContain('ggr_store_up 0');
    expect(lines.filter((line) => line.startsWith('ggr_stream_'))).toEqual([]);
    expect(lines).toContain('ggr_part_up{part="readers"} 0');
  }
});

test('has each of its families in docs/monitoring.md', async () => {
  const { schedules: _, ...document } = documentOf();
  const job = { account: 'pv', stream: 'pv.bets', schedule: '', running: false, skipped_fires: 0 };
  const instants = { last_started_at: null, last_ended_at: null, next_fire_at: null };
  const failing = { ...job, ...instants, last_error: 'x', failing_since: '2026-11-03T00:00:00Z' };
  const lines = await linesOf({ ...document, schedules: [failing] });
  const names = lines.flatMap((line) => /^# TYPE (\S+)/.exec(line)?.[1] ?? []);
  expect(names.length).toBeGreaterThan(30);
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/monitoring.md'), 'utf8');
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('/metrics and /status.json are read one at a time; who asks meanwhile shares the next answer', async () => {
  const app = fastify();
  const held: (() => void)[] = [];
  const beforeRead = () => new Promise<void>((go) => held.push(go));
  const session = { host: {} } as HostedSession; // it lends no store, so each read ends with an error
  addStatusRoute(app, { session, beforeRead, storeFault: () => undefined });
  await app.ready();
  const ask = (i: number) => app.inject(i % 2 === 0 ? '/metrics' : '/status.json').then();
  const first = ask(0);
  await until(() => held.length === 1);
  const others = Array.from({ length: 20 }, (_, i) => ask(i));
  await new Promise((turn) => setImmediate(turn));
  expect(held).toHaveLength(1);
  held[0]?.();
  await first;
  await until(() => held.length === 2);
  held[1]?.();
  expect(new Set((await Promise.all(others)).map(({ statusCode }) => statusCode))).toEqual(
    new Set([500]),
  );
  expect(held).toHaveLength(2);
});
