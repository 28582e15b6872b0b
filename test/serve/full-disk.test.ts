/** A disk that is full, on a real file system of a few MiB: what is said, and that room alone mends it. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VERSION } from '../../src/config/version.ts';
import { openGates } from '../../src/extract/gates.ts';
import { writeLock } from '../../src/load/lock.ts';
import { asStoreError } from '../../src/load/store-faults.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { writeAnalytics } from '../../src/read/publish/analytics.ts';
import { writeManifest } from '../../src/read/publish/manifest.ts';
import { Place as SnapshotPlace } from '../../src/read/publish/place.ts';
import { keepToken } from '../../src/serve/token.ts';
import { until } from '../support/daemon.ts';
import { checkpointOnFullDisk, NOISE, startOn } from '../support/daemon-on-disk.ts';
import { place } from '../support/ggr.ts';
import { mib, smallDisk, whyNoDisk } from '../support/small-disk.ts';

const reason = whyNoDisk();
const onDisk = reason === undefined ? test : test.skip;
const titled = (title: string) => (reason === undefined ? title : `${title} (skipped: ${reason})`);

describe('a checkpoint on a full disk', () => {
  onDisk(titled('suspends the daemon until there is room, and no longer'), async () => {
    const disk = smallDisk(96);
    const { call, one, runs, stores, config } = await startOn(disk);
    const before = (await runs()) ?? 0;
    expect(before).toBeGreaterThan(0);
    await checkpointOnFullDisk(stores[0] as Warehouse, disk);

    expect((await call('/livez')).status).toBe(200);
    await until(async () => (await call('/readyz')).text.includes('are needed'));
    const unready = await call('/readyz');
    expect([unready.status, unready.text]).toEqual([
      503,
      expect.stringContaining(`are free in ${disk.folder}, and`),
    ]);
    const asked = { version: VERSION, argv: ['sync'], can_ask: false, settings: {} };
    const refused = await call('/commands', asked);
    expect([refused.status, refused.json()]).toMatchObject([
      503,
      {
        error: {
          code: 'store-suspended',
          hint: expect.stringContaining('delete no file that begins like the store'),
        },
      },
    ]);
    expect((await call('/status.json')).json()).toMatchObject({
      daemon: { store_fault: expect.stringContaining('the disk of the warehouse is full') },
    });
    // still locked: nobody else writes while it waits
    const other = await place({ GGR_WAREHOUSE: config.warehouse }).ggr('query', 'select 1');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain(`is held by ggr serve (process ${process.pid}`);

    disk.empty();
    await until(async () => (await call('/readyz')).status === 200);
    expect(stores).toHaveLength(2);
    expect(await one('select count(*)::integer as n from noise')).toBe(100_000);
    // and the jobs go on
    await until(async () => ((await runs()) ?? 0) > before);
  });

  onDisk(titled('may happen again, as often as the disk fills up'), async () => {
    const disk = smallDisk(96);
    const { call, one, stores, idle } = await startOn(disk);
    await checkpointOnFullDisk(stores[0] as Warehouse, disk);
    disk.empty();
    await until(async () => (await call('/readyz')).status === 200);
    await idle();
    await stores[1]?.db.run(NOISE);
    disk.fill(mib(1));
    await expect(stores[1]?.db.run('checkpoint store')).rejects.toThrow('disk');
    await until(async () => (await call('/readyz')).status === 503);
    disk.empty();
    await until(async () => (await call('/readyz')).status === 200);
    expect(await one('select count(*)::integer as n from noise')).toBe(200_000);
  });

  onDisk(titled('leaves the wallet answering, and what it took is shipped after'), async () => {
    const disk = smallDisk(96);
    const { call, one, stores, wallet, ledger } = await startOn(disk);
    const asked = { playerId: 'p1', currency: 'EUR', amount: 500n, key: 'k1' };
    await checkpointOnFullDisk(stores[0] as Warehouse, disk);
    await until(async () => (await call('/readyz')).status === 503);
    disk.fill(mib(4)); // the journal needs some; the store needs more
    expect(await wallet.call('transfer', asked)).toMatchObject({ ok: { isRepeat: false } });
    expect((await call('/readyz')).status).toBe(503);
    disk.empty();
    await until(async () => (await call('/readyz')).status === 200);
    // the store is asked itself here, past what ships before a reader's question
    await until(async () => (await one('select count(*)::integer as n from wallet.ledger')) === 1);
    await until(() => JSON.stringify(ledger.status()).includes('"entries_not_shipped":0'));
    expect(ledger.status()).toMatchObject({ ship_error: null });
  });

  onDisk(titled('does not keep the daemon from ending'), async () => {
    const disk = smallDisk(96);
    const { daemon, stores, config } = await startOn(disk);
    await checkpointOnFullDisk(stores[0] as Warehouse, disk);
    await daemon.stop();
    expect(existsSync(`${config.warehouse}.lock`)).toBe(false);
  });
});

describe('what ggr writes beside the store on a full disk', () => {
  onDisk(titled('is refused as a full disk, with what to do, and not as a bug'), async () => {
    const disk = smallDisk(1);
    const store = join(disk.folder, 'store.duckdb');
    disk.fill(0);
    const full = expect.objectContaining({
      code: 'store-full',
      message: expect.stringContaining(disk.folder),
      hint: expect.stringContaining('free space'),
    });
    const faultOf = (work: () => unknown): unknown => {
      try {
        return work();
      } catch (error) {
        return error;
      }
    };
    const gates = openGates(`${store}.gates.json`, () => 0);
    expect(faultOf(() => gates.shut('wm', 1000))).toEqual(full);
    expect(faultOf(() => keepToken(store))).toEqual(full);
    const holder = { pid: 1, command: 'sync', since: 'now' };
    expect(faultOf(() => writeLock(store, holder))).toEqual(full);

    const snapshot = { number: 1, version: VERSION, as_of: 'now', published_at: 'now', shape: '' };
    const manifest = { ...snapshot, mark: { number: '0', id: '' }, tables: {} };
    expect(faultOf(() => writeManifest(disk.folder, manifest))).toEqual(full);
    const views = { tables: [], statements: 'select 1', like: undefined, asOf: 0, publishedAt: 0 };
    const folders = { folder: disk.folder, finalFolder: disk.folder };
    await expect(writeAnalytics({ ...views, ...folders })).rejects.toEqual(full);
    const snapshots = new SnapshotPlace(smallDisk(1, 3).folder);
    const folder = snapshots.begin();
    writeFileSync(join(snapshots.dir, 'ballast'), '');
    await expect(snapshots.finish(folder, 1, [])).rejects.toMatchObject({ code: 'store-full' });
  });

  onDisk(titled('ends a command with that, and no stack'), async () => {
    const disk = smallDisk(1);
    disk.fill(0);
    const where = place({ GGR_WAREHOUSE: join(disk.folder, 'store.duckdb') });
    const { code, stderr } = await where.ggr('wallet', 'open-session', 's1', 'p1', 'EUR');
    expect(code).toBe(1);
    expect(stderr).toContain('full');
    expect(stderr).not.toContain('this is a bug');
    expect(stderr).not.toContain('    at ');
  });

  onDisk(titled('is warned of by doctor while there still is a little room'), async () => {
    const disk = smallDisk(8);
    const where = place({ GGR_WAREHOUSE: join(disk.folder, 'store.duckdb') });
    const { code, stdout } = await where.ggr('doctor');
    expect(code).toBe(2);
    expect(stdout).toMatch(
      /^WRONG {2}disk .*7\.\d MiB are free in|^WRONG {2}disk .*8\.0 MiB are free in/m,
    );
  });

  onDisk(titled('counts files too: a disk without inodes is full'), async () => {
    const disk = smallDisk(600, 50);
    for (let i = 0; ; i += 1) {
      try {
        writeFileSync(join(disk.folder, `f${i}`), '');
      } catch {
        break;
      }
    }
    const where = place({ GGR_WAREHOUSE: join(disk.folder, 'store.duckdb') });
    expect((await where.ggr('doctor')).stdout).toMatch(/^WRONG {2}disk .*can hold no more files/m);
  });
});

describe("DuckDB's words", () => {
  test.for([
    [
      'IO Error: Checkpoint failed for database "store". The database has been invalidated. Original error: Could not write file "/x/store.duckdb": No space left on device',
      'store-suspended',
    ],
    [
      'IO Error: Database "store" has been invalidated because checkpointing failed. Detach and reattach it before using it again. Original error: Could not write file "/x/store.duckdb": No space left on device',
      'store-suspended',
    ],
    [
      'IO Error: Database "store" has been invalidated because checkpointing failed. Detach and reattach it before using it again. Original error: Checkpoint aborted',
      'store-broken',
    ],
    [
      'FATAL Error: Failed: database has been invalidated because of a previous fatal error',
      'store-broken',
    ],
    [
      'TransactionContext Error: Failed to commit: Could not write file "/x/store.duckdb.wal": No space left on device',
      'store-full',
    ],
    ['Out of Memory Error: could not allocate block of size 256.0 KiB', 'store-memory'],
  ])('%s are %s', ([message = '', code]) => {
    expect(asStoreError(new Error(message))).toMatchObject({ code });
  });
});
