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
import { errorOf, textsOf, WireClient } from '../../support/wire-client.ts';
import { attackGroups } from '../attacks/list.ts';

/** Stands in every file that an attack asks for. */
const CANARY = 'canary_3f1c';
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
  client = await WireClient.start(wire.port, TOKEN, { options: '-c statement_timeout=1500' });
});
afterAll(async () => {
  client.close();
  await wire.close();
  rmSync(folder, { recursive: true });
});

/** Put as Postgres puts them: the translation must open no way around the check. */
const IN_DIALECT = [
  `select * from pg_catalog.read_text('/etc/passwd')`,
  `select pg_catalog.json_execute_serialized_sql('x')`,
  `select * from string_to_array((select content from read_text('/etc/passwd')), ',') s`,
  `select format('%I', content) from read_text('/etc/passwd')`,
  `select 'x'::regclass from "/etc/passwd"`,
  `select * from ggr."{env}"`,
  `select x ~ 'a' from (select content as x from read_blob('{store}'))`,
  `select 1 = any('{}') from read_csv('{env}')`,
  `copy (select * from read_text('/etc/passwd')) to stdout`,
  `declare c cursor for select * from read_text('{env}'); fetch all in c`,
  `explain analyze select * from read_text('{env}')`,
  `begin; set search_path = memory; select * from pg_read_file('{env}')`,
  `select * from memory.pg.pg_class; drop table memory.pg.pg_class`,
  `create or replace macro memory.pg.version() as (select 1)`,
  `select 1; attach '{out}' as x`,
  `select $$;$$; copy (select 1) to '{out}'`,
];
/** Harmless in Postgres' protocol: settings of the session alone, several statements, nothing but a comment. */
const TAKEN = /^(re)?set |^select 1; (set|select) |^(--|\/\*|\s*$)/;
const LISTED = attackGroups
  .flatMap(({ attacks }) => attacks)
  .filter(({ outcome }) => process.env.GGR_PG_ATTACKS === 'all' || outcome === 'refused')
  .map(({ sql, outcome }) => ({ sql, isRefused: outcome === 'refused' && !TAKEN.test(sql) }));
const ALL = [...IN_DIALECT.map((sql) => ({ sql, isRefused: true })), ...LISTED];

test.each(ALL)('$sql', async ({ sql, isRefused }) => {
  const text = sql.replaceAll(/\{(\w+)\}/g, (whole, name: string) => paths[name] ?? whole);
  const said = await client.query(text.replaceAll('\0', ' '));
  if (isRefused) expect(errorOf(said)).toHaveProperty('C');
  expect(Buffer.concat(said.map(({ body }) => body)).toString()).not.toMatch(/canary_3f1c|root:/);
  expect(textsOf(await client.query('rollback; select 1'))).toEqual([['1']]);
});

test('nothing was written', () => {
  expect(files()).toEqual(before);
});
