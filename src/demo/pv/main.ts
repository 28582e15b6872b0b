import { parseArgs } from 'node:util';
import { startPvVendor } from './server.ts';

/* Runs a PV vendor as a process of its own; see `options` for what can be set. */

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '2025-03-01' },
    'bets-per-hour': { type: 'string', default: '150' },
    players: { type: 'string', default: '40' },
    clock: { type: 'string', default: 'end_at' },
    'mch-id': { type: 'string', default: '101' },
    key: { type: 'string', default: 'pv-demo-key' },
    'ready-hours': { type: 'string', default: '0' },
    'page-cache-mb': { type: 'string', default: '4096' },
  },
});

const { clock } = values;
if (clock !== 'end_at' && clock !== 'start_at') throw new RangeError(`no such clock: ${clock}`);

const vendor = await startPvVendor({
  port: Number(values.port),
  seed: Number(values.seed),
  from: values.from,
  betsPerHour: Number(values['bets-per-hour']),
  players: Number(values.players),
  clock,
  mchId: Number(values['mch-id']),
  key: values.key,
  pageCacheBytes: Number(values['page-cache-mb']) * 1024 * 1024,
});
vendor.renderAhead(Number(values['ready-hours']));

const ready = { url: vendor.url, mch_id: vendor.mchId, key: vendor.key };
process.stdout.write(`${JSON.stringify(ready)}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => vendor.close());
