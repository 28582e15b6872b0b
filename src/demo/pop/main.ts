import { parseArgs } from 'node:util';
import { startPopVendor } from './server.ts';

/* Runs a POP vendor as a process of its own; see `options` for what can be set. */

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '2025-03-01' },
    'bets-per-hour': { type: 'string', default: '60' },
    players: { type: 'string', default: '20' },
    'min-interval-ms': { type: 'string', default: '0' },
    'app-id': { type: 'string', default: 'demopop' },
    'app-secret': { type: 'string', default: 'pop-demo-secret' },
  },
});

const from = Date.parse(values.from);
if (Number.isNaN(from)) throw new RangeError(`not an instant: ${values.from}`);

const vendor = await startPopVendor({
  port: Number(values.port),
  seed: Number(values.seed),
  from,
  betsPerHour: Number(values['bets-per-hour']),
  players: Number(values.players),
  minIntervalMs: Number(values['min-interval-ms']),
  appId: values['app-id'],
  appSecret: values['app-secret'],
});

const ready = { url: vendor.url, app_id: vendor.appId, app_secret: vendor.appSecret };
process.stdout.write(`${JSON.stringify(ready)}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => vendor.close());
