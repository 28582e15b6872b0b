/** A pull at full speed in the wallet's process, and the wallet's entries shipped into the same store. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { catalogue, streams, vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { openStoreNet } from '../../src/extract/open-net.ts';
import { startRun } from '../../src/load/runs.ts';
import { rememberAccounts, writeSettings } from '../../src/load/settings.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { runJob } from '../../src/sync/run.ts';
import { Shipper } from '../../src/wallet/ship.ts';
import { FIRST_HOUR } from '../load/job.ts';
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
  const config = loadConfig(vendors, {
    folder: '/nonexistent',
    env: {
      GGR_WAREHOUSE: join(job.folder, 'ggr.duckdb'),
      GGR_PV_URL: vendor.url,
      GGR_PV_MCH_ID: String(vendor.mch_id),
      GGR_PV_KEY: vendor.key,
      GGR_PV_CURRENCY: 'CNY',
      GGR_PV_REQUESTS_PER_SECOND: '10000',
    },
  });
  const now = Date.now;
  const warehouse = await Warehouse.open({
    catalogue,
    path: config.warehouse,
    command: 'bench',
    now,
  });
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
  const stopping = new AbortController();
  let rows = 0;
  const startedAt = performance.now();
  const pulling = (async () => {
    // a second time round nothing is new, and it goes on
    while (!stopping.signal.aborted) {
      const { fatal } = await runJob(
        { account, stream, windows, priority: 1 },
        {
          warehouse,
          net,
          runId,
          signal: stopping.signal,
          watch: {
            loaded: (_, __, counts) => {
              rows += counts.received;
            },
            failed: (_, __, error) => process.stderr.write(`${error.message}\n`),
            unknownField: () => {},
            noted: () => {},
            stop: () => {},
          },
        },
      );
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
