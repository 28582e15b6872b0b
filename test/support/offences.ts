/** What a check of sql/checks finds in a store, as texts. */
import { catalogue } from '../../src/catalogue.ts';
import type { Database } from '../../src/load/database.ts';
import { houseChecks, runCheck } from '../../src/read/row-checks.ts';

export async function findOffences(db: Database, name: string): Promise<string[]> {
  const checks = houseChecks({ catalogue, now: 0, roundTimeoutMs: 0 });
  const check = checks.find((each) => each.name === name);
  if (!check) throw new Error(`there is no check ${name}`);
  const { rows } = await runCheck(db, check);
  return rows.map((row) =>
    JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
  );
}
