/** The engine against a bundled POP vendor; both read the test's own clock. */
import { streams } from '../../src/catalogue.ts';
import type { Window } from '../../src/contract/window.ts';
import {
  type PopVendor,
  type PopVendorOptions,
  startPopVendor,
} from '../../src/demo/pop/server.ts';
import type { NetOptions } from '../../src/extract/http.ts';
import { planBackfill } from '../../src/sync/backfill-plan.ts';
import { findGaps } from '../../src/sync/gaps.ts';
import type { Only } from '../../src/sync/plan.ts';
import type { PullReport } from '../../src/sync/pull.ts';
import { at } from './engine.ts';
import { openEngineStore } from './engine-store.ts';
import { pullJobs, syncStreams } from './pull.ts';

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
  const { config, account, warehouse, net, rows, value } = await openEngineStore({
    now,
    env: { GGR_SYNC_START: start, ...popSettings(vendor), ...options.env },
    net: { patienceMs: 60, ...options.net },
    vendor,
  });
  const [bets, games] = ['pop.bets', 'pop.games'].map((n) => streams.find((s) => s.name === n));
  if (!bets || !games) throw new Error('there is no pop.bets or pop.games');
  const puller = { config, warehouse, net, now };
  const planFor = (range: Window, only: Only, from?: string, stream = bets) =>
    planBackfill([{ account, stream }], { range, only, from, now }, warehouse);
  return {
    clock,
    vendor,
    account,
    warehouse,
    net,
    gaps: () => findGaps({ ...config, streams, now: clock.now }, warehouse.db),
    sync: (
      stream = bets,
      signal?: AbortSignal,
      as = account,
      note?: (line: string) => void,
    ): Promise<PullReport> =>
      syncStreams([{ account: as, stream }], { ...puller, signal, ...(note && { note }) }),
    syncGames: () => syncStreams([{ account, stream: games }], puller),
    planFor,
    backfill: async (
      range: Window,
      only: Only = 'missing',
      from?: string,
      signal?: AbortSignal,
    ) => {
      const plans = await planFor(range, only, from);
      const jobs = plans.map(({ job }) => job);
      return pullJobs(jobs, 'backfill', { ...puller, signal });
    },
    /** How many calls of the report of bets there were. */
    calls: () => vendor.requests.filter(({ path }) => path.endsWith('betlist')).length,
    rows,
    value,
  };
}

export type PopEngine = Awaited<ReturnType<typeof openPopEngine>>;
