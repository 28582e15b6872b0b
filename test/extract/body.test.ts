/** From an answer's bytes to its text: unpacked, decoded or refused, never read leniently. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { VendorError } from '../../src/contract/errors.ts';
import type { NetOptions } from '../../src/extract/http.ts';
import { callTo, testNet } from '../support/net.ts';
import { serveHttp } from '../support/servers.ts';

/** 玩家 in GBK; no UTF-8. */
const GBK = Buffer.from([0xcd, 0xe6, 0xbc, 0xd2]);
const TEXT = '{"user":"玩家"}';

interface Answer {
  readonly body: Buffer;
  readonly headers?: Record<string, string>;
}
interface Asked extends Partial<NetOptions> {
  readonly charset?: string;
}

/** Asks a server that always answers so, and counts how often it was asked. */
async function ask({ body, headers = {} }: Answer, { charset, ...options }: Asked = {}) {
  let requests = 0;
  const { port } = await serveHttp((_, response) => {
    requests += 1;
    response.writeHead(200, headers).end(body);
  });
  const call = callTo(`http://127.0.0.1:${port}`, { charset });
  const outcome: string | VendorError = await testNet({ retries: 2, ...options })
    .call(call)
    .catch((error: VendorError) => error);
  return { outcome, requests };
}

describe('an answer whose bytes are not of its charset', () => {
  test('is a fault that names account, call and next step, and is asked for again', async () => {
    const { outcome, requests } = await ask({ body: GBK });
    expect(outcome).toMatchObject({
      code: 'garbled',
      message: 'account pv: PV /api/x: the answer is not UTF-8',
      hint: 'set GGR_PV_CHARSET to the charset in which the vendor writes',
    });
    expect(requests).toBe(3);
  });

  test('is read where the account says which it is', async () => {
    expect((await ask({ body: GBK }, { charset: 'gbk' })).outcome).toBe('玩家');
    const { outcome } = await ask({ body: Buffer.from([0x81, 0x20]) }, { charset: 'gbk' });
    expect(outcome).toMatchObject({ message: 'account pv: PV /api/x: the answer is not GBK' });
  });

  test('is not read by what its head says, but the head is told of', async () => {
    const headers = { 'content-type': 'application/json; charset="GBK"' };
    const { outcome } = await ask({ body: GBK, headers });
    expect(outcome).toMatchObject({
      message: 'account pv: PV /api/x: the answer is not UTF-8; its head says "GBK"',
    });
    expect((await ask({ body: GBK, headers }, { charset: 'gbk' })).outcome).toBe('玩家');
  });

  test('is refused where bytes could be either and the head names another', async () => {
    const headers = { 'content-type': 'text/html; charset=iso-8859-1' };
    const body = Buffer.from(TEXT);
    expect((await ask({ body, headers })).outcome).toMatchObject({ code: 'garbled' });
    expect((await ask({ body, headers }, { charset: 'utf-8' })).outcome).toBe(TEXT);
    expect((await ask({ body: Buffer.from('{}'), headers })).outcome).toBe('{}');
  });
});

test('a byte order mark before the text is none of it', async () => {
  expect((await ask({ body: Buffer.from(`\ufeff${TEXT}`) })).outcome).toBe(TEXT);
});

describe('an answer that was packed unasked', () => {
  const raw = Buffer.from(TEXT);
  test.for([
    ['gzip', gzipSync(raw)],
    ['x-gzip', gzipSync(raw)],
    ['GZip', gzipSync(raw)],
    ['deflate', deflateSync(raw)],
    ['deflate', deflateRawSync(raw)],
    ['br', brotliCompressSync(raw)],
    ['identity', raw],
    ['br, gzip', gzipSync(brotliCompressSync(raw))],
  ] as const)('by %s is unpacked', async ([encoding, body]) => {
    const headers = { 'content-encoding': encoding };
    expect((await ask({ body, headers })).outcome).toBe(TEXT);
  });

  test('by something else is a fault that names it', async () => {
    const { outcome } = await ask({ body: raw, headers: { 'content-encoding': 'compress' } });
    expect(outcome).toMatchObject({
      code: 'garbled',
      message:
        'account pv: PV /api/x: the answer has the content-encoding "compress", which ggr does not read',
    });
  });

  test('and cut off, or not packed at all, is a fault that says so', async () => {
    const headers = { 'content-encoding': 'gzip' };
    for (const body of [gzipSync(raw).subarray(0, 20), raw]) {
      const { outcome, requests } = await ask({ body, headers });
      expect(outcome).toMatchObject({ code: 'garbled' });
      expect((outcome as VendorError).message).toContain('the answer is no gzip, as its head says');
      expect(requests).toBe(3);
    }
  });

  test('without a head that says so is a fault that tells what it seems to be', async () => {
    const { outcome } = await ask({ body: gzipSync(raw) });
    expect((outcome as VendorError).hint).toContain('it begins as gzip does');
  });

  test('counts against the cap as it is unpacked: a bomb is too large', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000, ' '));
    const { outcome, requests } = await ask(
      { body: bomb, headers: { 'content-encoding': 'gzip' } },
      { maxAnswerBytes: 1_000_000 },
    );
    expect(bomb.length).toBeLessThan(100_000);
    expect(outcome).toMatchObject({ code: 'too-large' });
    expect(requests).toBe(1);
  });
});

test('an error page of whatever charset is told of by its status', async () => {
  const { port } = await serveHttp((_, response) => {
    response.writeHead(404, { 'content-encoding': 'compress' }).end(GBK);
  });
  const error = await testNet()
    .call(callTo(`http://127.0.0.1:${port}`))
    .catch((error) => error);
  expect(error).toMatchObject({ message: 'account pv: PV /api/x: HTTP 404' });
});
