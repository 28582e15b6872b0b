/** The vendor in this process, two `ggr sync wm.bets` one after the other in processes of their own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { startWmVendor } from '../../src/demo/wm/server.ts';

const [, , folder = '', from = ''] = process.argv;
const INTERVAL_MS = 300;
const vendor = await startWmVendor({
  from: Number(from),
  intervalMs: INTERVAL_MS,
  emptyIntervalMs: 100,
  betsPerDay: 50,
});
const env = {
  PATH: process.env.PATH ?? '',
  GGR_WAREHOUSE: join(folder, 'two.duckdb'),
  GGR_WM_URL: vendor.url,
  GGR_WM_VENDOR_ID: vendor.vendorId,
  GGR_WM_SIGNATURE: vendor.signature,
  GGR_WM_CURRENCY: 'THB',
  GGR_WM_INTERVAL_MS: String(INTERVAL_MS),
  GGR_WM_EMPTY_INTERVAL_MS: '100',
  GGR_WM_REQUESTS_PER_SECOND: '1000',
  GGR_SYNC_START: new Date(Number(from)).toISOString().slice(0, 10),
};
for (let run = 0; run < 2; run += 1) {
  const child = spawn('sh', [resolve(import.meta.dirname, '../../bin/ggr'), 'sync', 'wm.bets'], {
    env,
    stdio: 'ignore',
  });
  await once(child, 'exit');
}
const times = vendor.calls.map((call) => call.atMs);
const first = times[0] ?? 0;
const busy = times.filter((at) => at - first < 60_000).slice(0, 41);
const slots = ((busy.at(-1) ?? 0) - (busy[0] ?? 0)) / INTERVAL_MS;
process.stdout.write(
  `two processes at ${INTERVAL_MS} ms: ${vendor.calls.length} calls, ${vendor.refusals} refused; ` +
    `${busy.length - 1} calls in ${slots.toFixed(1)} slots: ${((100 * (busy.length - 1)) / slots).toFixed(1)} % used\n`,
);
await vendor.close();
