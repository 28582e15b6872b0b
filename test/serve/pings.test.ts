/** Whoever watches the scheduled jobs hears of each, and no job waits for it; `ggr schedule` says when they run. */
import { createServer } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startPvVendor } from '../../src/demo/pv/server.ts';
import { openLog } from '../../src/serve/log.ts';
import { makePings } from '../../src/serve/pings.ts';
import { serve } from '../support/daemon.ts';
import { pvSettings } from '../support/engine.ts';
import { place } from '../support/ggr.ts';

const SECRET = '0f0e0d0c-1111-2222-3333-444455556666';
/** For what hangs: nothing of it is a measure. */
const LONGEST_MS = 120_000;

/** A listener as of healthchecks; answers what `status` says. */
async function watcher() {
  const heard: { path: string; body: string }[] = [];
  const state = { status: 200 };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (text) => {
      body += text;
    });
    request.on('end', () => {
      heard.push({ path: request.url ?? '', body });
      response.writeHead(state.status).end('OK');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const address = `http://127.0.0.1:${port}/ping/${SECRET}`;
  const paths = () => heard.map(({ path }) => path.replace(`/ping/${SECRET}`, ''));
  const hears = (...said: readonly string[]) =>
    vi.waitFor(() => expect(paths()).toEqual(said), LONGEST_MS);
  return { heard, state, address, hears };
}

async function open() {
  const there = await watcher();
  const clock = { now: 0 };
  const log = openLog('silent');
  const warned = vi.spyOn(log, 'warn');
  const pings = makePings({
    addresses: { pv: there.address, wm: there.address },
    network: {},
    log,
    now: () => clock.now,
  });
  onTestFinished(() => pings.close());
  return { ...there, clock, pings, warned };
}

test('jobs that share an address are well only together, and what stays the same is not repeated at once', async () => {
  const { pings, hears, heard, clock } = await open();
  pings.begin('pv');
  pings.begin('wm');
  pings.end('pv', 'pv.bets', undefined);
  await hears('/start', '');
  pings.end('wm', 'wm.bets', 'WM does not answer');
  await hears('/start', '', '/fail');
  expect(heard[2]?.body).toBe('wm wm.bets: WM does not answer');
  pings.begin('pv');
  pings.end('pv', 'pv.bets', undefined);
  clock.now = 60_000;
  pings.begin('pv');
  pings.end('pv', 'pv.bets', undefined);
  pings.end('wm', 'wm.bets', undefined);
  await hears('/start', '', '/fail', '/start', '/fail', '');
  // a schedule that nobody watches
  pings.begin('check');
  pings.end('check', 'the store', 'rows that cannot be right');
  clock.now = 120_000;
  pings.end('pv', 'pv.bets', undefined);
  await hears('/start', '', '/fail', '/start', '/fail', '', '');
});

test('a start is answered, even where the answer was given a moment before', async () => {
  const { pings, hears, clock } = await open();
  pings.begin('pv');
  pings.end('pv', 'pv.bets', undefined);
  clock.now = 49_000;
  pings.end('pv', 'pv.bets', 'PV does not answer');
  pings.end('pv', 'pv.bets', undefined);
  await hears('/start', '', '/fail', '');
  clock.now = 55_000;
  pings.begin('pv');
  pings.end('pv', 'pv.bets', undefined);
  pings.end('pv', 'pv.games', undefined);
  await hears('/start', '', '/fail', '', '/start', '');
});

test('an address that refuses is said once, without its secret, and nothing else happens', async () => {
  const { pings, state, hears, warned } = await open();
  state.status = 500;
  pings.begin('pv');
  pings.end('pv', 'pv.bets', undefined);
  await hears('/start', '');
  await vi.waitFor(() => expect(warned).toHaveBeenCalledTimes(1), LONGEST_MS);
  expect(JSON.stringify(warned.mock.calls)).toContain('HTTP 500');
  expect(JSON.stringify(warned.mock.calls)).not.toContain(SECRET);
});

test('a daemon pings what it pulls, ggr schedule tells when, and the address is never shown', async () => {
  const { address, heard } = await watcher();
  const start = new Date(Date.now() - 2 * 3_600_000).toISOString().slice(0, 13);
  const vendor = await startPvVendor({ from: `${start}:00:00Z`, betsPerHour: 5 });
  onTestFinished(() => vendor.close());
  const where = place({
    ...pvSettings(vendor),
    GGR_SYNC_START: `${start}:00:00Z`,
    GGR_PORT: '0',
    GGR_PING_URL_PV: address,
    GGR_BACKUP_DIR: 'backups',
    OTEL_EXPORTER_OTLP_ENDPOINT: new URL(address).origin,
  });
  const planned = await where.callJson<{ daemon: boolean; jobs: object[] }>('schedule', '--json');
  expect(planned.daemon).toBe(false);
  const daemon = await serve(where, 'warehouse');
  await vi.waitFor(
    () => expect(heard.map(({ path }) => path)).toContain(`/ping/${SECRET}`),
    LONGEST_MS,
  );
  expect(heard[0]?.path).toBe(`/ping/${SECRET}/start`);
  const { jobs } = await where.callJson<{ jobs: Record<string, unknown>[] }>('schedule', '--json');
  const names = (all: object[]) =>
    (all as Record<string, unknown>[]).map(({ job, stream, schedule }) => [job, stream, schedule]);
  expect(names(jobs)).toEqual(names(planned.jobs));
  expect(jobs.find(({ stream }) => stream === 'pv.bets')).toMatchObject({
    job: 'pull',
    account: 'pv',
    last_started_at: expect.stringMatching(/Z$/),
    last_error: null,
    next_fire_at: expect.stringMatching(/:[0-5][05]:00(\.000)?Z$/),
  });
  expect(jobs.at(-1)).toMatchObject({ job: 'backup', account: null, last_started_at: null });
  const shown = await where.call('config');
  expect(shown.stdout).toMatch(/GGR_PING_URL_PV +\*{8}/);
  const { stderr } = await daemon.end();
  const traces = heard.filter(({ path }) => path === '/v1/traces').map(({ body }) => body);
  for (const said of ['pull', 'vendor call', 'pv.bets']) expect(traces.join('')).toContain(said);
  expect(shown.stdout + shown.stderr + stderr).not.toContain(SECRET);
});
