/** Runs: one row per execution of a command that pulls. */
import { randomUUID } from 'node:crypto';
import { sqlTimestamp } from '../transform/time.ts';
import { noteChange } from './changes.ts';
import { sql } from './sql.ts';
import type { Warehouse } from './warehouse.ts';

export type RunOutcome = 'done' | 'partial' | 'stopped' | 'interrupted';

export interface RunSums {
  readonly loaded: number;
  readonly failed: number;
  readonly received: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly withdrawn: number;
  readonly quarantined: number;
  readonly refusedNew: number;
}

interface RunStart {
  readonly command: string;
  readonly arguments: string;
  /** Of the ggr that runs. */
  readonly version: string;
  readonly now: number;
}

export async function startRun(warehouse: Warehouse, start: RunStart): Promise<string> {
  const run = randomUUID();
  await warehouse.write(warehouse.db, async () => {
    await warehouse.db.run(sql('queries/start-run'), {
      run,
      command: start.command,
      arguments: start.arguments,
      version: start.version,
      now: sqlTimestamp(start.now),
    });
    await noteChange(warehouse.db, { relation: 'sync.runs', run });
  });
  return run;
}

interface RunEnd {
  readonly run: string;
  readonly outcome: RunOutcome;
  readonly sums: RunSums;
  readonly error: string | null;
  readonly now: number;
}

export async function endRun(warehouse: Warehouse, end: RunEnd): Promise<void> {
  const sums = Object.fromEntries(Object.entries(end.sums).map(([k, v]) => [k, BigInt(v)]));
  await warehouse.write(warehouse.db, async () => {
    await warehouse.db.run(sql('queries/end-run'), {
      ...sums,
      run: end.run,
      outcome: end.outcome,
      error: end.error,
      now: sqlTimestamp(end.now),
    });
    await noteChange(warehouse.db, { relation: 'sync.runs', run: end.run });
  });
}
