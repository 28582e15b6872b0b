/** The engine in this process with a clock of the test's own, against a bundled vendor over a real socket. */
import { streams } from '../../src/catalogue.ts';
import type { Window } from '../../src/contract/window.ts';
import { type PvVendor, type PvVendorOptions, startPvVendor } from '../../src/demo/pv/server.ts';
import { openGates } from '../../src/extract/gates.ts';
import type { NetOptions } from '../../src/extract/http.ts';
import type { StoredRow } from '../../src/load/database.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { listWindows } from '../../src/load/windows.ts';
import type { Gap } from '../../src/sync/gap.ts';
import { findGaps } from '../../src/sync/gaps.ts';
import { type Only, plan, rulesOf } from '../../src/sync/plan.ts';
import type { PullReport } from '../../src/sync/pull.ts';
import { type ReconcileReport, reconcile, withTotals } from '../../src/sync/reconcile-run.ts';
import type { ReconcileRequest } from '../../src/sync/reconciled.ts';
import { readStatus, type Status } from '../../src/sync/status.ts';
import { watchLines } from '../../src/sync/watch-lines.ts';
import { openEngineStore } from './engine-store.ts';
import { pullJobs, syncStreams } from './pull.ts';

export const at = (text: string): number => Date.parse(text.length > 10 ? `${text}Z` : text);

export interface Engine {
  /** Epoch ms; the vendor reads the same clock. */
  clock: { now: number };
  readonly vendor: PvVendor;
  readonly store: string;
  /** What people were told. */
  readonly notes: string[];
  /** Syncs the named streams, side by side; pv.bets without a name. */
  sync(...names: string[]): Promise<PullReport>;
  backfill(range: Window, only?: Only): Promise<PullReport>;
  /** Holds pv.bets against the vendor's totals. */
  reconcile(request?: Partial<ReconcileRequest>): Promise<ReconcileReport>;
  gaps(): Promise<Gap[]>;
  status(): Promise<Status>;
  readonly warehouse: Warehouse;
  rows(sql: string): Promise<StoredRow[]>;
  /** The first column of the only row, as text. */
  value(sql: string): Promise<string>;
}

interface EngineOptions {
  readonly now: string;
  readonly start: string;
  readonly vendor?: PvVendorOptions;
  readonly net?: Partial<NetOptions>;
  readonly env?: Record<string, string>;
  /** How often late rows are looked for. */
  readonly lookEveryMs?: number;
}

/** Starts a vendor and opens a fresh store; both go when the test ends. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const clock = { now: at(options.now) };
  const now = () => clock.now;
  const vendor = await startPvVendor({
    from: `${options.start.slice(0, 10)}T00:00:00Z`,
    now,
    ...options.vendor,
  });
  const opened = await openEngineStore({
    now,
    env: { GGR_SYNC_START: options.start, ...pvSettings(vendor), ...options.env },
    net: options.net,
    gates: (path) => openGates(`${path}.gates.json`, now),
    vendor,
  });
  const { store, config, account, warehouse, net, rows, value } = opened;
  const notes: string[] = [];
  const note = (line: string) => void notes.push(line);
  const puller = { config, warehouse, net, now, note, lookEveryMs: options.lookEveryMs };
  const stream = streams.find(({ name }) => name === 'pv.bets');
  if (!stream?.windows) throw new Error('there is no pv.bets');
  return {
    clock,
    vendor,
    store,
    notes,
    sync: async (...names) => {
      const wanted = names.length === 0 ? [stream] : streams.filter((s) => names.includes(s.name));
      return syncStreams(
        wanted.map((each) => ({ account, stream: each })),
        puller,
      );
    },
    backfill: async (range, only = 'missing') => {
      const ledger = await listWindows(warehouse.db, {
        account: account.name,
        stream: stream.name,
      });
      const until = clock.now - account.lagSeconds * 1000;
      const windows = plan({ range, ledger, rules: rulesOf(stream, account), until, only });
      return pullJobs([{ account, stream, windows, priority: 1 }], 'backfill', puller);
    },
    reconcile: (request) => {
      const jobs = withTotals([{ account, stream }]);
      const asked = { range: undefined, isEach: false, isRepair: false, arguments: '', ...request };
      const signal = new AbortController().signal;
      const watch = watchLines(jobs, note, now);
      return reconcile(jobs, asked, { warehouse, net, now, signal, watch });
    },
    gaps: () => findGaps({ ...config, streams, now: clock.now }, warehouse.db),
    status: () => readStatus({ ...config, streams, now: clock.now }, warehouse.db, false),
    warehouse,
    rows,
    value,
  };
}

/** The variables that point ggr at a bundled vendor. */
export function pvSettings(vendor: { url: string; mchId: number; key: string }) {
  return {
    GGR_PV_URL: vendor.url,
    GGR_PV_MCH_ID: String(vendor.mchId),
    GGR_PV_KEY: vendor.key,
    GGR_PV_CURRENCY: 'CNY',
    GGR_PV_REQUESTS_PER_SECOND: '1000',
  };
}

/** What pv.bets was asked for, without the calls for totals. */
export function histories({ vendor }: Pick<Engine, 'vendor'>) {
  return vendor.requests.filter(({ path }) => path === '/api/all/history');
}

/** From now on the vendor has no totals: what a test makes up is not in its books. */
export function withoutTotals({ vendor }: Pick<Engine, 'vendor'>): void {
  vendor.faults.add({
    kind: 'answer',
    path: '/api/all/stage/summary',
    body: '{"code":400,"msg":"there are none"}',
    times: Number.POSITIVE_INFINITY,
  });
}

/** One outcome of a report with a single stream. */
export function only(report: PullReport) {
  const [outcome] = report.outcomes;
  if (!outcome || report.outcomes.length !== 1) throw new Error('one outcome expected');
  return outcome;
}
