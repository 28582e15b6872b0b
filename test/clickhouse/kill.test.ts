/**
 * SIGKILL of either side at any moment of commits and shipments, and a cluster that is emptied in the middle: in the end
 * every table is equal. GGR_KILL_ROUNDS=200 for as many kills; a few by default.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { Cluster } from '../../src/load/clickhouse/cluster.ts';
import { listRelations } from '../../src/load/clickhouse/relations.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { serverUrl } from './cluster.ts';
import { differingAnywhere } from './compare.ts';
import { firstLine, kill, killAll, start } from './processes.ts';
import { mulberry32 } from './story-rows.ts';

const ROUNDS = Number(process.env.GGR_KILL_ROUNDS ?? 6);
const SEED = Number(process.env.GGR_KILL_SEED ?? 1);
const folder = mkdtempSync(join(tmpdir(), 'ggr-clickhouse-kill-'));
const store = join(folder, 'store.duckdb');
const random = mulberry32(SEED);

afterAll(() => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
});

let port = '0';
let server: ChildProcess | undefined;

/** chDB behind HTTP; a server of its own is nobody's to kill. */
async function startCluster(): Promise<string> {
  if (serverUrl !== undefined) return serverUrl;
  server = start('chdb-server.ts', [join(folder, 'chdb'), port]);
  port = await firstLine(server);
  return `http://127.0.0.1:${port}`;
}

async function empty(url: string): Promise<void> {
  const cluster = await Cluster.open({ url });
  for (const name of ['ggr', 'ggr_rows', 'sync', 'pv', 'wm', 'pop', 'wallet']) {
    await cluster.command(`drop database if exists ${name} sync`);
  }
  await cluster.close();
}

async function differing(url: string): Promise<Record<string, readonly string[]>> {
  const warehouse = await Warehouse.open({
    path: store,
    catalogue,
    command: 'test',
    now: Date.now,
  });
  const cluster = await Cluster.open({ url });
  const both = { db: warehouse.db, cluster };
  const relations = await listRelations(warehouse.db, catalogue);
  const names = relations.map(({ name }) => name);
  const found: Record<string, readonly string[]> = { ...(await differingAnywhere(both, names)) };
  let rows = 0;
  for (const name of names) {
    rows += Number((await warehouse.db.one(`select count(*) as n from ${name}`)).n);
  }
  const [changes] = await warehouse.db.many(
    `select max(number) - min(number) + 1 - count(*) as gaps from sync.changes where relation <> 'sync.changes'`,
  );
  await cluster.close();
  await warehouse.close();
  if (changes?.gaps !== 0n) found['sync.changes'] = [`${changes?.gaps} numbers are missing`];
  if (rows < 100) found.story = [`only ${rows} rows`];
  return found;
}

test(
  `${ROUNDS} kills of either side leave both with the same rows`,
  async () => {
    let url = await startCluster();
    await empty(url);
    for (let round = 1; round <= ROUNDS; round += 1) {
      const worker = start('worker.ts', [store, url, String(SEED * 1000 + round)]);
      expect(await firstLine(worker)).toBe('ready');
      await sleep(random() * 1500);
      if (round === Math.ceil(ROUNDS / 2)) await empty(url);
      if (round % 2 === 0 && server) {
        await kill(server);
        url = await startCluster();
        await sleep(random() * 800);
      }
      await kill(worker);
    }
    const last = start('worker.ts', [store, url, '0']);
    last.stdout?.resume();
    expect(await once(last, 'exit')).toEqual([0, null]);
    expect(await differing(url)).toEqual({});
  },
  ROUNDS * 20_000 + 300_000,
);
