/** The wallet's listener through real HTTP: who is heard, how a body may look, and who is cut off. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { Agent, request } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestWallet, TOKEN } from '../support/wallet.ts';
import { bet } from '../support/wallet-requests.ts';

let wallet: TestWallet;
beforeEach(async () => {
  wallet = await TestWallet.start();
  await wallet.openSession();
  await wallet.deposit(100_000n);
});
afterEach(() => wallet.remove());

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('the listener', () => {
  test.each([
    ['a wrong token', '/wallet/unguessable_0123456780'],
    ['no token', '/wallet/'],
    ['a path below', `/wallet/${TOKEN}/x`],
    ['another path', '/livez'],
    ['a broken escape', '/wallet/%zz'],
    ['a token of any length', `/wallet/${'x'.repeat(500)}`],
  ])('answers %s with 404 and nothing else', async (_, path) => {
    const { status, text } = await wallet.send(bet(3), path);
    expect([status, text]).toEqual([404, '']);
    expect(wallet.entries).toHaveLength(1);
  });

  test.each([
    ['broken JSON', 'application/json', '{'],
    ['a type nobody knows', 'text/xml', '<a/>'],
    ['a long body', 'application/json', 'x'.repeat(40_000)],
  ])('answers %s at a wrong address with 404 and nothing else', async (_, type, body) => {
    const reply = await request(`${wallet.url}/wallet/unguessable_0123456780`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect([reply.statusCode, await reply.body.text()]).toEqual([404, '']);
  });

  test('takes no body that names a field twice with different values', async () => {
    const twice = [
      '{"type":"bet","code":"s1","game":1,"id":3,"bet":1,"bet":1000}',
      '{"type":"bet","code":"s1","game":1,"id":3,"id":4,"bet":1,"time":"21-09-2023 03:23:23"}',
      '{"type":"bet","code":"s1","game":1,"id":3,"bet":1,"type":"win","win":5}',
    ];
    for (const body of twice) {
      expect((await wallet.send(body)).body).toMatchObject({ result: 0, err_code: 100 });
    }
    expect(wallet.entries).toHaveLength(1);
  });

  test('takes a body of any content type, or none', async () => {
    for (const headers of [{ 'content-type': 'text/plain; charset=x' }, {}]) {
      const body = '{"code":"s1","type":"credit"}';
      const reply = await request(`${wallet.url}/wallet/${TOKEN}`, {
        method: 'POST',
        headers,
        body,
      });
      expect(await reply.body.json()).toMatchObject({ result: 1, credit: 100_000 });
    }
  });

  test.each(['GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'] as const)(
    'answers %s with 404 and nothing else',
    async (method) => {
      const reply = await request(`${wallet.url}/wallet/${TOKEN}`, { method });
      expect([reply.statusCode, await reply.body.text()]).toEqual([404, '']);
    },
  );

  test.each([
    ['broken JSON', '{"type":'],
    ['an empty body', ''],
    ['an array', '[]'],
    ['null', 'null'],
    ['deep nesting', '['.repeat(16_000)],
    [
      'a bet with a deeply nested field',
      JSON.stringify(bet(3)).replace('}', `,"x":${nested(7000)}}`),
    ],
    [
      'a bet of a long id with a deeply nested field',
      JSON.stringify(bet(3)).replace('"id":3', `"id":18446744073709551615,"x":${nested(500)}`),
    ],
    ['deep nesting beside a long number', `{"id":12345678901234567890,"x":${'['.repeat(15_000)}`],
    ['a half surrogate', '{"type":"credit","code":"\\ud800"}'],
  ])('answers %s with 200 and a refusal', async (_, body) => {
    const reply = await wallet.send(body);
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ result: 0 });
    expect(await wallet.credit()).toBe(100_000);
  });

  test('takes a field that it does not know, also one that nests a little', async () => {
    expect((await wallet.send(bet(3, { client: { tags: [{ a: 1 }] } }))).body).toMatchObject({
      result: 1,
    });
  });

  test.each(['deposit', 'constructor', '__proto__', 'toString', 7, null])(
    'answers the unknown type %s with a refusal',
    async (type) => {
      expect((await wallet.send({ ...bet(3), type })).body).toMatchObject({ err_code: 101 });
    },
  );

  test.each(['text/plain', 'foo', ';', '/', 'application/json, text/plain'])(
    'reads a body that is called %s as JSON',
    async (type) => {
      const reply = await request(`${wallet.url}/wallet/${TOKEN}`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: JSON.stringify(bet(3)),
      });
      expect([reply.statusCode, await reply.body.json()]).toMatchObject([200, { result: 1 }]);
    },
  );

  test('serves under a token of 128 characters, the longest there may be', async () => {
    await wallet.close();
    const token = 'x'.repeat(128);
    await wallet.open([], token);
    expect((await wallet.send(bet(3), `/wallet/${token}`)).body).toMatchObject({ result: 1 });
  });

  test('cuts bodies over 16 KB off with 413', async () => {
    const { status } = await wallet.send({ ...bet(3), time: 'x'.repeat(17_000) });
    expect(status).toBe(413);
    expect(wallet.entries).toHaveLength(1);
  });

  test('lets a client that writes eight megabytes at a stretch hear the 413', async () => {
    for (let i = 0; i < 5; i += 1) {
      expect((await wallet.send({ ...bet(3), time: 'x'.repeat(8_000_000) })).status).toBe(413);
    }
    expect(wallet.entries).toHaveLength(1);
  });

  test('cuts a body that does not end', async () => {
    const socket = connect(Number(new URL(wallet.url).port), '127.0.0.1');
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(`POST /wallet/${TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000000\r\n\r\n`);
    const piece = 'x'.repeat(65_536);
    const feed = () => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on('drain', feed);
    feed();
    await closed;
    expect(socket.bytesWritten).toBeLessThan(100_000_000);
  });

  test('cuts off whoever stops in the middle of a body as soon as who stops in its head', async () => {
    await wallet.close();
    await wallet.open([], TOKEN, 2000);
    const cut: string[] = [];
    const stall = async (name: string, text: string) => {
      const socket = connect(Number(new URL(wallet.url).port), '127.0.0.1');
      socket.on('error', () => {}).resume();
      const closed = once(socket, 'close').then(() => cut.push(name));
      socket.write(text);
      await once(socket, 'ready');
      return () => closed;
    };
    const head = (length: number) =>
      `POST /wallet/${TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`;
    const small = await stall('a small body', `${head(100)}{`);
    const large = await stall('a body that had its 413', head(20_000) + 'x'.repeat(17_000));
    expect((await wallet.send(bet(3))).status).toBe(200);
    // one sweep may take those two and the first head: they come before a head that begins after it
    await (await stall('a head', 'POST /wal'))();
    await (await stall('a later head', 'POST /wal'))();
    await Promise.all([small(), large()]);
    expect(cut.at(-1)).toBe('a later head');
  });

  test('ends though somebody never sends a request to its end', async () => {
    const socket = connect(Number(new URL(wallet.url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`POST /wallet/${TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{`);
    await once(socket, 'ready');
    expect((await wallet.send(bet(3))).status).toBe(200);
    await wallet.restart();
    expect((await wallet.send(bet(3))).status).toBe(200);
  });

  test('cuts bodies that do not say how long they are off as well', async () => {
    const body = Readable.from(Array.from({ length: 20 }, () => 'x'.repeat(1000)));
    const reply = await request(`${wallet.url}/wallet/${TOKEN}`, { method: 'POST', body });
    expect(reply.statusCode).toBe(413);
    expect(wallet.entries).toHaveLength(1);
  });

  test('stops with what it took answered, and keeps no connection', async () => {
    const agent = new Agent({ connections: 8, pipelining: 1 });
    const url = `${wallet.url}/wallet/${TOKEN}`;
    const ask = async (id: number) => {
      const body = JSON.stringify(bet(id));
      const reply = await request(url, { method: 'POST', dispatcher: agent, body });
      return reply.body.text();
    };
    await Promise.all(Array.from({ length: 8 }, (_, id) => ask(id)));
    const asked = Array.from({ length: 8 }, (_, id) => ask(100 + id).catch(() => 'cut off'));
    await once(wallet.listener.server, 'request');
    await wallet.close(); // would last as long as a connection that is kept
    const answers = await Promise.all(asked);
    await agent.close();
    await wallet.open();
    const answered = answers.filter((text) => text.includes('"result":1'));
    expect(answered.length).toBeGreaterThan(0);
    const after = wallet.entries.slice(1).filter(({ id }) => (id ?? 0n) >= 100n);
    expect(after.length).toBeGreaterThanOrEqual(answered.length);
  });

  test('hides from addresses that are not on the list', async () => {
    await wallet.close();
    await wallet.open(['10.0.0.0/8', '::2']);
    expect((await wallet.send(bet(3))).status).toBe(404);
    await wallet.close();
    await wallet.open(['10.0.0.0/8', '127.0.0.1']);
    expect((await wallet.send(bet(3))).body).toMatchObject({ result: 1 });
  });
});
