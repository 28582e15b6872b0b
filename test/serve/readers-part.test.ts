/** The part of the daemon that answers SQL: over its Unix socket, as the supervisor passes requests on. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { Agent, request } from 'undici';
import { afterAll, expect, test } from 'vitest';
import { openReadersPart } from '../../src/serve/readers-part.ts';
import { makeEmptyStore } from '../support/empty-store.ts';
import { ENDLESS } from '../support/endless.ts';
import { textsOf, WireClient } from '../support/wire-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'ggr-readers-'));
const snapshot = join(folder, '1');
const socket = join(folder, 'readers.sock');
mkdirSync(snapshot);
makeEmptyStore(join(snapshot, 'analytics.duckdb'));

const held: number[] = [];
let released = 0;
const part = await openReadersPart(
  {
    pool: { home: join(folder, 'home'), atOnce: 1, reach: [folder] },
    hold: async (maxAgeMs) => {
      held.push(maxAgeMs);
      const release = () => {
        released += 1;
      };
      return { folder: snapshot, release };
    },
    log: pino({ level: 'silent' }),
    postgres: { host: '127.0.0.1', port: 0, token: 'unguessable_0123456789' },
  },
  socket,
);
const dispatcher = new Agent({ connect: { socketPath: socket } });
afterAll(async () => {
  await part.stop();
  await dispatcher.close();
  rmSync(folder, { recursive: true });
});

const post = (body: unknown, signal?: AbortSignal) => postText(JSON.stringify(body), signal);

async function postText(body: string, signal?: AbortSignal, type = 'application/json') {
  const options = signal ? { signal } : {};
  const answer = await request('http://readers/sql', {
    dispatcher,
    method: 'POST',
    headers: type === '' ? {} : { 'content-type': type },
    body,
    ...options,
  });
  const { statusCode: status, headers } = answer;
  return { status, text: await answer.body.text(), asOf: headers['ggr-as-of'] };
}

test('answers in json and csv, with parameters, and holds the snapshot while it does', async () => {
  const text = 'select $1::decimal(18,4) as amount, $2 as yes, $3 as nothing';
  const parameters = ['1.5', true, null];
  expect(JSON.parse((await post({ sql: text, parameters, max_age: 0 })).text)).toEqual([
    { amount: '1.5000', yes: true, nothing: null },
  ]);
  const long =
    '{"sql":"select $1::bigint as id, $2::decimal(38,4) as b","parameters":[9007199254740993,1234567890123456.7891]}';
  expect((await postText(long)).text).toContain('"9007199254740993","b":"1234567890123456.7891"');
  expect(await postText('{"sql":')).toMatchObject({ status: 400 });
  held.length = 1;
  released = 1;
  const named = { sql: 'select $day::date + 1 as d', parameters: { day: '2025-03-01' } };
  expect(await post({ ...named, format: 'csv' })).toEqual({
    status: 200,
    text: 'd\n2025-03-02\n',
    asOf: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  });
  expect(held).toEqual([0, 60_000]);
  expect(released).toBe(2);
});

test.each(['application/x-www-form-urlencoded', 'text/plain', ''])(
  'a statement is read whatever its body is called (%o), and what is no JSON says what to send',
  async (type) => {
    expect(await postText('{"sql":"select 1 as n"}', undefined, type)).toMatchObject({
      status: 200,
      text: '[{"n":1}]\n',
    });
    const { status, text } = await postText('select 1', undefined, type);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ error: { hint: 'send {"sql": "select …"}' } });
  },
);

test('answers with a Parquet file, and from the newest snapshot, however old, where that is asked', async () => {
  const asked = { sql: 'select 1.5::decimal(18,4) as a', format: 'parquet', max_age: null };
  const { status, text } = await post(asked);
  expect([status, text.slice(0, 4), text.slice(-4)]).toEqual([200, 'PAR1', 'PAR1']);
  expect(held.at(-1)).toBe(Number.POSITIVE_INFINITY);
  await expect.poll(() => released).toBe(held.length);
  expect(JSON.parse((await post({ sql: 'select 2 as n' })).text)).toEqual([{ n: 2 }]);
  expect((await post({ sql: 'explain select 1', format: 'parquet' })).status).toBe(400);
});

test('says what is wrong with a statement, and where', async () => {
  const { status, text } = await post({ sql: 'select 1,\n nowhere from sync.runs' });
  expect([status, JSON.parse(text).error.position]).toEqual([400, 12]);
  expect((await post({ sql: 'delete from sync.runs' })).status).toBe(400);
  expect((await post({ statement: 'select 1' })).status).toBe(400);
});

test('answers a Postgres client from the same snapshot', async () => {
  const { postgres } = part.report().details as { readonly postgres: number };
  const client = await WireClient.start(postgres, 'unguessable_0123456789');
  expect(textsOf(await client.query('select count(*) from sync.runs'))).toEqual([['0']]);
  client.close();
});

test('ends what its client has left, and what runs when it stops', async () => {
  const gone = new AbortController();
  const left = post({ sql: ENDLESS }, gone.signal).catch(() => 'gone');
  await expect.poll(() => part.report().doing).toBe('1 query');
  const waiting = post({ sql: 'select 1 as n' });
  gone.abort();
  expect(await left).toBe('gone');
  expect(JSON.parse((await waiting).text)).toEqual([{ n: 1 }]);
  const under = post({ sql: ENDLESS });
  await expect.poll(() => part.report().doing).toBe('1 query');
  await part.drain();
  expect((await under).status).toBe(503);
  expect(part.report().doing).toBe(undefined);
});
