/** What is said over a Postgres socket, message by message, by a client that can also be wrong. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { until } from '../../support/daemon.ts';
import { startWire, TOKEN } from '../../support/postgres.ts';
import {
  cellsOf,
  errorOf,
  fieldsOf,
  int32,
  lettersOf,
  type Said,
  saidBy,
  textsOf,
  WireClient,
} from '../../support/wire-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'ggr-wire-'));
/** The snapshot that is given. */
let newest = folder;
const held: number[] = [];
let released = 0;
let wire: Awaited<ReturnType<typeof startWire>>;

const hold = async (maxAgeMs: number) => {
  held.push(maxAgeMs);
  const release = () => {
    released += 1;
  };
  return { folder: newest, release };
};
async function makeSnapshot(where: string, more = ''): Promise<void> {
  mkdirSync(where, { recursive: true });
  const instance = await DuckDBInstance.create(join(where, 'analytics.duckdb'));
  const connection = await instance.connect();
  await connection.run(
    `create schema ggr; create view ggr.snapshot as select timestamp '2025-03-01 04:05:06.789' as as_of, now()::timestamp as published_at; create table ggr.bets as select i as bet_id, i * 1.5 as stake from range(5) t(i); ${more}`,
  );
  connection.closeSync();
  instance.closeSync();
}
const pem = (name: string) =>
  readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url), 'utf8');

beforeAll(async () => {
  await makeSnapshot(folder);
  wire = await startWire({ reach: [folder], hold, settings: { atOnce: 2 } });
});
afterAll(async () => {
  await wire.close();
  rmSync(folder, { recursive: true });
});

async function start(settings: Record<string, string> = {}): Promise<WireClient> {
  const client = await WireClient.start(wire.port, TOKEN, settings);
  onTestFinished(() => client.close());
  return client;
}

/** Runs for minutes unless it is ended. */
const ENDLESS =
  'select count(*) from range(10000000) a, range(10000000) b where a.range * b.range % 7 = 3';

describe('a start', () => {
  test('tells the client what it reads values by', async () => {
    const client = await start({
      application_name: 'tester',
      options: '-c ggr.max_age=0 -c search_path=ggr',
    });
    expect(Object.fromEntries(client.settings)).toMatchObject({
      server_version: '15.0',
      client_encoding: 'UTF8',
      DateStyle: 'ISO, MDY',
      integer_datetimes: 'on',
      TimeZone: 'UTC',
      standard_conforming_strings: 'on',
      application_name: 'tester',
    });
    await client.query('set ggr.max_age = 5; discard all');
    expect(textsOf(await client.query('show ggr.max_age'))).toEqual([['0']]);
  });

  test.each([
    ['with a wrong password', 'guessed_0123456789', {}, '28P01'],
    ['of another database', TOKEN, { database: 'postgres' }, '3D000'],
    ['for replication', TOKEN, { replication: 'database' }, '0A000'],
    ['in another charset', TOKEN, { client_encoding: 'LATIN1' }, '22023'],
  ])('%s is refused', async (_, password, settings, code) => {
    await expect(WireClient.start(wire.port, password, settings)).rejects.toThrow(code);
  });

  test('with no start at all is ended, and one of another protocol is told', async () => {
    for (const [body, code] of [
      [int32(131072), '08P01'],
      [Buffer.alloc(20_000), '54000'],
    ] as const) {
      const client = await WireClient.open(wire.port);
      client.startUp(body);
      expect(fieldsOf(await client.next())).toMatchObject({ S: 'FATAL', C: code });
      await expect(client.next()).rejects.toThrow('closed');
    }
  });

  test('is without TLS where there is no certificate, and with it where there is one', async () => {
    const plain = await WireClient.open(wire.port);
    expect(await plain.secure()).toBe(false);
    await plain.start(TOKEN);
    plain.close();
    const other = await startWire({
      reach: [folder],
      hold,
      tls: { cert: pem('good.pem'), key: pem('good.key') },
    });
    const client = await WireClient.open(other.port);
    expect(await client.secure({ rejectUnauthorized: false })).toBe(true);
    await client.start(TOKEN);
    expect(textsOf(await client.query('select 7'))).toEqual([['7']]);
    client.close();
    await other.close();
  });
});

