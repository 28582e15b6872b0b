/** The daemon holds what is stored against the vendor's totals every night, and checks it, without being asked. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { catalogue, vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { startPvVendor } from '../../src/demo/pv/server.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { startDaemon } from '../../src/serve/daemon.ts';
import { openLog } from '../../src/serve/log.ts';
import { PublishPart } from '../../src/serve/publish-part.ts';
import { pvSettings } from '../support/engine.ts';
import { temporaryFolder } from '../support/ggr.ts';

/** For what hangs: nothing of it is a measure. */
const LONGEST_MS = 120_000;
vi.setConfig({ testTimeout: 3 * LONGEST_MS });

/** Goes past every limit of DuckDB's own. */
const GROWS = `-- Takes all memory.
select list_sum(range(1000000000)) as sum where {{touched_from}} is not null`;

test('a bet that is lost from a verified hour is found at 03:15 UTC, and not before; a check that takes all memory hinders nothing', async () => {
  const start = new Date(Date.now() - 5 * 3_600_000).toISOString().slice(0, 13);
  const vendor = await startPvVendor({ from: `${start}:00:00Z`, betsPerHour: 30 });
  onTestFinished(() => vendor.close());
  const checks = temporaryFolder();
  writeFileSync(join(checks, 'grows.sql'), GROWS);
  writeFileSync(join(checks, 'every.sql'), '-- Every bet.\nselect event_id from pv.bets');
  const env = {
    ...pvSettings(vendor),
    GGR_CHECKS: checks,
    GGR_READER_MEMORY: '256MB',
    GGR_WAREHOUSE: `${temporaryFolder()}/ggr.duckdb`,
    GGR_SYNC_START: `${start}:00:00Z`,
    GGR_PORT: '0',
  };
  const log = openLog('silent');
  const warned = vi.spyOn(log, 'warn');
  const told = vi.spyOn(log, 'info');
  const fires = new Map<string, () => void>();
  let store: Warehouse | undefined;
  const config = loadConfig(vendors, { env, folder: '/nonexistent' });
  const snapshots = new PublishPart({
    dir: config.publishDir,
    catalogue,
    now: Date.now,
    log,
    shipBefore: async () => {},
  });
  const hold = vi.fn((signal: AbortSignal) => snapshots.hold(signal));
  const daemon = await startDaemon({
    session: { config, catalogue, now: Date.now, user: 'tester' },
    hold,
    parts: [
      snapshots,
      {
        name: 'probe',
        listen: async (warehouse) => {
          store = warehouse;
        },
        status: () => ({}),
        stop: async () => {},
      },
    ],
    runCommand: async () => 0,
    log,
    cron: (expression, fire) => {
      fires.set(expression, fire);
      return { next: () => undefined, stop: () => {} };
    },
  });
  onTestFinished(() => daemon.stop());
  const value = async (text: string) => Object.values((await store?.db.one(text)) ?? {})[0];
  const verified = `select count(*)::integer from sync.windows where stream = 'pv.bets' and state = 'verified'`;
  await vi.waitFor(async () => expect(await value(verified)).toBeGreaterThan(3), LONGEST_MS);
  // the process is killed, or its system gives it no more
  const ends =
    'the check grows of GGR_CHECKS: (the query was ended: it took more than|Out of Memory Error)';
  const notAgain = 'it is not asked after pulls any more until its file changes';
  await vi.waitFor(
    () =>
      expect(told).toHaveBeenCalledWith(
        expect.stringMatching(new RegExp(`${ends}.*${notAgain}`, 's')),
      ),
    LONGEST_MS,
  );
  expect(await value(`select count(*)::integer from sync.runs where command = 'reconcile'`)).toBe(
    0,
  );
  await store?.write(
    store.db,
    () =>
      store?.db.run(
        `delete from pv.bets where event_id = (select min_by(event_id, end_at) from pv.bets)`,
      ) ?? Promise.resolve(0),
  );
  fires.get('15 3 * * *')?.();
  await vi.waitFor(
    async () =>
      expect(await value(`select outcome from sync.runs where command = 'reconcile'`)).toBe(
        'stopped',
      ),
    LONGEST_MS,
  );
  expect(await value(`select count(*)::integer from sync.windows where state = 'mismatch'`)).toBe(
    1,
  );
  fires.get('15 4 * * *')?.();
  await vi.waitFor(
    () =>
      expect(warned).toHaveBeenCalledWith(
        expect.objectContaining({ check: 'window-rows', rows: 1 }),
        expect.any(String),
      ),
    LONGEST_MS,
  );
  const own = expect.objectContaining({ check: 'every', finds: 'Every bet.' });
  const error = expect.stringMatching(new RegExp(ends));
  expect(warned).toHaveBeenCalledWith(own, 'rows that cannot be right');
  await vi.waitFor(() => expect(warned).toHaveBeenCalledWith({ error }, 'not checked'), LONGEST_MS);
  // once after a pull, and in the night
  expect(hold).toHaveBeenCalledTimes(2);
});
