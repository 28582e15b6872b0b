import { parseArgs } from 'node:util';
import { startWmVendor } from './server.ts';

/* Runs a WM vendor as a process of its own; see `options` for what can be set. */

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '2025-03-01' },
    'bets-per-day': { type: 'string', default: '300' },
    players: { type: 'string', default: '20' },
    'interval-ms': { type: 'string', default: '30000' },
    'empty-interval-ms': { type: 'string', default: '10000' },
    'vendor-id': { type: 'string', default: 'demowm' },
    signature: { type: 'string', default: 'wm-demo-signature' },
  },
});

const from = Date.parse(values.from);
if (Number.isNaN(from)) throw new RangeError(`not an instant: ${values.from}`);

const vendor = await startWmVendor({
  port: Number(values.port),
  seed: Number(values.seed),
  from,
  betsPerDay: Number(values['bets-per-day']),
  players: Number(values.players),
  intervalMs: Number(values['interval-ms']),
  emptyIntervalMs: Number(values['empty-interval-ms']),
  vendorId: values['vendor-id'],
  signature: values.signature,
});

const ready = { url: vendor.url, vendor_id: vendor.vendorId, signature: vendor.signature };
process.stdout.write(`${JSON.stringify(ready)}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => vendor.close());