describe('a simple query', () => {
  test('may be several statements, none, or one that fails between others', async () => {
    const client = await start();
    const several = await client.query(`select 'a;b' as x; -- ; no end
      select $$;$$, e'\\';' /* ; /* ; */ ; */; set ggr.max_age to 0; show ggr.max_age;`);
    expect(lettersOf(several)).toBe('TDCTDCCTDCSZ');
    expect(textsOf(several)).toEqual([['a;b'], [';', "';"], ['0']]);
    expect(saidBy(several, 'C')).toEqual(['SELECT 1', 'SELECT 1', 'SET', 'SHOW']);
    expect(lettersOf(await client.query(' ; -- nothing'))).toBe('IZ');
    expect(lettersOf(await client.query('select 1; select nowhere; select 2'))).toBe('TDCEZ');
  });

  test.each([
    ['select 1,\n  é, nowhere', '42703', '13'],
    ["select 'ü'; select pg_catalog.abs(1), nowhere", '42703', '39'],
    ['selct 1', '25006', undefined],
    ['select from from', '42601', '13'],
    ['select * from nothere', '42P01', '15'],
    ['select nofunction(1)', '42883', '8'],
    ["select 'x'::integer", '22P02', undefined],
    ['insert into ggr.bets values (1)', '25006', undefined],
    ['with x as (select 1) delete from ggr.bets', '25006', undefined],
    ["copy ggr.bets to '/tmp/x'", '25006', undefined],
    ['copy ggr.bets from stdin', '25006', undefined],
    ["select * from read_text('/etc/passwd')", '42501', undefined],
    ["select * from '/etc/passwd'", '42501', undefined],
    ['prepare x as delete from ggr.bets', '25006', undefined],
    ["prepare transaction 'x'", '25006', undefined],
    ['prepare x as', '42601', undefined],
    ['prepare x as show timezone', '42601', undefined],
    ['prepare x (integer as select 1', '42601', undefined],
    ['execute nobody', '26000', undefined],
    ['do $$ $$', '0A000', undefined],
    ['show nothing', '42704', undefined],
  ])('%j is refused with %s', async (text, code, position) => {
    const client = await start();
    const error = errorOf(await client.query(text));
    expect([error.C, error.P]).toEqual([code, position]);
    expect(error.M).not.toContain('LINE 1');
  });

  test('knows transactions, as far as there is something to know', async () => {
    const client = await start();
    const states = async (text: string) => (await client.query(text)).at(-1)?.body.toString();
    expect(await states('begin')).toBe('T');
    expect(await states('savepoint a')).toBe('T');
    expect(await states('select nowhere')).toBe('E');
    expect(errorOf(await client.query('select 1')).C).toBe('25P02');
    expect(await states('rollback to a')).toBe('T');
    expect(await states('select nowhere')).toBe('E');
    expect(saidBy(await client.query('commit'), 'C')).toEqual(['ROLLBACK']);
    expect(await states('select 1')).toBe('I');
  });

  test('copies to its client in text and csv', async () => {
    const client = await start();
    const csv = await client.query(
      `copy (select bet_id, nullif(stake, 0), 'a,"b"' as c from ggr.bets limit 2) to stdout with (format csv, header true, null '-')`,
    );
    expect(lettersOf(csv)).toBe('HdddcCSZ');
    expect(saidBy(csv, 'd').join('')).toBe('bet_id,nullif,c\n0,-,"a,""b"""\n1,1.5,"a,""b"""\n');
    expect(saidBy(await client.query('copy bets (stake) to stdout'), 'd').join('')).toBe(
      '0.0\n1.5\n3.0\n4.5\n6.0\n',
    );
    const asPsycopg = String.raw`copy "bets" ("bet_id",nullif(stake, 0)) to stdout with delimiter as ';' null as E'\\N'`;
    expect(
      saidBy(await client.query(asPsycopg), 'd')
        .slice(0, 2)
        .join(''),
    ).toBe('0;\\N\n1;1.5\n');
    const tabs = String.raw`copy (select 1, 2) to stdout with (format csv, delimiter E'\t')`;
    expect(saidBy(await client.query(tabs), 'd')).toEqual(['1\t2\n']);
    for (const other of ["quote '|'", "encoding 'latin1'", "delimiter ';;'"]) {
      const said = await client.query(`copy (select 1) to stdout with (format csv, ${other})`);
      expect(lettersOf(said)).toBe('EZ');
    }
    expect(saidBy(await client.query(`copy (select 'a\tb', null, 'c\\') to stdout`), 'd')).toEqual([
      'a\\tb\t\\N\tc\\\\\n',
    ]);
  });

  test('has cursors that give a few rows at a time', async () => {
    const client = await start();
    await client.query('begin; declare few cursor with hold for select i from range(5) t(i)');
    expect(textsOf(await client.query('fetch 2 from few'))).toEqual([['0'], ['1']]);
    expect(saidBy(await client.query('move 1 in few; fetch all in few; close few'), 'C')).toEqual([
      'MOVE 1',
      'FETCH 2',
      'CLOSE CURSOR',
    ]);
    expect(errorOf(await client.query('fetch 1 from few')).C).toBe('34000');
  });

  test('keeps cursors with hold past their transaction, and no others', async () => {
    const client = await start();
    await client.query('begin');
    for (const [name, how] of [
      ['held', 'no scroll cursor with hold'],
      ['plain', 'cursor without hold'],
    ]) {
      await client.query(`declare ${name} ${how} for select i from range(3) t(i)`);
    }
    await client.query('commit');
    expect(textsOf(await client.query('fetch all in held'))).toEqual([['0'], ['1'], ['2']]);
    expect(errorOf(await client.query('fetch all in plain')).C).toBe('34000');
    await client.query('begin; declare lost cursor with hold for select 1; rollback');
    expect(errorOf(await client.query('fetch all in lost')).C).toBe('34000');
  });
});

