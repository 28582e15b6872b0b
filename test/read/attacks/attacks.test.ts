/** Every attack of the list against real reader processes: none comes through, and the next question is answered. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { attacksPage, attacksTable } from '../../../scripts/attacks.ts';
import { ReaderPool } from '../../../src/read/reader-pool.ts';
import { makeEmptyStore } from '../../support/empty-store.ts';
import { attackGroups } from './list.ts';
import { outcomeOf } from './outcome.ts';

/** Stands in every file that an attack asks for. */
const CANARY = 'canary_3f1c';
/** The first line of any /etc/passwd. */
const PASSWD = 'root:';

const folder = mkdtempSync(join(tmpdir(), 'ggr-attacks-'));
const snapshot = join(folder, 'published');
mkdirSync(snapshot);
makeEmptyStore(join(snapshot, 'analytics.duckdb'));
const paths: Readonly<Record<string, string>> = {
  snapshot,
  store: join(folder, 'store.duckdb'),
  env: join(folder, '.env'),
  token: join(folder, 'store.duckdb.token'),
  parquet: join(snapshot, 'bets.parquet'),
  out: join(folder, 'out'),
};
for (const name of ['store', 'env', 'token', 'parquet'] as const) {
  writeFileSync(paths[name] ?? '', `GGR_PV_KEY=${CANARY}\n`);
}

const pool = new ReaderPool({
  home: join(folder, 'readers'),
  reach: [snapshot],
  spares: 2,
  memory: 400_000_000,
  spill: 100_000_000,
});
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

/** Names and contents of all files but the readers' own. */
function filesOf(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.startsWith(join(folder, 'readers')))
    .map(({ parentPath, name }) => {
      const bytes = readFileSync(join(parentPath, name));
      return `${join(parentPath, name)} ${createHash('sha256').update(bytes).digest('hex')}`;
    })
    .sort();
}
const before = filesOf(folder);

const limits = { rows: 100_000, bytes: 10_000_000 };
/** What never ends by itself need not be waited for; of all others, and of the next question, time is no answer. */
const ENDLESS_MS = 600;
const LONGEST_MS = 60_000;
const source = { snapshot };
const never = new AbortController().signal;
const ask = (text: string, milliseconds: number) =>
  outcomeOf(pool.ask({ text, source, limits: { ...limits, milliseconds } }, never));

describe.each(attackGroups)('$title', ({ attacks, isEndless }) => {
  test.each(attacks)('$what', async ({ sql, outcome }) => {
    const text = sql.replaceAll(/\{(\w+)\}/g, (whole, name: string) => paths[name] ?? whole);
    const among = [outcome].flat();
    const isCut = isEndless && among.includes('ended');
    const told = await ask(text, isCut ? ENDLESS_MS : LONGEST_MS);
    expect(among, told.text.slice(0, 300)).toContain(told.outcome);
    expect(told.text).not.toContain(CANARY);
    expect(told.text).not.toContain(PASSWD);
    // within 5 s on a machine that has time: `npm run torture:attacks` holds it
    const next = await ask('select 1', LONGEST_MS);
    expect(next).toEqual({ outcome: 'harmless', text: '[[1]]' });
  });
});

test('nothing was written and nothing was changed', () => {
  expect(filesOf(folder)).toEqual(before);
});

test('docs/security.md shows this list', () => {
  expect(attackGroups.flatMap(({ attacks }) => attacks).length).toBeGreaterThanOrEqual(80);
  expect(readFileSync(attacksPage, 'utf8')).toContain(attacksTable());
});
