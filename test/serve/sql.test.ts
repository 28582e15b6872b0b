/** Other people's SQL in a process that writes the same store. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { request } from 'undici';
import { describe, expect, test, vi } from 'vitest';
import { serve, until } from '../support/daemon.ts';
import { ENDLESS } from '../support/endless.ts';
import { place, placeWithStore } from '../support/ggr.ts';

vi.setConfig({ testTimeout: 300_000 });

const FREE_PORT = { GGR_PORT: '0' };
/** With these a daemon says when a statement has got its place and begins. */
const TELLING = { ...FREE_PORT, GGR_LOG_LEVEL: 'debug' };
const BEGINS = '"path":"/sql","msg":"begins"';

test('answers as `ggr query` does, in json and csv', async () => {
  const daemon = await serve(placeWithStore(FREE_PORT));
  const text = `select 1.5::decimal(18,4) as amount, 9007199254740993 as long, null as nothing,
    timestamp '2025-03-01 04:05:06' as at_, 1 as x, 2 as x;`;
  expect((await daemon.sql(text)).json()).toEqual([
    {
      amount: '1.5000',
      long: '9007199254740993',
      nothing: null,
      at_: '2025-03-01T04:05:06Z',
      x: 1,
      'x:1': 2,
    },
  ]);
  expect((await daemon.sql(`select 'a,b' as x, 2 as y`, 'csv')).text).toBe('x,y\n"a,b",2\n');
  expect((await daemon.sql('explain select 1')).text).toContain('PROJECTION');
  expect((await daemon.sql('describe ggr.bets')).text).toContain('"column_name":"stake"');
  expect((await daemon.sql('select 1 as a where false')).json()).toEqual([]);
});

test('gives any number of rows, in their order', async () => {
  const daemon = await serve(placeWithStore(FREE_PORT));
  const rows = (await daemon.sql('select i from range(50001) t(i) order by i desc')).json<
    { i: number }[]
  >();
  expect(rows.map((row) => row.i)).toEqual(Array.from({ length: 50_001 }, (_, k) => 50_000 - k));
});

test('spills what does not fit into memory, and loading settings stay as they were', async () => {
  const daemon = await serve(placeWithStore(FREE_PORT));
  const large = `select count(*) as n from (select i, repeat(i::varchar, 40) as t from range(6000000) t(i) order by t)`;
  expect((await daemon.sql(large)).json()).toEqual([{ n: 6_000_000 }]);
  const settings = await daemon.sql(
    `select current_setting('enable_external_access') as e, current_setting('lock_configuration') as l`,
  );
  expect(settings.json()).toEqual([{ e: false, l: true }]);
});

test('refuses one value that is too large for a process that serves others, and goes on', async () => {
  const where = placeWithStore(FREE_PORT);
  const daemon = await serve(where);
  const large = [
    ['a list', `select [repeat('x', 9000000), repeat('y', 9000000)] as x`],
    ['a text', `select repeat('x', 17000000) as x`],
    ['a struct', `select {'a': [repeat('x', 17000000)]} as x`],
    ['one of many', `select if(i = 30000, repeat('x', 17000000), 'x') as x from range(50000) t(i)`],
  ] as const;
  for (const [what, text] of large) {
    const answer = await daemon.sql(text);
    expect([what, answer.status]).toEqual([what, 400]);
    expect(answer.text).toContain('the daemon sends rows of up to 16 MiB');
  }
  const command = await where.ggr('query', large[0][1], '--format', 'json');
  expect(command.code).toBe(2);
  expect(JSON.parse(command.stdout).error.hint).toContain('unnest');
  expect((await daemon.sql('select 1 as n')).json()).toEqual([{ n: 1 }]);
});

test('gives large rows and lists whole, in their order, as one document', async () => {
  const where = placeWithStore(FREE_PORT);
  const daemon = await serve(where);
  const text = `select i, repeat(chr(97 + (i % 26)::integer), 300000) as t, range(i) as l from range(120) t(i)`;
  const rows = (await daemon.sql(text)).json<{ i: number; t: string; l: number[] }[]>();
  const wrong = rows.filter(
    ({ i, t, l }, k) =>
      i !== k || t !== String.fromCharCode(97 + (i % 26)).repeat(300_000) || l.length !== i,
  );
  expect([rows.length, wrong]).toEqual([120, []]);
  expect(rows[3]?.l).toEqual([0, 1, 2]);
  expect((await where.query<{ i: number }>(text)).map(({ i }) => i)).toEqual(
    rows.map(({ i }) => i),
  );
});

