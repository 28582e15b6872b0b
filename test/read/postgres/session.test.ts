/** A client of the Postgres port through its life: what ends its queries, how old its data are, and how it leaves. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BetsPort, startBetsPort } from '../../support/bets-port.ts';
import { until } from '../../support/daemon.ts';
import { ENDLESS } from '../../support/endless.ts';
import { TOKEN } from '../../support/postgres.ts';
import {
  errorOf,
  fieldsOf,
  int32,
  lettersOf,
  type Said,
  textsOf,
  WireClient,
} from '../../support/wire-client.ts';

let port: BetsPort;
beforeAll(async () => {
  port = await startBetsPort();
});
afterAll(() => port.close());

describe('a client', () => {
  test('may end what it runs by its key, and nobody else can', async () => {
    const client = await port.connect();
    const asked = client.query(ENDLESS);
    await expect.poll(() => port.load().busy).toBe(1);
    for (const secret of [client.key.secret ^ 1, client.key.secret]) {
      const other = await WireClient.open(port.port);
      other.startUp(Buffer.concat([int32(80877102), int32(client.key.pid), int32(secret)]));
      await expect(other.next()).rejects.toThrow('closed');
    }
    expect(errorOf(await asked).C).toBe('57014');
    expect(textsOf(await client.query('select 1'))).toEqual([['1']]);
  });

  test('may end by its key what it asks of the columns of a statement, while others have the readers', async () => {
    const others = [await port.connect(), await port.connect()];
    for (const other of others) other.query(ENDLESS).catch(() => {});
    await until(() => port.load().busy === 2);
    const client = await port.connect();
    client.parse('select bet_id from ggr.bets');
    client.describe('S');
    const described = client.sync();
    await until(() => port.load().waiting === 1);
    const canceller = await WireClient.open(port.port);
    const { pid, secret } = client.key;
    canceller.startUp(Buffer.concat([int32(80877102), int32(pid), int32(secret)]));
    await until(() => port.load().waiting === 0);
    expect(errorOf(await described).C).toBe('57014');
    for (const other of others) other.close();
    await until(() => port.load().busy === 0);
    expect(textsOf(await client.query('select 1'))).toEqual([['1']]);
  });

  test('that leaves ends what it ran, and the snapshot is let go', async () => {
    const client = await port.connect();
    client.query(ENDLESS).catch(() => {});
    await expect.poll(() => port.load().busy).toBe(1);
    client.close();
    await expect.poll(() => port.load().busy).toBe(0);
    await expect.poll(() => port.holding()).toBe(0);
  });

  test('says how old its data may be', async () => {
    const client = await port.connect();
    const before = port.holds.ages.length;
    await client.query('select 1; set ggr.max_age = 0; select 1; reset ggr.max_age; select 1');
    await client.query('set ggr.max_age = 5; set ggr.max_age to default; select 1');
    expect(port.holds.ages.slice(before)).toEqual([60_000, 0, 60_000, 60_000]);
  });

  test('is told as of when its answers are', async () => {
    const client = await port.connect();
    const said = await client.query('select 1');
    expect(said.at(-2)).toMatchObject({
      type: 'S',
      body: Buffer.from('ggr.as_of\x002025-03-01T04:05:06.789Z\0'),
    });
    expect(lettersOf(await client.query('select 2'))).toBe('TDCZ');
    expect(textsOf(await client.query('show ggr.as_of'))).toEqual([['2025-03-01T04:05:06.789Z']]);
  });

  test('is told once which months are forgotten, as `ggr query` tells it, and may ask again', async () => {
    const without = await port.makeSnapshot(
      'without',
      `create schema sync; create table sync.forgotten as from (values ('pv', '2024-12'), ('pv', '2025-01')) t(account, month)`,
    );
    const client = await port.connect();
    const quiet = await port.connect({ options: '-c client_min_messages=warning' });
    expect(lettersOf(await client.query('select 1'))).toBe('TDCSZ');
    port.give(without);
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
    const client = await port.connect({ options: '-c statement_timeout=100ms' });
    const { C, M } = errorOf(await client.query(ENDLESS));
    expect([C, M]).toEqual(['57014', 'the query was ended: it ran longer than 0.1 seconds']);
    expect(errorOf(await client.query(`set statement_timeout = 'soon'`)).C).toBe('22023');
  });

  test('whose own bound is none at all runs no longer than others', async () => {
    const client = await port.connect({ options: '-c statement_timeout=9999h' });
    expect(textsOf(await client.query('select 1'))).toEqual([['1']]);
  });

  test('that reads nothing of its answer keeps neither a reader nor its snapshot past its time', async () => {
    const client = await port.connect({ options: '-c statement_timeout=500ms' });
    client.pause();
    client.query("select repeat('x', 1000) from range(200000)").catch(() => {});
    await expect.poll(() => port.load().busy).toBe(1);
    await expect.poll(() => [port.load().busy, port.holding()]).toEqual([0, 0]);
  });

  test('that sends a megabyte of semicolons, or of comments in operators, holds nobody up', async () => {
    const client = await port.connect();
    expect(errorOf(await client.query('1;'.repeat(500_000))).C).toBe('42601');
    expect(errorOf(await client.query(`1${'+/**/'.repeat(200_000)}`)).C).toBe('42601');
  });

  test('is told when the daemon stops, whatever it does', async () => {
    const other = await port.other();
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
