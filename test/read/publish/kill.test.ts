/** SIGKILL before any call of a publish: `current` leads to a whole snapshot, and the next publish has everything. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { catalogue } from '../../../src/catalogue.ts';
import { Warehouse } from '../../../src/load/warehouse.ts';
import { readManifest } from '../../../src/read/publish/manifest.ts';
import { makeEmptyStore } from '../../support/empty-store.ts';
import { temporaryFolder } from '../../support/ggr.ts';
import { expectSame, openSnapshot } from '../../support/snapshot.ts';

const SCRIPT = resolve(import.meta.dirname, '../../support/publish-once.ts');
const ROUNDS = Number(process.env.GGR_KILL_ROUNDS ?? 6);

function publishOnce(
  ...args: readonly string[]
): Promise<{ signal: string | null; calls: number }> {
  return new Promise((done, fail) => {
    execFile(process.execPath, [SCRIPT, ...args], (error, stdout) => {
      const signal = error?.signal ?? null;
      if (error && signal === null) fail(error);
      else done({ signal, calls: Number(stdout) });
    });
  });
}

/** How many commits a snapshot has; each is a row in three tables, and its files are as its manifest says. */
async function commitsIn(folder: string): Promise<number> {
  const manifest = readManifest(folder);
  const snapshot = await openSnapshot(folder);
  try {
    const counts: number[] = [];
    for (const table of ['ggr.fx_rates', 'wallet.ledger', 'wm.tips']) {
      const [row] = await snapshot.rows(`select count(*)::integer as n from ${table}`);
      const rows = manifest?.tables[table]?.parts.reduce((sum, part) => sum + part.rows, 0);
      expect({ table, rows }).toEqual({ table, rows: row?.n });
      counts.push(Number(row?.n));
    }
    expect(new Set(counts).size).toBe(1);
    return counts[0] ?? 0;
  } finally {
    snapshot.close();
  }
}

test(`a publish killed at ${ROUNDS} of its calls leaves the old snapshot or the new one, and the next has it all`, {
  timeout: 900_000,
}, async () => {
  const store = makeEmptyStore(join(temporaryFolder(), 'ggr.duckdb'));
  const dir = join(temporaryFolder(), 'published');
  const current = join(dir, 'current');
  let commits = 0;
  const once = (n: number) => {
    commits += 1;
    return publishOnce(store, dir, String(n));
  };
  // the first makes every file, those after it share them
  await once(0);
  const { calls } = await once(0);
  expect(calls).toBeGreaterThan(60);
  let published = commits;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { signal } = await once(Math.ceil(((round + Math.random()) * calls) / ROUNDS));
    expect(signal).toBe('SIGKILL');
    const has = await commitsIn(current);
    expect([published, commits]).toContain(has);
    published = has;
  }
  await once(0);
  expect(await commitsIn(current)).toBe(commits);
  expect(readdirSync(dir).filter((name) => name.startsWith('.'))).toEqual([]);
  const numbers = readdirSync(dir).filter((name) => /^\d+$/.test(name));
  expect(numbers.length).toBeLessThanOrEqual(2);
  const warehouse = await Warehouse.open({
    catalogue,
    path: store,
    command: 'test',
    now: Date.now,
  });
  const snapshot = await openSnapshot(current);
  await expectSame(warehouse.db, snapshot.db);
  snapshot.close();
  await warehouse.close();
});
