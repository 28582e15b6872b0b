/** The pipeline as it is: HTTP, checks, columns, revisions and ledger, a window a commit; and the same once more. */
import { join } from 'node:path';
import { catalogue, streams, vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { openStoreNet } from '../../src/extract/open-net.ts';
import { startRun } from '../../src/load/runs.ts';
import { rememberAccounts, writeSettings } from '../../src/load/settings.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { runJob } from '../../src/sync/run.ts';
import { begin, FIRST_HOUR, finish, job, type Measured } from './job.ts';

const path = job.store ?? join(job.folder, `pipeline-${process.pid}.duckdb`);
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
const now = Date.now;
const keyIndex = job.fromRows === undefined ? {} : { fromRows: job.fromRows };
const openedAt = performance.now();
const warehouse = await Warehouse.open({ catalogue, path, command: 'bench', now, keyIndex });
const opened = `opened in ${Math.round(performance.now() - openedAt)} ms`;
if (job.fromRows !== undefined && job.fromRows > 1e9)
  await warehouse.db.run('delete from sync.key_index');
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
const watch = {
  loaded: () => {},
  failed: (_: unknown, __: unknown, error: Error) => process.stderr.write(`${error.message}\n`),
  unknownField: () => {},
  noted: () => {},
  stop: () => {},
};

/** As many as a job of every day has: it takes in what is asked of the vendor's totals, too. */
const HOURS_OF_A_JOB = 24;

/** Every window once. */
async function pull(): Promise<Measured> {
  const run = { command: 'bench', arguments: '', version: '', now: now() };
  const runId = await startRun(warehouse, run);
  const measure = begin();
  const { signal } = new AbortController();
  const counts = { inserted: 0, unchanged: 0, updated: 0 };
  for (let at = 0; at < windows.length; at += HOURS_OF_A_JOB) {
    const some = windows.slice(at, at + HOURS_OF_A_JOB);
    const pulled = { account, stream, windows: some, priority: 1 } as Parameters<typeof runJob>[0];
    const outcome = await runJob(pulled, { warehouse, net, runId, signal, watch });
    if (outcome.fatal) throw outcome.fatal;
    if (outcome.loaded !== some.length)
      throw new Error(`${outcome.loaded} of ${some.length} windows`);
    for (const name of ['inserted', 'unchanged', 'updated'] as const) counts[name] += outcome[name];
  }
  const { inserted, unchanged, updated } = counts;
  const note = `${inserted} new, ${unchanged} unchanged, ${updated} resettled; ${opened}`;
  return measure(inserted + unchanged + updated, note);
}

const pulls: Measured[] = [];
for (let pass = 0; pass < (job.passes ?? 2); pass += 1) pulls.push(await pull());
finish(...pulls);
