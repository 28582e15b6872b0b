/** A Postgres port over a snapshot of five bets, which notes who holds the snapshot, and for what age. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { onTestFinished } from 'vitest';
import { startWire, TOKEN, type WireOptions } from './postgres.ts';
import { WireClient } from './wire-client.ts';

export type BetsPort = Awaited<ReturnType<typeof startBetsPort>>;

/** Starts it with two readers; close it after. */
export async function startBetsPort() {
  const folder = mkdtempSync(join(tmpdir(), 'ggr-wire-'));
  await writeBets(folder);
  /** The snapshot that is given. */
  let newest = folder;
  /** The ages in milliseconds that were asked for, and how often the snapshot was let go. */
  const holds = { ages: [] as number[], released: 0 };
  const hold = async (maxAgeMs: number) => {
    holds.ages.push(maxAgeMs);
    const release = () => {
      holds.released += 1;
    };
    return { folder: newest, release };
  };
  const other = (options: Partial<WireOptions> = {}) =>
    startWire({ reach: [folder], hold, ...options });
  const wire = await other({ settings: { atOnce: 2 } });
  return {
    holds,
    /** Another port over the same snapshot. */
    other,
    port: wire.port,
    load: () => wire.pool.load,
    /** How many hold the snapshot now. */
    holding: () => holds.ages.length - holds.released,
    /** Another snapshot, which has more than bets. */
    makeSnapshot: async (name: string, more: string) => {
      const path = join(folder, name);
      mkdirSync(path);
      await writeBets(path, more);
      return path;
    },
    /** Until the test ends this snapshot is the newest. */
    give: (snapshot: string) => {
      newest = snapshot;
      onTestFinished(() => {
        newest = folder;
      });
    },
    /** A client that is there until its test ends. */
    connect: async (settings: Record<string, string> = {}) => {
      const client = await WireClient.start(wire.port, TOKEN, settings);
      onTestFinished(() => client.close());
      return client;
    },
    close: async () => {
      await wire.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function writeBets(folder: string, more = ''): Promise<void> {
  const instance = await DuckDBInstance.create(join(folder, 'analytics.duckdb'));
  const connection = await instance.connect();
  await connection.run(
    `create schema ggr; create view ggr.snapshot as select timestamp '2025-03-01 04:05:06.789' as as_of, now()::timestamp as published_at; create table ggr.bets as select i as bet_id, i * 1.5 as stake from range(5) t(i); ${more}`,
  );
  connection.closeSync();
  instance.closeSync();
}
