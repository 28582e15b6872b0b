/** What is said over a Postgres socket, message by message, by a client that can also be wrong. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type BetsPort, startBetsPort } from '../../support/bets-port.ts';
import { TOKEN } from '../../support/postgres.ts';
import {
  errorOf,
  fieldsOf,
  int32,
  lettersOf,
  saidBy,
  textsOf,
  WireClient,
} from '../../support/wire-client.ts';

let port: BetsPort;
beforeAll(async () => {
  port = await startBetsPort();
});
afterAll(() => port.close());

const pem = (name: string) =>
  readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url), 'utf8');

describe('a start', () => {
  test('tells the client what it reads values by', async () => {
    const client = await port.connect({
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
    await expect(WireClient.start(port.port, password, settings)).rejects.toThrow(code);
  });

  test('with no start at all is ended, and one of another protocol is told', async () => {
    for (const [body, code] of [
      [int32(131072), '08P01'],
      [Buffer.alloc(20_000), '54000'],
    ] as const) {
      const client = await WireClient.open(port.port);
      client.startUp(body);
      expect(fieldsOf(await client.next())).toMatchObject({ S: 'FATAL', C: code });
      await expect(client.next()).rejects.toThrow('closed');
    }
  });

  test('is without TLS where there is no certificate, and with it where there is one', async () => {
    const plain = await WireClient.open(port.port);
    expect(await plain.secure()).toBe(false);
    await plain.start(TOKEN);
    plain.close();
    const other = await port.other({
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
    const client = await port.connect();
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
    const client = await port.connect();
    const error = errorOf(await client.query(text));
    expect([error.C, error.P]).toEqual([code, position]);
    expect(error.M).not.toContain('LINE 1');
  });

  test('knows transactions, as far as there is something to know', async () => {
    const client = await port.connect();
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
    const client = await port.connect();
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
    const client = await port.connect();
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
    const client = await port.connect();
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
  const mine = await port.other({ log });
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