describe('prepare and execute in SQL', () => {
  test('put values, which may be expressions, in the places of parameters, as the types say', async () => {
    const client = await start();
    const said = await client.query(`prepare few (bigint, text) as -- of a few
      select bet_id, $2 as said, '$1' as no from ggr.bets where bet_id >= $1 order by 1 limit 2;
      execute few (1 + abs(-(1)), 'it''s, (so)'); execute few (null, array['a', 'b']::text)`);
    expect(saidBy(said, 'C')).toEqual(['PREPARE', 'SELECT 2', 'SELECT 0']);
    expect(textsOf(said)).toEqual([
      ['2', "it's, (so)", '$1'],
      ['3', "it's, (so)", '$1'],
    ]);
    await client.query(
      'prepare typed (numeric(18,4), date) as select $1 / 2 as half, $2 + 1 as next',
    );
    const typed = await client.query(`execute typed ('0.1000', '2025-02-28')`);
    expect(textsOf(typed)[0]?.[1]).toMatch(/^2025-03-01/);
    await client.query(
      'prepare any_of (unknown) as select count(*) from ggr.bets where bet_id = $1',
    );
    expect(textsOf(await client.query(`execute any_of('3')`))).toEqual([['1']]);
    expect(saidBy(await client.query('deallocate prepare few; deallocate all'), 'C')).toEqual([
      'DEALLOCATE',
      'DEALLOCATE ALL',
    ]);
    expect(errorOf(await client.query('execute typed (1, null)')).C).toBe('26000');
  });

  test('say what is wrong, with no place of a text that the client has not sent, and run nothing else', async () => {
    const client = await start();
    await client.query('prepare one as select $1 from ggr.bets; prepare wrong as select nowhere');
    for (const [text, code] of [
      ['execute one', '42601'],
      ['execute one (1, 2)', '42601'],
      ['execute one (1', '42601'],
      ['execute one (1,)', '42601'],
      ['execute one (1) limit 1', '42601'],
      ['execute one (1) from ggr.bets)', '42601'],
      ["execute one (select * from read_text('/etc/passwd'))", '42501'],
      ['execute one (1) ; delete from ggr.bets', '25006'],
      ['execute wrong', '42703'],
      ['prepare one as select 2', '42P05'],
    ] as const) {
      const { C, P } = errorOf(await client.query(text));
      expect([text, C, P]).toEqual([text, code, undefined]);
    }
    await client.query(`prepare wide as select ${'$1, '.repeat(300)} 1`);
    const large = `execute wide ('${'x'.repeat(10_000)}')`;
    expect(errorOf(await client.query(large)).C).toBe('54000');
  });

  test('share their names with the extended protocol, which describes and binds either', async () => {
    const client = await start();
    client.parse('prepare mine (bigint) as select bet_id from ggr.bets where bet_id > $1');
    client.describe('S');
    client.bind();
    client.execute();
    client.parse('execute mine (3)', 'run');
    client.describe('S', 'run');
    client.bind({ statement: 'run' });
    client.describe('P');
    client.execute();
    client.bind({ statement: 'mine', values: ['2'] });
    client.execute();
    const said = await client.sync();
    expect(lettersOf(said)).toBe('1tn2C1tT2TDC2DDCSZ');
    expect(textsOf(said)).toEqual([['4'], ['3'], ['4']]);
    client.parse('select bet_id from ggr.bets where bet_id = $1', 'theirs');
    await client.sync();
    expect(textsOf(await client.query('execute theirs (2)'))).toEqual([['2']]);
    expect(errorOf(await client.query('prepare loop as execute loop')).C).toBe('42601');
  });
});

