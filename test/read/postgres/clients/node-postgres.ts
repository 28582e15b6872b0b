/** node-postgres: the extended protocol with its parameters, named statements, errors and transactions. */
import pg from 'pg';
import { expect } from 'vitest';
import { TOKEN } from '../../../support/postgres.ts';

export async function connect(port: number): Promise<pg.Client> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'app',
    password: TOKEN,
    database: 'ggr',
  });
  await client.connect();
  return client;
}

export async function trySpeaking(port: number): Promise<void> {
  const client = await connect(port);
  try {
    const text = `select $1::int + 1 as a, $2 as t, [1, null, 3] as l, {'a': 1.5} as s, timestamptz '2025-03-01 04:05:06.789+00' as ts,
      true as b, '\\x00A'::blob as bytes, [true, false] as flags, 1.50::decimal(18,4) as d, 5 > 3, count(*) from ggr.daily`;
    const { rows } = await client.query({ name: 'types', text, values: [41, 'ü'] });
    const { count, ...first } = rows[0];
    expect(Number(count)).toBeGreaterThan(3);
    expect(first).toEqual({
      a: 42,
      t: 'ü',
      l: ['1', null, '3'].map((n) => n && Number(n)),
      s: { a: '1.5' },
      ts: new Date('2025-03-01T04:05:06.789Z'),
      b: true,
      bytes: Buffer.from('\0A'),
      flags: [true, false],
      d: '1.5000',
      '?column?': true,
    });
    expect((await client.query({ name: 'types', text, values: [1, "'"] })).rows[0]).toMatchObject({
      a: 2,
      t: "'",
    });
    const listed =
      'select $1::text[] as l, count(*) as n from ggr.daily where source = any($2) and bets <> all($3)';
    const values = [
      ['a', null, 'b "c"'],
      ['pv', 'wm'],
      [-1, -2],
    ];
    expect((await client.query(listed, values)).rows).toEqual([{ l: values[0], n: '4' }]);
    const failed = client.query('select 1,\n  nowhere from daily');
    await expect(failed).rejects.toMatchObject({ code: '42703', position: '13' });
    await expect(client.query('delete from ggr.daily')).rejects.toMatchObject({ code: '25006' });
    await client.query('begin');
    await expect(
      client.query('with x as (select 1) insert into ggr.fx_rates select 1'),
    ).rejects.toMatchObject({ code: '25006' });
    await expect(client.query('select 1')).rejects.toMatchObject({ code: '25P02' });
    expect((await client.query('commit')).command).toBe('ROLLBACK');
    expect((await client.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
  } finally {
    await client.end();
  }
}

export async function askMany(port: number, count: number): Promise<string[]> {
  const client = await connect(port);
  const answers: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const { rows } = await client.query('select count(*) >= $1 as ok from ggr.bets', [0]);
    answers.push(String(rows[0].ok));
  }
  await client.end();
  return answers;
}
