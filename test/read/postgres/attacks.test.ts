/**
 * The attacks of docs/security.md by the wire, where a dialect is translated before the check: what the check
 * refuses is refused here, too, in simple and extended queries. Those that end a process are the readers' to test
 * (test/read/attacks), and are run here with GGR_PG_ATTACKS=all.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeEmptyStore } from '../../support/empty-store.ts';
import { startWire, TOKEN } from '../../support/postgres.ts';
import { errorOf, type Said, textsOf, WireClient } from '../../support/wire-client.ts';
import { attackGroups, dialectAttacks, type Outcome, outcomeByWire } from '../attacks/list.ts';

/** Stands in every file that an attack asks for. */
const CANARY = 'canary_3f1c';
/** What never ends by itself need not be waited for; of all others, and of the next question, time is no answer. */
const ENDLESS = '1500ms';
const LONGEST = '60s';
const folder = mkdtempSync(join(tmpdir(), 'ggr-wire-attacks-'));
const snapshot = join(folder, 'published');
const paths: Readonly<Record<string, string>> = {
  snapshot,
  store: join(folder, 'store.duckdb'),
  env: join(folder, '.env'),
  token: join(folder, 'store.duckdb.token'),
  parquet: join(snapshot, 'bets.parquet'),
  out: join(folder, 'out'),
};
/** Classes of what the check says, and of what ends a statement that runs. */
const REFUSED: readonly string[] = ['25006', '42501', '42601', '0A000', '42000'];
const ENDED: readonly string[] = ['57014', '53200', '54000', '58000'];
/** Of a statement that read something. */
const ROWS = 'T';

function outcomeOf(said: readonly Said[]): Outcome {
  const { C: state, M: message = '' } = errorOf(said);
  if (state === undefined) return said.some(({ type }) => type === ROWS) ? 'harmless' : 'taken';
  // DuckDB's own word, or a row that is too wide
  if (/^(Not implemented|Invalid) Error|^a row of the result/.test(message)) return 'failed';
  if (REFUSED.includes(state)) return 'refused';
  return ENDED.includes(state) ? 'ended' : 'failed';
}
let wire: Awaited<ReturnType<typeof startWire>>;
let client: WireClient;
let before: string[];

const files = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

beforeAll(async () => {
  mkdirSync(snapshot);
  makeEmptyStore(join(snapshot, 'analytics.duckdb'));
  for (const name of ['store', 'env', 'token', 'parquet'])
    writeFileSync(paths[name] ?? '', `GGR_PV_KEY=${CANARY}\n`);
  before = files();
  const hold = async () => ({ folder: snapshot, release: () => {} });
  wire = await startWire({
    reach: [snapshot],
    hold,
    settings: { memory: 400_000_000, spill: 100_000_000 },
  });
  client = await WireClient.start(wire.port, TOKEN);
});
afterAll(async () => {
  client.close();
  await wire.close();
  rmSync(folder, { recursive: true });
});

const ALL = [
  ...dialectAttacks,
  ...attackGroups
    .flatMap(({ attacks }) => attacks)
    .filter(({ outcome }) => process.env.GGR_PG_ATTACKS === 'all' || outcome === 'refused'),
];

test.each(ALL)('$what: $sql', async (attack) => {
  const text = attack.sql.replaceAll(/\{(\w+)\}/g, (whole, name: string) => paths[name] ?? whole);
  const among = outcomeByWire(attack);
  await client.query(`set statement_timeout = '${among.includes('ended') ? ENDLESS : LONGEST}'`);
  const said = await client.query(text.replaceAll('\0', ' '));
  const told = outcomeOf(said);
  expect(among, JSON.stringify(errorOf(said))).toContain(told);
  expect(Buffer.concat(said.map(({ body }) => body)).toString()).not.toMatch(/canary_3f1c|root:/);
  const next = await client.query(`rollback; set statement_timeout = '${LONGEST}'; select 1`);
  expect(textsOf(next)).toEqual([['1']]);
});

test('nothing was written', () => {
  expect(files()).toEqual(before);
});
