/** A cluster for tests: chDB in this process, or the server that GGR_TEST_CLICKHOUSE_URL names. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster, type Reach } from '../../src/load/clickhouse/cluster.ts';

const URL_NAME = 'GGR_TEST_CLICKHOUSE_URL';
/** Not installed by `npm ci`: the compiler must not look for it. */
const CHDB: string = 'chdb/connection';

export const serverUrl: string | undefined = process.env[URL_NAME];

interface Chdb {
  createChdbConnection(options: { path: string }): object;
}

async function reach(path: string): Promise<Reach> {
  if (serverUrl !== undefined) return { url: serverUrl };
  const { createChdbConnection } = (await import(CHDB)) as Chdb;
  return { connection: createChdbConnection({ path }) };
}

export interface TestCluster {
  readonly cluster: Cluster;
  /** Drops everything of ggr's. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

const DATABASES = ['ggr', 'ggr_rows', 'sync', 'wallet', 'pv', 'wm', 'pop', 'made_up'];

/** Everything of ggr's. */
export async function dropAll(cluster: Cluster): Promise<void> {
  for (const name of DATABASES) await cluster.command(`drop database if exists ${name} sync`);
}

/** One for a file of tests: chDB binds one folder a process. */
export async function openTestCluster(folder = mkdtempSync(join(tmpdir(), 'ggr-chdb-'))) {
  const cluster = await Cluster.open(await reach(folder));
  const empty = () => dropAll(cluster);
  await empty();
  return {
    cluster,
    empty,
    async close() {
      await cluster.close();
      rmSync(folder, { recursive: true, force: true });
    },
  } satisfies TestCluster;
}
