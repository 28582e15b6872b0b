import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parsePython, printPython, signatureOf } from '../../../src/demo/pv/canonical.ts';
import { type PvVendor, startPvVendor } from '../../../src/demo/pv/server.ts';
import { ask, envelope, NOW_MS, nowMs, post } from './signed-fetch.ts';

interface Vector {
  name: string;
  data: unknown;
  ts: number;
  key: string;
  text: string;
  sign: string;
}
const file = new URL('../../fixtures/pv-sign.json', import.meta.url);
const vectors: Vector[] = JSON.parse(readFileSync(file, 'utf8'));

describe('the signature', () => {
  test.each(vectors)('is the reference value for $name', ({ data, ts, key, text, sign }) => {
    expect(printPython(data)).toBe(text);
    expect(signatureOf(data, ts, key)).toBe(sign);
  });

  test('keeps integers exact and floats as Python prints them', () => {
    const text = '[9007199254740993,-0,1.0,1e5,0.00001,1e16,1.5e-7,-0.0,123456789012345.6]';
    expect(printPython(parsePython(text))).toBe(
      '[9007199254740993,0,1.0,100000.0,1e-05,1e+16,1.5e-07,-0.0,123456789012345.6]',
    );
  });

  test('sorts keys by code point and escapes everything but printable ASCII', () => {
    expect(printPython({ '😀': 1, '！': 2, '\u007f': '\u0001' })).toBe(
      '{"\\u007f":"\\u0001","\\uff01":2,"\\ud83d\\ude00":1}',
    );
  });
});

describe('the envelope', () => {
  let vendor: PvVendor;
  beforeAll(async () => {
    vendor = await startPvVendor({ now: nowMs });
  });
  afterAll(() => vendor.close());

  const refusal = async (body: unknown): Promise<string> => {
    const response = await post(vendor, '/api/all/list', body);
    expect(response.status).toBe(200);
    const reply = await response.json();
    expect(reply).toEqual({ code: 400, msg: expect.any(String), data: {} });
    return (reply as { msg: string }).msg;
  };
  const good = (ts?: number) => envelope(vendor, {}, ts);

  test('is accepted when all of it is right', async () => {
    expect((await ask(vendor, '/api/all/list', {})).code).toBe(200);
  });

  test('is refused with a wrong signature', async () => {
    const sign = '0'.repeat(32);
    expect(await refusal({ ...good(), sign })).toBe('Parameter Error: sign mismatch');
  });

  test('is refused with a signature of another length', async () => {
    expect(await refusal({ ...good(), sign: 'abc' })).toMatch(/^Parameter Error: sign/);
  });

  test('is refused with the signature in upper case', async () => {
    const { sign, ...rest } = good();
    expect(await refusal({ ...rest, sign: sign.toUpperCase() })).toMatch(/sign mismatch/);
  });

  test('is refused when data was changed after signing', async () => {
    expect(await refusal({ ...good(), data: { limit: 1 } })).toMatch(/sign mismatch/);
  });

  test('is refused for another merchant', async () => {
    expect(await refusal({ ...good(), mch_id: 102 })).toMatch(/mch_id/);
  });

  test('is refused when ts is text', async () => {
    expect(await refusal({ ...good(), ts: String(NOW_MS / 1000) })).toMatch(/ts/);
  });

  test('is refused when ts has 13 digits', async () => {
    expect(await refusal(good(NOW_MS))).toMatch(/ts/);
  });

  test('is refused when ts is a float', async () => {
    const text = JSON.stringify(good()).replace(`"ts":${NOW_MS / 1000}`, `"ts":${NOW_MS / 1000}.0`);
    expect(await refusal(text)).toMatch(/ts/);
  });

  test('is accepted 300 seconds off the clock and refused at 301', async () => {
    const at = async (ts: number) => (await post(vendor, '/api/all/list', good(ts))).json();
    expect(await at(NOW_MS / 1000 - 300)).toMatchObject({ code: 200 });
    expect(await at(NOW_MS / 1000 + 300)).toMatchObject({ code: 200 });
    expect(await at(NOW_MS / 1000 - 301)).toMatchObject({ code: 400 });
    expect(await at(NOW_MS / 1000 + 301)).toMatchObject({ code: 400 });
  });

  test('is refused without data, with a list for data and with members that are not defined', async () => {
    const { data: _data, ...rest } = good();
    expect(await refusal(rest)).toMatch(/data/);
    expect(await refusal({ ...rest, data: [] })).toMatch(/data/);
    expect(await refusal({ ...good(), extra: 1 })).toMatch(/extra/);
  });

  test('is refused when the body is not JSON or no object', async () => {
    expect(await refusal('{"ts":')).toMatch(/not JSON/);
    expect(await refusal('[]')).toMatch(/^Parameter Error/);
  });

  test('is refused without POST or without the JSON content type', async () => {
    const url = `${vendor.url}/api/all/list`;
    expect(await (await fetch(url)).json()).toMatchObject({
      code: 400,
      msg: expect.stringMatching(/POST/),
    });
    const plain = await fetch(url, { method: 'POST', body: JSON.stringify(good()) });
    expect(await plain.json()).toMatchObject({
      code: 400,
      msg: expect.stringMatching(/Content-Type/),
    });
  });

  test('at an address the document does not have gets HTTP 404', async () => {
    expect((await post(vendor, '/api/all/lists', good())).status).toBe(404);
  });

  test('is measured by the clock of a vendor that runs ahead, which the Date header shows', async () => {
    await using ahead = await disposable({ now: nowMs, clockOffsetMs: 400_000 });
    const late = await post(ahead, '/api/all/list', envelope(ahead, {}));
    expect(await late.json()).toMatchObject({ code: 400 });
    expect(late.headers.get('date')).toBe(new Date(NOW_MS + 400_000).toUTCString());
    const ts = NOW_MS / 1000 + 400;
    const right = await post(ahead, '/api/all/list', envelope(ahead, {}, ts));
    expect(await right.json()).toMatchObject({ code: 200 });
  });
});

async function disposable(options: Parameters<typeof startPvVendor>[0]) {
  const vendor = await startPvVendor(options);
  return { ...vendor, [Symbol.asyncDispose]: () => vendor.close() };
}
