/** The daemon in this process: what it promises its parts, and what it does when DuckDB gives up. */
import type { FastifyInstance } from 'fastify';
import { request } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { catalogue, vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { VERSION } from '../../src/config/version.ts';
import { DaemonError, type StoreError } from '../../src/contract/errors.ts';
import { openStore } from '../../src/load/open-store.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import type { Cron } from '../../src/schedules/cron.ts';
import { startDaemon } from '../../src/serve/daemon.ts';
import type { DaemonOptions } from '../../src/serve/daemon-options.ts';
import { openLog } from '../../src/serve/log.ts';
import type { DaemonPart } from '../../src/serve/part.ts';
import { fetchJson, until } from '../support/daemon.ts';
import { temporaryFolder } from '../support/ggr.ts';

const TOKEN = 'the-token-of-this-test';
const noCron: Cron = () => ({ next: () => undefined, stop: () => {} });

async function start(parts: readonly DaemonPart[], more: Partial<DaemonOptions> = {}) {
  const env = {
    GGR_WAREHOUSE: `${temporaryFolder()}/ggr.duckdb`,
    GGR_PORT: '0',
    GGR_API_TOKEN: TOKEN,
  };
  const config = loadConfig(vendors, { env, folder: '/nonexistent' });
  const daemon = await startDaemon({
    session: { config, catalogue, now: Date.now, user: 'tester' },
    parts,
    runCommand: async (_, { terminal }) => {
      terminal.out('ran');
      return 0;
    },
    log: openLog('silent'),
    cron: noCron,
    ...more,
  });
  onTestFinished(() => daemon.stop());
  const call = (path: string, body?: unknown) => fetchJson(`${daemon.address}${path}`, TOKEN, body);
  return { daemon, call };
}

/** A part that writes down what happens to it. */
function makePart(more: Partial<DaemonPart> = {}) {
  const events: string[] = [];
  const part: DaemonPart = {
    name: 'probe',
    routes: (app: FastifyInstance) => {
      app.get('/probe', async () => ({ probe: true }));
    },
    listen: async (warehouse) => {
      events.push(`listen, store open: ${(await warehouse.db.one('select 1 as n')).n === 1}`);
    },
    beforeRead: async () => void events.push('beforeRead'),
    status: () => ({ entries: 3 }),
    stop: async () => void events.push('stop'),
    ...more,
  };
  return { events, part };
}

describe('a part', () => {
  test('listens when the store is open, and stops before it closes', async () => {
    let store: Warehouse | undefined;
    const { events, part } = makePart({
      listen: async (warehouse) => {
        store = warehouse;
      },
      stop: async () => {
        events.push(`stop, store open: ${(await store?.db.one('select 1 as n'))?.n === 1}`);
      },
    });
    const { daemon } = await start([part]);
    await daemon.stop();
    expect(events).toEqual(['stop, store open: true']);
    await expect(store?.db.one('select 1 as n')).rejects.toThrow();
  });

  test('has its routes behind the token', async () => {
    const { daemon, call } = await start([makePart().part]);
    expect((await call('/probe')).json()).toEqual({ probe: true });
    expect((await fetchJson(`${daemon.address}/probe`)).status).toBe(401);
  });

  test('is waited for before a command or a report answers', async () => {
    const { events, part } = makePart();
    const { call } = await start([part]);
    await call('/status.json');
    expect(events.filter((e) => e === 'beforeRead')).toHaveLength(1);
    const asked = { version: VERSION, argv: ['status'], can_ask: false, settings: {} };
    expect((await call('/commands', asked)).text).toContain('{"out":"ran"}');
    expect(events.filter((e) => e === 'beforeRead')).toHaveLength(2);
  });

  test('that is not ready makes the daemon unready, with its reason', async () => {
    let reason: string | undefined = 'the journal is behind';
    const { call } = await start([makePart({ ready: () => reason }).part]);
    const unready = await call('/readyz');
    expect([unready.status, unready.json()]).toEqual([
      503,
      { status: 'unready', reason: 'probe: the journal is behind' },
    ]);
    expect((await call('/status.json')).json().parts).toEqual({
      probe: { not_ready: 'the journal is behind', entries: 3 },
    });
    reason = undefined;
    expect((await call('/readyz')).status).toBe(200);
  });

  test('that cannot listen ends the start, and everything is closed again', async () => {
    const refuse = makePart({
      listen: async () => {
        throw new DaemonError('daemon-port', 'no port');
      },
    });
    await expect(start([refuse.part])).rejects.toThrow('no port');
    expect(refuse.events).toEqual(['stop']);
  });
});

test('a FATAL error of DuckDB ends the syncs and is said everywhere; parts go on answering', async () => {
  let store: Warehouse | undefined;
  const faults: StoreError[] = [];
  const { daemon, call } = await start([makePart().part], {
    onStoreFatal: (fault) => faults.push(fault),
    openStore: async (...args) => {
      store = await openStore(...args);
      // DuckDB's own switch: the next checkpoint fails and the file is given up
      await store.db.run(`set debug_checkpoint_abort = 'before_header'`);
      return store;
    },
  });
  expect((await call('/readyz')).status).toBe(200);
  await expect(store?.db.run('checkpoint store')).rejects.toThrow(
    'DuckDB gave up on the warehouse',
  );
  await until(() => faults.length > 0);
  expect(faults.map(({ code }) => code)).toEqual(['store-broken']);
  const ready = await call('/readyz');
  expect([ready.status, ready.text]).toEqual([503, expect.stringContaining('DuckDB gave up')]);
  expect((await call('/status.json')).json()).toMatchObject({
    streams: [],
    daemon: { store_fault: expect.stringContaining('DuckDB gave up') },
    parts: { probe: { entries: 3 } },
  });
  const asked = { version: VERSION, argv: ['sync'], can_ask: false, settings: {} };
  const refused = await call('/commands', asked);
  expect([refused.status, refused.json()]).toMatchObject([
    503,
    { error: { code: 'store-broken' } },
  ]);
  expect((await call('/probe')).json()).toEqual({ probe: true });
  expect((await call('/livez')).status).toBe(200);
  await daemon.stop();
});

test('whoever goes before a command begins takes it along', async () => {
  const { promise: mayRead, resolve: letRead } = Promise.withResolvers<void>();
  let [asked, left, ran] = [0, 0, 0];
  const { part } = makePart({
    routes: ({ server }) => {
      server.on('request', (_, response) => response.once('close', () => (left += 1)));
    },
    beforeRead: () => {
      asked += 1;
      return mayRead;
    },
  });
  const { daemon, call } = await start([part], {
    runCommand: async () => {
      ran += 1;
      return 0;
    },
  });
  const leaving = new AbortController();
  const leave = (path: string, body: object) =>
    request(`${daemon.address}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: leaving.signal,
    }).catch(() => 'gone');
  const command = { version: VERSION, argv: ['sync'], can_ask: false, settings: {} };
  const all = [1, 2].map(() => leave('/commands', command));
  await until(() => asked === 2);
  leaving.abort();
  expect(await Promise.all(all)).toEqual(['gone', 'gone']);
  await until(() => left === 2);
  letRead();
  expect((await call('/commands', command)).text).toContain('"exit":0');
  expect(ran).toBe(1);
});
