/** The pipeline as it is: HTTP, checks, rows, MERGE, revisions and ledger, a window a commit. */
import { join } from 'node:path';
import { catalogue, streams, vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { openStoreNet } from '../../src/extract/open-net.ts';
import { startRun } from '../../src/load/runs.ts';
import { rememberAccounts, writeSettings } from '../../src/load/settings.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { runJob } from '../../src/sync/run.ts';
import { FIRST_HOUR, finish, job } from './job.ts';
import { prefill } from './prefill.ts';

const path = join(job.folder, `pipeline-${job.prefill}.duckdb`);
const config = loadConfig(vendors, {
  folder: '/nonexistent',
  env: {
    GGR_WAREHOUSE: path,
    GGR_PV_URL: job.url,
    GGR_PV_MCH_ID: String(job.mch_id),
    GGR_PV_KEY: job.key,
    GGR_PV_CURRENCY: 'CNY',
    GGR_PV_REQUESTS_PER_SECOND: '10000',
  },
});
if (job.prefill > 0) await prefill(path, job.prefill);
const now = Date.now;
const warehouse = await Warehouse.open({ catalogue, path, command: 'bench', now });
await writeSettings(warehouse, { ...config, isDemo: false });
await rememberAccounts(warehouse, config.accounts);
const net = openStoreNet({ store: warehouse.path, now });
const [account] = config.accounts;
const [stream] = streams;
if (!account || !stream?.windows) throw new Error('nothing to pull');
const windows = Array.from({ length: job.hours }, (_, i) => ({
  start: (FIRST_HOUR + i * 3600) * 1000,
  end: (FIRST_HOUR + (i + 1) * 3600) * 1000,
}));
const runId = await startRun(warehouse, {
  command: 'bench',
  arguments: '',
  version: '',
  now: now(),
});
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
const outcome = await runJob(
  { account, stream, windows, priority: 1 },
  {
    warehouse,
    net,
    runId,
    signal: new AbortController().signal,
    watch: {
      loaded: () => {},
      failed: (_, __, error) => process.stderr.write(`${error.message}\n`),
      unknownField: () => {},
      noted: () => {},
      stop: () => {},
    },
  },
);
if (outcome.fatal) throw outcome.fatal;
if (outcome.loaded !== job.hours) throw new Error(`${outcome.loaded} of ${job.hours} windows`);
const cpu = process.cpuUsage(cpuBefore);
const cores = (cpu.user + cpu.system) / 1000 / (performance.now() - startedAt);
finish(
  outcome.inserted,
  startedAt,
  `all checks; ${cores.toFixed(2)} cores busy${job.prefill > 0 ? ' (RSS and cores with the filling)' : ''}`,
);
