/** A backfill of a stream while the timetable pulls the same one: one after the other, nothing twice. */
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type PvVendor, startPvVendor } from '../../src/demo/pv/server.ts';
import { type RunningDaemon, serve, until, WITHOUT_READERS } from '../support/daemon.ts';
import { pvSettings } from '../support/engine.ts';
import { place } from '../support/ggr.ts';

vi.setConfig({ testTimeout: 300_000 });

const HISTORY = '/api/all/history';
const HOURS = 24;

interface Asked {
  readonly from: number;
  readonly to: number;
  readonly page: number;
}

/** Passes everything on to the vendor, and notes windows that are asked for while they are in work. */
async function watch(vendor: PvVendor) {
  const inWork = new Set<Asked>();
  const seen = { overlaps: [] as string[], asked: 0 };
  const proxy = createServer(async (incoming, answer) => {
    const body = await buffer(incoming);
    const { url: path = '', method, headers } = incoming;
    const asked = path.startsWith(HISTORY) ? readAsked(body.toString()) : undefined;
    if (asked) {
      seen.asked += 1;
      for (const other of inWork) {
        if (meets(asked, other)) seen.overlaps.push(JSON.stringify([asked, other]));
      }
      inWork.add(asked);
    }
    const { hostname, port } = new URL(vendor.url);
    const passed = forward({ hostname, port, path, method, headers }, (response) => {
      response.on('end', () => asked && inWork.delete(asked)); // before whoever asked has all of it
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    passed.end(body);
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  onTestFinished(() => void proxy.close());
  const { port } = proxy.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, seen };
}

function readAsked(body: string): Asked {
  const { data } = JSON.parse(body) as {
    data: { time_start: number; time_end: number; page: number };
  };
  return { from: data.time_start, to: data.time_end, page: data.page };
}

/** The same page of a window, or another window of the same time. */
function meets(a: Asked, b: Asked): boolean {
  if (a.from === b.from && a.to === b.to) return a.page === b.page;
  return a.from < b.to && b.from < a.to;
}

const isoSeconds = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

interface Status {
  readonly streams: { stream: string; complete_until: string | null }[];
  readonly schedules: { stream: string; last_error: string | null }[];
}

async function lookAt(daemon: RunningDaemon) {
  const { streams, schedules } = (await daemon.call('/status.json')).json<Status>();
  const job = schedules.find(({ stream }) => stream === 'pv.bets');
  const until = streams.find(({ stream }) => stream === 'pv.bets')?.complete_until ?? '';
  return { until, error: job?.last_error };
}

test('neither asks for a window that the other has in work, both end, and the timetable goes on', async () => {
  const started = Date.now();
  const from = started - HOURS * 3_600_000;
  const first = `${new Date(from).toISOString().slice(0, 10)}T00:00:00Z`;
  const vendor = await startPvVendor({ from: first, betsPerHour: 60 });
  onTestFinished(() => vendor.close());
  // slow enough for fires to come while the backfill runs
  vendor.faults.add({ kind: 'stall', ms: 100, path: HISTORY, times: Number.POSITIVE_INFINITY });
  const { url, seen } = await watch(vendor);
  const where = place({
    ...pvSettings({ url, mchId: vendor.mchId, key: vendor.key }),
    GGR_PORT: '0',
    GGR_WALLET_PORT: '0',
    GGR_WALLET_HOST: '127.0.0.1',
    GGR_PV_LAG_SECONDS: '1',
    GGR_PV_REQUESTS_PER_SECOND: '10',
    GGR_SYNC_START: isoSeconds(from),
    GGR_SCHEDULE_PV: '* * * * * *',
  });
  const daemon = await serve(where, ...WITHOUT_READERS);
  await until(async () => (await lookAt(daemon)).until > isoSeconds(started - 10_000));
  const asked = seen.asked;

  const range = ['--from', isoSeconds(from), '--to', isoSeconds(Date.now() - 1000)];
  const backfill = await where.ggr(
    'backfill',
    'pv',
    '--stream',
    'pv.bets',
    ...range,
    '--only',
    'all',
    '--yes',
  );
  expect(backfill).toMatchObject({ code: 0 });
  expect(seen.asked - asked).toBeGreaterThanOrEqual(HOURS);
  expect(seen.overlaps).toEqual([]);
  // a fire came meanwhile, and waited for the backfill
  await daemon.said('waiting until a backfill of the same streams ends');

  const ended = isoSeconds(Date.now());
  await until(async () => (await lookAt(daemon)).until > ended);
  expect((await lookAt(daemon)).error).toBeNull();
  expect((await daemon.end()).code).toBe(0);
  expect(seen.overlaps).toEqual([]);

  const [held] = await where.query<{ bets: number; stake: string; doubles: number; to: number }>(
    `with held as (select max(epoch(window_end))::integer as until from sync.windows where stream = 'pv.bets')
     select count(*) as bets, sum(bet_amount) as stake, count(*) - count(distinct event_id) as doubles,
            any_value(until) as "to"
       from pv.bets, held`,
  );
  expect(held?.doubles).toBe(0);
  const truth = vendor.bets(Math.floor(from / 1000), held?.to ?? 0);
  expect(held?.bets).toBe(truth.length);
  const runs = await where.query<{ command: string; outcome: string }>(
    "select distinct command, outcome from sync.runs where arguments like '%pv%'",
  );
  expect(runs).toContainEqual({ command: 'backfill', outcome: 'done' });
  expect(runs).toContainEqual({ command: 'sync', outcome: 'done' });
  // the end may come in the middle of a sync
  const others = runs.filter(({ outcome }) => outcome !== 'done');
  expect(others.filter((run) => run.command !== 'sync' || run.outcome !== 'interrupted')).toEqual(
    [],
  );
});