describe('the extended protocol', () => {
  test('takes values in text and binary, and gives them in binary where it is asked', async () => {
    const client = await start();
    const float = Buffer.alloc(8);
    float.writeDoubleBE(-1.5);
    client.parse('select $1 + 1, $2, $3::text, $4', '', [23, 701, 0, 25]);
    client.describe('S');
    client.bind({
      values: [int32(41), float, "it's", null],
      forms: [1, 1, 0, 0],
      results: [1, 1, 0, 0],
    });
    client.execute();
    const said = await client.sync();
    expect(lettersOf(said)).toBe('1tT2DCSZ');
    expect(cellsOf(said)[0]).toEqual([int32(42), float, Buffer.from("it's"), null]);
    client.parse("select -12345.6789::decimal(18,4), '1 day'::interval", 'n');
    client.bind({ statement: 'n', results: [1, 0] });
    client.execute();
    const [[numeric, interval] = []] = cellsOf(await client.sync());
    expect(numeric?.toString('hex')).toBe('0003000140000004000109291a85');
    for (const [value, state] of [
      ["date '300000-01-01'", '22008'],
      ['[[1]]', '0A000'],
    ] as const) {
      client.parse(`select 1, ${value}`, value);
      client.bind({ statement: value, results: [1] });
      client.execute(0);
      const told = await client.sync();
      expect([lettersOf(told), errorOf(told).C]).toEqual(['12EZ', state]);
    }
    expect(interval?.toString()).toBe('1 day');
  });

  test('says the types that a statement wants of its parameters, and reads their values as those', async () => {
    const client = await start();
    client.parse(
      "select $1 = date '2025-03-01', $2 || '', i from range(3) t(i) where i = any($3) limit $4",
    );
    client.describe('S');
    const days = Buffer.alloc(4);
    days.writeInt32BE(9191); // from 2000-01-01
    const one = Buffer.alloc(8);
    one.writeBigInt64BE(1n);
    client.bind({ values: [days, '7', '{1,2}', one], forms: [1, 0, 0, 1] });
    client.execute();
    const said = await client.sync();
    const types = said.find(({ type }) => type === 't')?.body as Buffer;
    expect([1, 2, 3, 4].map((n) => types.readInt32BE(4 * n - 2))).toEqual([1082, 25, 1016, 20]);
    expect(errorOf(said)).toEqual({});
    expect(textsOf(said)).toEqual([['t', '7', '1']]);
  });

  test('loses no digit of a number that is bound', async () => {
    const client = await start();
    const numbers = ['1.5e-3', '-1E2', '.5', '12345678901234567890.1234', '0.00010'];
    client.parse(
      `select ${numbers.map((_, i) => `$${i + 1}`).join()}`,
      '',
      numbers.map(() => 1700),
    );
    client.bind({ values: numbers });
    client.execute();
    expect(textsOf(await client.sync())).toEqual([
      ['0.0015', '-100', '0.5', '12345678901234567890.1234', '0.00010'],
    ]);
    client.parse('select $1', '', [1700]);
    client.bind({ values: ['1e-39'] });
    client.execute();
    expect(errorOf(await client.sync()).M).toMatch(/^a parameter has 39 digits after the point/);
  });

  test('gives rows a few at a time, and lets others have the reader meanwhile', async () => {
    const client = await start();
    client.parse('select i from range(9) t(i)');
    client.bind();
    client.describe('P');
    client.execute(4);
    client.execute(4);
    client.execute(4);
    const said = await client.sync();
    expect(lettersOf(said)).toBe('12TDDDDsDDDDsDCSZ');
    expect(textsOf(said).flat()).toEqual([...'012345678']);
    await client.query('begin');
    for (const portal of ['a', 'b', 'c']) {
      client.parse('select i from range(2000) t(i)');
      client.bind({ portal });
      client.execute(2, portal);
      expect(lettersOf(await client.sync())).toBe('12DDsZ');
    }
    expect(textsOf(await client.query('select 1'))).toEqual([['1']]);
    client.execute(0, 'a');
    expect(textsOf(await client.sync()).length).toBe(1998);
  });

  test('passes over what follows an error, up to the Sync', async () => {
    const client = await start();
    client.parse('select nowhere');
    client.bind();
    client.execute();
    client.parse('select 1', 'never');
    expect(lettersOf(await client.sync())).toBe('12EZ');
    client.bind({ statement: 'never' });
    const said = await client.sync();
    expect([lettersOf(said), errorOf(said).C]).toEqual(['EZ', '26000']);
    client.parse('select 1; select 2');
    expect(errorOf(await client.sync()).C).toBe('42601');
    client.parse('select $1::integer', '', [23]);
    client.bind();
    client.execute();
    expect(errorOf(await client.sync()).C).toBe('08P01');
    client.parse('select $1', '', [1007]);
    client.bind({ values: [Buffer.concat([1, 0, 23, 2, 1, 4, 7].map(int32))], forms: [1] });
    expect(errorOf(await client.sync()).C).toBe('22P03');
    client.send('B', Buffer.from('\0'));
    expect(errorOf([await client.next()]).C).toBe('08P01');
  });

  test('reads on from nothing that was open when its transaction failed', async () => {
    const client = await start();
    await client.query('begin');
    client.parse('select i from range(5000000) t(i)');
    client.bind();
    client.execute(1);
    client.parse('select nowhere', 'wrong');
    client.bind({ portal: 'wrong', statement: 'wrong' });
    client.execute(0, 'wrong');
    expect(lettersOf(await client.sync())).toBe('12Ds12ESZ');
    await expect.poll(() => [wire.pool.load.busy, held.length - released]).toEqual([0, 0]);
  });

  test('keeps no more for one connection than a process can hold', async () => {
    const client = await start();
    const long = `select '${'x'.repeat(1_900_000)}'`;
    for (let i = 0; i < 9; i += 1) client.parse(long, `s${i}`);
    const said = await client.sync();
    expect([lettersOf(said), errorOf(said).C]).toEqual(['11111111EZ', '53000']);
    const set = await client.query(`set a.b = '${'x'.repeat(20_000)}'`);
    expect(errorOf(set).C).toBe('53000');
  });

  test('keeps names apart, and forgets them when it is told to', async () => {
    const client = await start();
    client.parse('select 1', 'one');
    client.parse('select 2', 'one');
    expect(errorOf(await client.sync()).C).toBe('42P05');
    await client.query('deallocate one');
    client.parse('', 'one');
    client.bind({ statement: 'one' });
    client.describe('P');
    client.execute();
    client.send('C', Buffer.from('Sone\0'));
    expect(lettersOf(await client.sync())).toBe('12nI3Z');
    await client.query('discard all');
    client.describe('S', 'one');
    expect(errorOf(await client.sync()).C).toBe('26000');
  });
});

