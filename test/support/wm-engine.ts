/** The engine against a bundled WM vendor; both read the test's own clock. */
import { streams } from '../../src/catalogue.ts';
import { startWmVendor, type WmVendor, type WmVendorOptions } from '../../src/demo/wm/server.ts';
import type { NetOptions } from '../../src/extract/http.ts';
import type { PullReport } from '../../src/sync/pull.ts';
import { at } from './engine.ts';
import { openEngineStore } from './engine-store.ts';
import { syncStreams } from './pull.ts';

interface WmEngineOptions {
  readonly now: string;
  readonly start: string;
  readonly vendor?: WmVendorOptions;
  readonly env?: Record<string, string>;
  readonly net?: Partial<NetOptions>;
}

/** The variables that point ggr at a bundled WM vendor. */
export function wmSettings(vendor: WmVendor, intervalMs = 0) {
  return {
    GGR_WM_URL: vendor.url,
    GGR_WM_VENDOR_ID: vendor.vendorId,
    GGR_WM_SIGNATURE: vendor.signature,
    GGR_WM_CURRENCY: 'THB',
    GGR_WM_INTERVAL_MS: String(intervalMs),
    GGR_WM_EMPTY_INTERVAL_MS: String(Math.round(intervalMs / 3)),
    GGR_WM_REQUESTS_PER_SECOND: '1000',
  };
}

/** Starts a vendor and a fresh store. The rate rule is off: it has tests of its own. */
export async function openWmEngine(options: WmEngineOptions) {
  const clock = { now: at(options.now) };
  const now = () => clock.now;
  const vendor = await startWmVendor({
    from: at(options.start),
    now,
    intervalMs: 0,
    emptyIntervalMs: 0,
    ...options.vendor,
  });
  const { config, account, warehouse, net, rows, value } = await openEngineStore({
    now,
    env: { GGR_SYNC_START: options.start, ...wmSettings(vendor), ...options.env },
    net: options.net,
    vendor,
  });
  const notes: string[] = [];
  const note = (line: string) => void notes.push(line);
  const puller = { config, warehouse, net, now, note };
  return {
    clock,
    vendor,
    notes,
    /** Syncs the named streams, or all of WM's. */
    sync: async (...names: string[]): Promise<PullReport> => {
      const wanted = streams.filter(
        (s) =>
          s.vendor.name === 'wm' && (names.includes(s.name) || (names.length === 0 && !s.callsPer)),
      );
      return syncStreams(
        wanted.map((stream) => ({ account, stream })),
        puller,
      );
    },
    account,
    net,
    warehouse,
    rows,
    value,
  };
}
