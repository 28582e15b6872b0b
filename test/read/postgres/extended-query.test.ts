/** Statements that are prepared, in SQL and by Postgres' extended protocol: bound, and read a few rows at a time. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BetsPort, startBetsPort } from '../../support/bets-port.ts';
import { cellsOf, errorOf, int32, lettersOf, saidBy, textsOf } from '../../support/wire-client.ts';

let port: BetsPort;
beforeAll(async () => {
  port = await startBetsPort();
});
afterAll(() => port.close());

describe('prepare and execute in SQL', () => {
  test('put values, which may be expressions, in the places of parameters, as the types say', async () => {
    const client = await port.connect();
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
    const client = await port.connect();
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
    const client = await port.connect();
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
    const client = await port.connect();
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
    const client = await port.connect();
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
    const client = await port.connect();
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
    const client = await port.connect();
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
    const client = await port.connect();
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
    const client = await port.connect();
    await client.query('begin');
    client.parse('select i from range(5000000) t(i)');
    client.bind();
    client.execute(1);
    client.parse('select nowhere', 'wrong');
    client.bind({ portal: 'wrong', statement: 'wrong' });
    client.execute(0, 'wrong');
    expect(lettersOf(await client.sync())).toBe('12Ds12ESZ');
    await expect.poll(() => [port.load().busy, port.holding()]).toEqual([0, 0]);
  });

  test('keeps no more for one connection than a process can hold', async () => {
    const client = await port.connect();
    const long = `select '${'x'.repeat(1_900_000)}'`;
    for (let i = 0; i < 9; i += 1) client.parse(long, `s${i}`);
    const said = await client.sync();
    expect([lettersOf(said), errorOf(said).C]).toEqual(['11111111EZ', '53000']);
    const set = await client.query(`set a.b = '${'x'.repeat(20_000)}'`);
    expect(errorOf(set).C).toBe('53000');
  });

  test('keeps names apart, and forgets them when it is told to', async () => {
    const client = await port.connect();
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