describe('a client', () => {
  test('may end what it runs by its key, and nobody else can', async () => {
    const client = await start();
    const asked = client.query(ENDLESS);
    await expect.poll(() => wire.pool.load.busy).toBe(1);
    for (const secret of [client.key.secret ^ 1, client.key.secret]) {
      const other = await WireClient.open(wire.port);
      other.startUp(Buffer.concat([int32(80877102), int32(client.key.pid), int32(secret)]));
      await expect(other.next()).rejects.toThrow('closed');
    }
    expect(errorOf(await asked).C).toBe('57014');
    expect(textsOf(await client.query('select 1'))).toEqual([['1']]);
  });

  test('may end by its key what it asks of the columns of a statement, while others have the readers', async () => {
    const others = [await start(), await start()];
    for (const other of others) other.query(ENDLESS).catch(() => {});
    await until(() => wire.pool.load.busy === 2);
    const client = await start();
    client.parse('select bet_id from ggr.bets');
    client.describe('S');
    const described = client.sync();
    await until(() => wire.pool.load.waiting === 1);
    const canceller = await WireClient.open(wire.port);
    const { pid, secret } = client.key;
    canceller.startUp(Buffer.concat([int32(80877102), int32(pid), int32(secret)]));
    await until(() => wire.pool.load.waiting === 0);
    expect(errorOf(await described).C).toBe('57014');
    for (const other of others) other.close();
    await until(() => wire.pool.load.busy === 0);
    expect(textsOf(await client.query('select 1'))).toEqual([['1']]);
  });

  test('that leaves ends what it ran, and the snapshot is let go', async () => {
    const client = await start();
    client.query(ENDLESS).catch(() => {});
    await expect.poll(() => wire.pool.load.busy).toBe(1);
    client.close();
    await expect.poll(() => wire.pool.load.busy).toBe(0);
    await expect.poll(() => held.length - released).toBe(0);
  });

  test('says how old its data may be', async () => {
    const client = await start();
    held.length = 0;
    released = 0;
    await client.query('select 1; set ggr.max_age = 0; select 1; reset ggr.max_age; select 1');
    await client.query('set ggr.max_age = 5; set ggr.max_age to default; select 1');
    expect(held).toEqual([60_000, 0, 60_000, 60_000]);
  });

  test('is told as of when its answers are', async () => {
    const client = await start();
    const said = await client.query('select 1');
    expect(said.at(-2)).toMatchObject({
      type: 'S',
      body: Buffer.from('ggr.as_of\x002025-03-01T04:05:06.789Z\0'),
    });
    expect(lettersOf(await client.query('select 2'))).toBe('TDCZ');
    expect(textsOf(await client.query('show ggr.as_of'))).toEqual([['2025-03-01T04:05:06.789Z']]);
  });

  test('is told once which months are forgotten, as `ggr query` tells it, and may ask again', async () => {
    const without = join(folder, 'without');
    await makeSnapshot(
      without,
      `create schema sync; create table sync.forgotten as from (values ('pv', '2024-12'), ('pv', '2025-01')) t(account, month)`,
    );
    const [client, quiet] = [
      await start(),
      await start({ options: '-c client_min_messages=warning' }),
    ];
    expect(lettersOf(await client.query('select 1'))).toBe('TDCSZ');
    newest = without;
    onTestFinished(() => {
      newest = folder;
    });
    const said = await client.query('copy (select 1) to stdout');
    expect(lettersOf(said)).toBe('HdcCNZ');
    expect(fieldsOf(said.at(-2) as Said)).toEqual({
      S: 'NOTICE',
      V: 'NOTICE',
      C: '00000',
      M: 'forgotten here, and in no answer of the store: pv 2024-12 to 2025-01',
      H: 'ask ClickHouse (`ggr docs clickhouse`)',
    });
    expect(lettersOf(await client.query('select 2; show ggr.forgotten'))).toBe('TDCTDCZ');
    expect(textsOf(await client.query('show ggr.forgotten'))).toEqual([['pv 2024-12 to 2025-01']]);
    expect(lettersOf(await quiet.query('select 1'))).toBe('TDCSZ');
  });

  test('has a bound of time of its own that holds', async () => {
    const client = await start({ options: '-c statement_timeout=100ms' });
    const { C, M } = errorOf(await client.query(ENDLESS));
    expect([C, M]).toEqual(['57014', 'the query was ended: it ran longer than 0.1 seconds']);
    expect(errorOf(await client.query(`set statement_timeout = 'soon'`)).C).toBe('22023');
  });

  test('whose own bound is none at all runs no longer than others', async () => {
    const client = await start({ options: '-c statement_timeout=9999h' });
    expect(textsOf(await client.query('select 1'))).toEqual([['1']]);
  });

  test('that reads nothing of its answer keeps neither a reader nor its snapshot past its time', async () => {
    const client = await start({ options: '-c statement_timeout=500ms' });
    client.pause();
    client.query("select repeat('x', 1000) from range(200000)").catch(() => {});
    await expect.poll(() => wire.pool.load.busy).toBe(1);
    await expect.poll(() => [wire.pool.load.busy, held.length - released]).toEqual([0, 0]);
  });

  test('that sends a megabyte of semicolons, or of comments in operators, holds nobody up', async () => {
    const client = await start();
    expect(errorOf(await client.query('1;'.repeat(500_000))).C).toBe('42601');
    expect(errorOf(await client.query(`1${'+/**/'.repeat(200_000)}`)).C).toBe('42601');
  });

  test('is told when the daemon stops, whatever it does', async () => {
    const other = await startWire({ reach: [folder], hold });
    const [idle, busy] = [
      await WireClient.start(other.port, TOKEN),
      await WireClient.start(other.port, TOKEN),
    ];
    busy.send('Q', Buffer.from(`${ENDLESS}\0`));
    await expect.poll(() => other.pool.load.busy).toBe(1);
    other.stop();
    for (const client of [idle, busy])
      expect(fieldsOf(await client.next())).toMatchObject({ S: 'FATAL', C: '57P01' });
    await other.close();
  });
});

