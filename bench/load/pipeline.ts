/** The pipeline as it is: HTTP, checks, columns, revisions and ledger, a window a commit; and the same once more. */
import { join } from 'node:path';
import { catalogue } from '../../src/catalogue.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { runJob } from '../../src/sync/run.ts';
import { begin, finish, job, type Measured } from './job.ts';
import { beginRun, hours, prepare, pullConfig, WATCH } from './pulling.ts';

const path = job.store ?? join(job.folder, `pipeline-${process.pid}.duckdb`);
const now = Date.now;
const keyIndex = job.fromRows === undefined ? {} : { fromRows: job.fromRows };
const openedAt = performance.now();
const warehouse = await Warehouse.open({ catalogue, path, command: 'bench', now, keyIndex });
const opened = `opened in ${Math.round(performance.now() - openedAt)} ms`;
if (job.fromRows !== undefined && job.fromRows > 1e9)
  await warehouse.db.run('delete from sync.key_index');
const { net, job: pulling } = await prepare(warehouse, pullConfig(path, job));
const windows = hours(job.hours);

/** As many as a job of every day has: it takes in what is asked of the vendor's totals, too. */
const HOURS_OF_A_JOB = 24;

/** Every window once. */
async function pull(): Promise<Measured> {
  const runId = await beginRun(warehouse);
  const measure = begin();
  const { signal } = new AbortController();
  const counts = { inserted: 0, unchanged: 0, updated: 0 };
  for (let at = 0; at < windows.length; at += HOURS_OF_A_JOB) {
    const some = windows.slice(at, at + HOURS_OF_A_JOB);
    const outcome = await runJob(pulling(some), { warehouse, net, runId, signal, watch: WATCH });
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
