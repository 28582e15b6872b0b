/** A bundled PV vendor, a fresh store and a simulated clock; requests are counted at the vendor. */
import { catalogue, streams, vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { type PvVendor, startPvVendor } from '../../src/demo/pv/server.ts';
import { NET_DEFAULTS, openNet } from '../../src/extract/http.ts';
import { rememberAccounts, writeSettings } from '../../src/load/settings.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { LOOK_EACH_HOUR_MS } from '../../src/sync/look-back.ts';
import { plan, rulesOf } from '../../src/sync/plan.ts';
import { planSyncs } from '../../src/sync/plan-sync.ts';
import { pull } from '../../src/sync/pull.ts';
import { reconcile, withTotals } from '../../src/sync/reconcile-run.ts';
import { watchLines } from '../../src/sync/watch-lines.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
const LAG_MS = 60_000;

export interface Sent {
  readonly reads: number;
  readonly totals: number;
}

interface DeskOptions {
  readonly days: number;
  /** Epoch ms. */
  readonly now: number;
  readonly betsPerHour: number;
}

export interface Desk {
  readonly clock: { now: number };
  readonly vendor: PvVendor;
  readonly warehouse: Warehouse;
  sync(): Promise<void>;
  reconcile(
    isRepair: boolean,
    hoursInTurn?: number,
  ): Promise<{ readonly standing: number; readonly mended: number }>;
  /** Windows that a first sync reads, where nothing is known. */
  planned(): Promise<number>;
  /** Closed hours of the time before now. */
  closedWindows(backMs: number): number;
  count<T>(work: () => Promise<T>): Promise<Sent & { readonly result: T }>;
  close(): Promise<void>;
}

export async function openDesk(path: string, options: DeskOptions): Promise<Desk> {
  const clock = { now: options.now };
  const now = () => clock.now;
  const from = Math.floor(options.now / DAY_MS) * DAY_MS - options.days * DAY_MS;
  const vendor = await startPvVendor({
    from: from / 1000,
    now,
    betsPerHour: options.betsPerHour,
  });
  const env = { ...settings(vendor), GGR_WAREHOUSE: path };
  const config = loadConfig(vendors, { env, folder: '/nonexistent' });
  const warehouse = await Warehouse.open({ catalogue, path, command: 'bench', now });
  await writeSettings(warehouse, { ...config, isDemo: false });
  await rememberAccounts(warehouse, config.accounts);
  const gates = { pass: async () => {}, shut: () => {} };
  const net = openNet({ ...NET_DEFAULTS, now, gates, pause: async () => {} });
  const [account] = config.accounts;
  const stream = streams.find(({ name }) => name === 'pv.bets');
  if (!account || !stream?.windows) throw new Error('there is no pv.bets');
  const report = { account, stream };
  const contextOf = () => {
    const watch = watchLines([], () => {}, now);
    return { warehouse, net, now, signal: new AbortController().signal, watch };
  };
  return {
    clock,
    vendor,
    warehouse,
    sync: async () => {
      const planning = { warehouse, now, note: () => {}, lookEveryMs: LOOK_EACH_HOUR_MS };
      const jobs = await planSyncs([report], { ...planning, syncStart: from });
      const { exitCode } = await pull(jobs, { command: 'bench', arguments: '' }, contextOf());
      if (exitCode !== 0) throw new Error(`a sync ended with ${exitCode}`);
    },
    reconcile: async (isRepair, hoursInTurn) => {
      const asked = { range: undefined, isEach: false, isRepair, hoursInTurn, arguments: '' };
      const { streams: all } = await reconcile(withTotals([report]), asked, contextOf());
      const sum = (pick: (each: (typeof all)[number]) => number) =>
        all.reduce((total, each) => total + pick(each), 0);
      return { standing: sum((s) => s.standing.length), mended: sum((s) => s.mended) };
    },
    planned: async () => {
      const range = { start: from, end: clock.now };
      const rules = rulesOf(stream, account);
      return plan({ range, ledger: [], rules, until: clock.now - LAG_MS, only: 'all' }).length;
    },
    closedWindows: (backMs) => {
      const until = Math.floor((clock.now - LAG_MS) / HOUR_MS);
      return until - Math.ceil((clock.now - backMs) / HOUR_MS);
    },
    count: async (work) => {
      vendor.requests.length = 0;
      const result = await work();
      const reads = vendor.requests.filter((sent) => sent.path === '/api/all/history').length;
      return { reads, totals: vendor.requests.length - reads, result };
    },
    close: async () => {
      await net.close();
      await warehouse.close();
      await vendor.close();
    },
  };
}

function settings(vendor: PvVendor) {
  return {
    GGR_PV_URL: vendor.url,
    GGR_PV_MCH_ID: String(vendor.mchId),
    GGR_PV_KEY: vendor.key,
    GGR_PV_CURRENCY: 'CNY',
    GGR_PV_REQUESTS_PER_SECOND: '1000',
  };
}