/** xorshift: the same each time. */
function* numbers(seed: number): Generator<number> {
  for (let x = seed; ; ) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    yield x >>> 0;
  }
}

test('nothing that a client can send, before its password or after it, ends more than its connection', async () => {
  const random = numbers(20250301);
  const next = () => random.next().value as number;
  const faults: unknown[] = [];
  const log = { info: () => {}, error: (about: object) => faults.push(about) };
  const mine = await startWire({ reach: [folder], hold, log });
  for (let i = 0; i < 60; i += 1) {
    const client =
      i % 3 === 0 ? await WireClient.open(mine.port) : await WireClient.start(mine.port, TOKEN);
    for (let j = 0; j < 5; j += 1) {
      const body = Buffer.from(
        Array.from({ length: next() % 40 }, () => next() % (j === 0 ? 256 : 4)),
      );
      if (i % 3 === 0) client.startUp(body);
      else client.send('QPBDECSHFdcfpx'.charAt(next() % 14), body);
    }
    if (i % 2 === 0) client.close();
    else onTestFinished(() => client.close());
  }
  const client = await WireClient.start(mine.port, TOKEN);
  expect(textsOf(await client.query('select 1'))).toEqual([['1']]);
  client.close();
  await mine.close();
  expect(faults).toEqual([]);
});
