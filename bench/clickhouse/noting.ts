/** What a commit pays for its word to the outbox: without a cluster a look into a map, with one a row. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginOutbox, noteChange } from '../../src/load/changes.ts';
import { openStore } from '../marts/store.ts';
import { say } from './cluster.ts';

const HOUR = { start: Date.UTC(2025, 0, 1), end: Date.UTC(2025, 0, 1, 1) };
const CHANGE = { relation: 'pv.bets', account: 'pv', window: HOUR };

export async function measureNoting(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ggr-bench-noting-'));
  const warehouse = await openStore(join(folder, 'store.duckdb'));
  const { db } = warehouse;
  const note = async (times: number) => {
    const before = process.cpuUsage();
    await warehouse.write(db, async () => {
      for (let nth = 0; nth < times; nth += 1) await noteChange(db, CHANGE);
    });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / times;
  };
  await note(1000);
  say(`a change without a cluster: ${(await note(1_000_000)).toFixed(2)} µs of CPU`);
  await beginOutbox(warehouse, Date.now());
  await note(100);
  say(`a change that is noted: ${(await note(2000)).toFixed(0)} µs of CPU`);
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
}
