/** A pull at full speed in the wallet's process, and the wallet's entries shipped into the same store. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { catalogue } from '../../src/catalogue.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { runJob } from '../../src/sync/run.ts';
import { Shipper } from '../../src/wallet/ship.ts';
import { beginRun, hours, prepare, pullConfig, WATCH } from '../load/pulling.ts';
import type { Job } from './job.ts';

/** As the daemon does it: well within the second that is promised. */
const SHIP_EVERY_MS = 250;

export interface Pull {
  /** Rows a second that it took, and entries that were shipped a second. */
  stop(): Promise<{ rows: number; entries: number }>;
}

export async function startPull(
  job: Job,
  vendor: NonNullable<Job['vendor']>,
  journalPath: string,
): Promise<Pull> {
  const config = pullConfig(join(job.folder, 'ggr.duckdb'), vendor);
  const now = Date.now;
  const warehouse = await Warehouse.open({
    catalogue,
    path: config.warehouse,
    command: 'bench',
    now,
  });
  const { net, job: pulled } = await prepare(warehouse, config);
  const windows = hours(job.hours);
  const runId = await beginRun(warehouse);
  const stopping = new AbortController();
  let rows = 0;
  const startedAt = performance.now();
  const pulling = (async () => {
    // a second time round nothing is new, and it goes on
    while (!stopping.signal.aborted) {
      const { fatal } = await runJob(pulled(windows), {
        warehouse,
        net,
        runId,
        signal: stopping.signal,
        watch: {
          ...WATCH,
          loaded: (_, __, counts) => {
            rows += counts.received;
          },
        },
      });
      if (fatal && !stopping.signal.aborted) throw fatal;
    }
  })();
  const shipper = new Shipper(warehouse, journalPath);
  const shipping = (async () => {
    while (!stopping.signal.aborted) {
      await shipper.ship();
      await sleep(SHIP_EVERY_MS);
    }
  })();
  return {
    stop: async () => {
      const seconds = (performance.now() - startedAt) / 1000;
      const ended = await warehouse.db.one('select count(*) as n from wallet.ledger');
      stopping.abort();
      await Promise.allSettled([pulling, shipping]);
      return { rows: rows / seconds, entries: Number(ended.n) / seconds };
    },
  };
}
