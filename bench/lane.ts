/**
 * npm run bench:lane: how well WM's lane uses the slots that the rate rule permits.
 *
 * 1. Two processes in a row against a vendor with a rule of 300 ms: refusals and slots used, in real time.
 * 2. A backfill of 60 days under the rule of 30 s with a simulated clock: time against the minimum.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { catalogue, streams, vendors } from '../src/catalogue.ts';
import { loadConfig } from '../src/config/config.ts';
import { startWmVendor, type WmVendor } from '../src/demo/wm/server.ts';
import { openGates } from '../src/extract/gates.ts';
import { NET_DEFAULTS, openNet } from '../src/extract/http.ts';
import { startRun } from '../src/load/runs.ts';
import { rememberAccounts, writeSettings } from '../src/load/settings.ts';
import { Warehouse } from '../src/load/warehouse.ts';
import { plan, rulesOf } from '../src/sync/plan.ts';
import { runJob } from '../src/sync/run.ts';

const DAY_MS = 86_400_000;
const DAYS = 60;
const say = (text: string) => process.stdout.write(`${text}\n`);
const folder = mkdtempSync(join(tmpdir(), 'ggr-bench-lane-'));

function settings(vendor: WmVendor, interval: number, empty: number) {
  return {
    GGR_WM_URL: vendor.url,
    GGR_WM_VENDOR_ID: vendor.vendorId,
    GGR_WM_SIGNATURE: vendor.signature,
    GGR_WM_CURRENCY: 'THB',
    GGR_WM_INTERVAL_MS: String(interval),
    GGR_WM_EMPTY_INTERVAL_MS: String(empty),
    GGR_WM_REQUESTS_PER_SECOND: '1000',
  };
}

function twoProcesses(): void {
  const from = Math.floor(Date.now() / DAY_MS) * DAY_MS - 40 * DAY_MS;
  const script = resolve(import.meta.dirname, 'lane/two-processes.ts');
  const { stdout, status } = spawnSync(process.execPath, [script, folder, String(from)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stdout);
  say(stdout.trim());
}

async function sixtyDays(): Promise<void> {
  const clock = { now: Date.UTC(2025, 4, 1) };
  const now = () => clock.now;
  const vendor = await startWmVendor({ from: clock.now - DAYS * DAY_MS, now, betsPerDay: 50 });
  const path = join(folder, 'sixty.duckdb');
  const env = { ...settings(vendor, 30_000, 10_000), GGR_WAREHOUSE: path };
  const config = loadConfig(vendors, { env, folder: '/nonexistent' });
  const warehouse = await Warehouse.open({ catalogue, path, command: 'bench', now });
  await writeSettings(warehouse, { ...config, isDemo: false });
  await rememberAccounts(warehouse, config.accounts);
  const gates = openGates(join(folder, 'gates.json'), now, async (ms) => {
    clock.now += ms;
  });
  const net = openNet({ ...NET_DEFAULTS, now, gates });
  const [account] = config.accounts;
  const stream = streams.find((s) => s.name === 'wm.bets');
  if (!account || !stream?.windows) throw new Error('nothing to pull');
  const range = { start: clock.now - 59 * DAY_MS, end: clock.now };
  const until = clock.now - account.lagSeconds * 1000;
  const windows = plan({
    range,
    ledger: [],
    rules: rulesOf(stream, account),
    until,
    only: 'missing',
  });
  const startedAt = clock.now;
  const runId = await startRun(warehouse, {
    command: 'bench',
    arguments: '',
    version: '',
    now: now(),
  });
  const watch = {
    loaded: () => {},
    failed: () => {},
    unknownField: () => {},
    noted: () => {},
    stop: () => {},
  };
  const signal = new AbortController().signal;
  const outcome = await runJob(
    { account, stream, windows, priority: 1 },
    { warehouse, net, runId, signal, watch },
  );
  const minimum = (windows.length - 1) * 30;
  const took = (clock.now - startedAt) / 1000;
  say(
    `60-day backfill at 30 s (simulated clock): ${outcome.loaded} of ${windows.length} windows in ${took.toFixed(1)} s, ` +
      `minimum ${minimum} s, ${((100 * took) / minimum - 100).toFixed(2)} % over; refused calls: ${vendor.refusals}`,
  );
  await net.close();
  await warehouse.close();
  await vendor.close();
}

try {
  twoProcesses();
  await sixtyDays();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
