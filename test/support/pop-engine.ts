/** The engine against a bundled POP vendor; both read the test's own clock. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { streams, vendors } from '../../src/catalogue.ts';
import { planBackfill } from '../../src/commands/backfill-plan.ts';
import { findGaps } from '../../src/commands/gaps.ts';
import { type PullReport, pull } from '../../src/commands/pull.ts';
import { planSync } from '../../src/commands/sync.ts';
import { loadConfig } from '../../src/config.ts';
import {
  type PopVendor,
  type PopVendorOptions,
  startPopVendor,
} from '../../src/demo/pop/server.ts';
import { NET_DEFAULTS, type NetOptions, openNet } from '../../src/extract/http.ts';
import { rememberAccounts, writeSettings } from '../../src/load/settings.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import type { Only } from '../../src/plan.ts';
import type { Window } from '../../src/stream.ts';
import { at } from './engine.ts';
import { temporaryFolder } from './ggr.ts';

interface PopEngineOptions {
  readonly now: string;
  readonly start?: string;
  readonly vendor?: PopVendorOptions;
  readonly env?: Record<string, string>;
  readonly net?: Partial<NetOptions>;
}

/** The variables that point ggr at a bundled POP vendor. */
export function popSettings(vendor: Pick<PopVendor, 'url' | 'appId' | 'appSecret'>) {
  return {
    GGR_POP_URL: vendor.url,
    GGR_POP_APP_ID: vendor.appId,
    GGR_POP_APP_SECRET: vendor.appSecret,
    GGR_POP_CURRENCY: 'EUR',
    GGR_POP_REQUESTS_PER_SECOND: '1000',
  };
}

/** Starts a vendor and a fresh store. */
export async function openPopEngine(options: PopEngineOptions) {
  const { start = '2025-03-01' } = options;
  const clock = { now: at(options.now) };
  const now = () => clock.now;
  const vendor = await startPopVendor({ from: at(start), now, ...options.vendor });
  const store = join(temporaryFolder(), 'ggr.duckdb');
  const env = {
    GGR_WAREHOUSE: store,
    GGR_SYNC_START: start,
    ...popSettings(vendor),
    ...options.env,
  };
  const config = loadConfig(vendors, { env, folder: '/nonexistent' });
  const warehouse = await Warehouse.open({ path: store, command: 'test', now });
  await writeSettings(warehouse, { ...config, isDemo: false });
  await rememberAccounts(warehouse, config.accounts);
  const gates = { pass: async () => {}, shut: () => {} };
  const net = openNet({
    ...NET_DEFAULTS,
    firstPauseMs: 1,
    longestPauseMs: 5,
    patienceMs: 60,
    ...options.net,
    now,
    gates,
  });
  onTestFinished(async () => {
    await net.close();
    await warehouse.close();
    await vendor.close();
  });
  const terminal = { out: () => {}, note: () => {}, isWatched: false };
  const [account] = config.accounts;
  const [bets, games] = ['pop.bets', 'pop.games'].map((n) => streams.find((s) => s.name === n));
  if (!account || !bets || !games) throw new Error('nothing is configured');
  const sessionWith = (signal = new AbortController().signal) => ({
    config,
    terminal,
    now,
    signal,
  });
  const context = (signal?: AbortSignal) => ({ ...sessionWith(signal), warehouse, net });
  const planFor = (range: Window, only: Only, from?: string, stream = bets) =>
    planBackfill([{ account, stream }], { range, only, from, now: clock.now }, warehouse);
  return {
    clock,
    vendor,
    account,
    warehouse,
    net,
    gaps: () => findGaps(sessionWith(), warehouse),
    sync: async (stream = bets, signal?: AbortSignal, as = account): Promise<PullReport> => {
      const job = await planSync({ account: as, stream }, warehouse, sessionWith());
      return pull([job], { name: 'sync', arguments: '' }, context(signal));
    },
    syncGames: async () => {
      const job = await planSync({ account, stream: games }, warehouse, sessionWith());
      return pull([job], { name: 'sync', arguments: '' }, context());
    },
    planFor,
    backfill: async (
      range: Window,
      only: Only = 'missing',
      from?: string,
      signal?: AbortSignal,
    ) => {
      const plans = await planFor(range, only, from);
      const jobs = plans.map(({ job }) => job);
      return pull(jobs, { name: 'backfill', arguments: '' }, context(signal));
    },
    /** How many calls of the report of bets there were. */
    calls: () => vendor.requests.filter(({ path }) => path.endsWith('betlist')).length,
    rows: (sql: string) => warehouse.db.many(sql),
    value: async (sql: string) => String(Object.values((await warehouse.db.many(sql))[0] ?? {})[0]),
  };
}

export type PopEngine = Awaited<ReturnType<typeof openPopEngine>>;
