/** What attacks are aimed at: a snapshot, and beside it files that hold a canary. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeEmptyStore } from '../../support/empty-store.ts';

/** Stands in every file that an attack asks for. */
export const CANARY = 'canary_3f1c';
/** The first line of any /etc/passwd. */
export const PASSWD = 'root:';

/** Makes them in a folder; the paths that stand in the attacks by name. */
export function makeTargets(
  folder: string,
): { readonly snapshot: string } & Record<string, string> {
  const snapshot = join(folder, 'published');
  mkdirSync(snapshot);
  makeEmptyStore(join(snapshot, 'analytics.duckdb'));
  const secrets = {
    store: join(folder, 'store.duckdb'),
    env: join(folder, '.env'),
    token: join(folder, 'store.duckdb.token'),
    parquet: join(snapshot, 'bets.parquet'),
  };
  for (const path of Object.values(secrets)) writeFileSync(path, `GGR_PV_KEY=${CANARY}\n`);
  return { snapshot, ...secrets, out: join(folder, 'out') };
}
