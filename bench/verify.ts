/**
 * npm run bench:verify -- [--entries 1000000] [--folder <there>]: how long a journal takes to be followed whole,
 * with its copy in the warehouse, to be opened, backed up and built anew; and the memory of this process.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { catalogue } from '../src/catalogue.ts';
import { Warehouse } from '../src/load/warehouse.ts';
import { makeBackup } from '../src/serve/backup.ts';
import { proveWatched } from '../src/wallet/prove.ts';
import { rebuild } from '../src/wallet/rebuild.ts';
import { shippedTo } from '../src/wallet/restore.ts';
import { Shipper } from '../src/wallet/ship.ts';
import { Wallet } from '../src/wallet/wallet.ts';
import { fill } from './wallet/fill.ts';

const { values } = parseArgs({
  options: {
    entries: { type: 'string', default: '1000000' },
    folder: { type: 'string', default: '' },
  },
});
const folder = values.folder || mkdtempSync(join(tmpdir(), 'ggr-verify-'));
mkdirSync(folder, { recursive: true });
const path = join(folder, 'wallet.sqlite');
const say = (text: string) => process.stdout.write(`${text}\n`);
const { signal } = new AbortController();

async function timed<T>(what: string, work: () => Promise<T> | T): Promise<T> {
  const since = performance.now();
  let peak = 0;
  const look = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  const result = await work();
  clearInterval(look);
  const rss = Math.round(Math.max(peak, process.memoryUsage.rss()) / 1e6);
  say(`${what}: ${((performance.now() - since) / 1000).toFixed(1)} s, ${rss} MB`);
  return result;
}

if (!existsSync(path))
  await timed(`fill ${values.entries}`, () => fill(path, Number(values.entries)));
const store = join(folder, 'store.duckdb');
const warehouse = await Warehouse.open({ catalogue, path: store, command: 'bench', now: Date.now });
const shipper = new Shipper(warehouse, path);
await timed('ship', () => shipper.ship());
await shipper.close();
await timed('open', async () =>
  (await Wallet.open({ path, warehouse: undefined, now: Date.now })).close(),
);
const alone = await timed('verify, the journal alone', () =>
  proveWatched(path, undefined, { signal, seen: () => {} }),
);
const both = await timed('verify, both', () =>
  proveWatched(path, warehouse.db, { signal, seen: () => {} }),
);
say(`${alone.journal} entries, ${alone.faults.length + both.faults.length} faults`);
const options = { catalogue, folder: join(folder, 'backups'), keep: 1, now: Date.now, signal };
await timed('backup', () => makeBackup(warehouse, options));
await timed('rebuild', () => rebuild(path, shippedTo(warehouse.db), BigInt(Date.now()) * 1000n));
await warehouse.close();
if (!values.folder) rmSync(folder, { recursive: true });