/** One daemon for all of them: each start costs more than all the questions. */
test('what is not one select that only reads is refused with 400 and changes nothing', async () => {
  const refused = [
    ['copy to a file', `copy (select 1) to '/tmp/ggr-refused.csv'`],
    ['copy to the exports', `copy (select 1) to 'EXPORTS/x.csv'`],
    ['attach', `attach '/tmp/ggr-refused.duckdb'`],
    ['install', 'install httpfs'],
    ['load', 'load httpfs'],
    ['pragma', 'pragma threads=1'],
    ['set', 'set threads = 1'],
    ['reset', 'reset threads'],
    ['set variable', 'set variable a = 1'],
    ['use', 'use memory'],
    ['a temporary table', 'create temp table t (a integer)'],
    ['a table', 'create table sync.t (a integer)'],
    ['insert', `insert into sync.migrations values (99, 'x', now()::timestamp)`],
    ['delete', 'delete from sync.runs'],
    ['explain analyze of a delete', 'explain analyze delete from sync.runs'],
    ['explain analyze of a temporary table', 'explain analyze create temp table t as select 1'],
    ['two statements', 'select 1; select 2'],
    ['commit between two reads', 'commit; delete from sync.runs'],
    ['begin', 'begin transaction'],
    ['checkpoint', 'checkpoint'],
    ['a call', `call enable_logging(storage = 'file', storage_path = '/tmp/ggr-refused')`],
    ['the same as a table function', `from enable_logging(storage = 'file')`],
    ['a read of the store file itself', `from read_blob('STORE')`],
    ['the same by name', `from 'STORE'`],
    ['a read of the token', `from read_text('STORE.token')`],
    ['read_text', `select * from read_text('/etc/passwd')`],
    ['read_csv in a subquery', `select (select count(*) from read_csv('/etc/passwd'))`],
    ['a file as a table', `select * from '/etc/passwd'`],
    ['glob', `select * from glob('/etc/*')`],
    ['sql in a string', `from query('select 1')`],
    ['a plan in a string', `select json_serialize_plan('from read_text(''/etc/passwd'')')`],
    ['raw memory', 'from arrow_scan(1, 2, 3)'],
    ['a secret', `create secret s (type http)`],
    ['nothing', ''],
    ['no sql', 'selec 1'],
    ['an unknown table', 'from nowhere'],
  ] as const;
  const where = placeWithStore(FREE_PORT);
  const daemon = await serve(where);
  const migrations = () => daemon.sql('select * from sync.migrations order by number');
  const before = (await migrations()).text;
  const answers: Record<string, number> = {};
  for (const [name, template] of refused) {
    const sql = template.replace('STORE', where.store).replace('EXPORTS', `${where.store}.exports`);
    const answer = await daemon.sql(sql);
    answers[name] = answer.text.includes('"error"') ? answer.status : 0;
  }
  expect(answers).toEqual(Object.fromEntries(refused.map(([name]) => [name, 400])));
  expect(readdirSync(`${where.store}.exports`)).toEqual([]);
  expect(existsSync('/tmp/ggr-refused.csv') || existsSync('/tmp/ggr-refused')).toBe(false);
  expect((await migrations()).text).toBe(before);
});

describe('a query that takes long', () => {
  test('is ended when its client goes, so that others have its place', async () => {
    const daemon = await serve(placeWithStore(TELLING));
    const controllers = Array.from({ length: 3 }, () => new AbortController());
    const endless = controllers.map(({ signal }) =>
      request(`${daemon.address}/sql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${daemon.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ sql: ENDLESS }),
        signal,
      }).catch(() => 'gone'),
    );
    await daemon.said(BEGINS, 3);
    // all places are taken: this one waits until one of them is free
    const waiting = daemon.sql('select 1 as a');
    for (const controller of controllers) controller.abort();
    expect(await Promise.all(endless)).toEqual(['gone', 'gone', 'gone']);
    expect((await waiting).json()).toEqual([{ a: 1 }]);
  });

  test('does not keep the daemon from ending', async () => {
    const daemon = await serve(placeWithStore(TELLING));
    const posted = daemon.sql(ENDLESS);
    await daemon.said(BEGINS);
    const { code } = await daemon.end();
    expect(code).toBe(0);
    expect((await posted).status).toBe(503);
  });

  test('ends with its command on Ctrl-C', async () => {
    const where = placeWithStore(FREE_PORT);
    const daemon = await serve(where);
    const command = where.start('query', ENDLESS);
    const leases = join(dirname(where.store), 'published', 'leases');
    await until(() => existsSync(leases) && readdirSync(leases).length > 0);
    command.process.kill('SIGINT');
    expect((await command.ended).code).toBe(130);
    expect((await daemon.sql('select 1 as a')).json()).toEqual([{ a: 1 }]);
  });
});

test('the file is refused the same functions without a daemon', async () => {
  const where = place({ GGR_SYNC_START: '2025-03-01' });
  writeFileSync(join(where.folder, 'x.csv'), 'a\n1\n');
  const daemon = await serve(place({ ...where.env, ...FREE_PORT }));
  await daemon.end();
  const outcome = await where.ggr('query', `from read_blob('${where.store}')`);
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toContain('the table function read_blob is not for queries');
});
