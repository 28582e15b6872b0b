/** Once a run: makes the store that tests copy, as every store is made (100 ms; a copy opens in 25). */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { catalogue } from '../../src/catalogue.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { NOT_MADE } from './empty-store.ts';

export default async function setUp(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'ggr-empty-'));
  const path = join(folder, 'ggr.duckdb');
  try {
    const warehouse = await Warehouse.open({ catalogue, path, command: 'test', now: Date.now });
    await warehouse.close();
    project.provide('emptyStore', path);
  } catch {
    project.provide('emptyStore', NOT_MADE);
  }
  return () => rmSync(folder, { recursive: true, force: true });
}
