import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DemoServer, startDemoServer } from '../../src/demo/http-server.ts';

const BODY = JSON.stringify({ answer: [1, 2, 3] });
let server: DemoServer;
beforeEach(async () => {
  server = await startDemoServer({ handle: () => ({ body: BODY }) });
});
afterEach(() => server.close());

const get = (path = '/'): Promise<Response> => fetch(server.url + path);

test('without faults the answer is the handler’s, with its length and date', async () => {
  const response = await get();
  expect(response.headers.get('content-length')).toBe(String(BODY.length));
  expect(response.headers.get('date')).not.toBeNull();
  expect(await response.text()).toBe(BODY);
});

test('an HTML error comes once', async () => {
  server.faults.add({ kind: 'http-502-html' });
  const broken = await get();
  expect(broken.status).toBe(502);
  expect(await broken.text()).toMatch(/^<html>/);
  expect((await get()).status).toBe(200);
});

test('too many requests says when to come again', async () => {
  server.faults.add({ kind: 'http-429', retryAfterSeconds: 7 });
  const refused = await get();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
});

test('faults apply in order, to their path, after and as often as said', async () => {
  server.faults.add(
    { kind: 'http-500-html', path: '/a', after: 1, times: 2 },
    { kind: 'http-502-html', match: (request) => request.query.get('x') === '1' },
  );
  const statuses: number[] = [];
  for (const path of ['/a', '/b', '/a', '/a?x=1', '/a?x=1', '/a?x=1']) {
    statuses.push((await get(path)).status);
  }
  expect(statuses).toEqual([200, 200, 500, 500, 502, 200]);
  expect(server.faults.pending).toBe(0);
});

test('a fault can be there always, until it is taken back', async () => {
  server.faults.add({ kind: 'http-500-html', times: Number.POSITIVE_INFINITY });
  expect([(await get()).status, (await get()).status]).toEqual([500, 500]);
  server.faults.clear();
  expect((await get()).status).toBe(200);
});

test('a reset socket fails the request and the next one works', async () => {
  server.faults.add({ kind: 'reset' });
  await expect(get()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  expect((await get()).status).toBe(200);
});

test('a stalled request with a time is answered after it', async () => {
  server.faults.add({ kind: 'stall', ms: 5 });
  expect(await (await get()).text()).toBe(BODY);
});

test('a stalled request without a time ends when the server closes', async () => {
  server.faults.add({ kind: 'stall' });
  const stalled = expect(get()).rejects.toThrow('fetch failed');
  while (server.requests.length === 0) await new Promise(setImmediate);
  await server.close();
  await stalled;
});

test('a truncated body is half of the JSON and whole to HTTP', async () => {
  server.faults.add({ kind: 'truncated-json' });
  expect(await (await get()).text()).toBe(BODY.slice(0, BODY.length / 2));
});

test('an edited body is the right one with something else in it, told by the request', async () => {
  const edit = (body: string, { path }: { path: string }) =>
    JSON.stringify({ ...JSON.parse(body), path });
  server.faults.add({ kind: 'edited', edit });
  expect(await (await get()).json()).toEqual({ ...JSON.parse(BODY), path: '/' });
  expect(await (await get()).text()).toBe(BODY);
});

test('a huge body is padded to its size and still JSON', async () => {
  server.faults.add({ kind: 'huge', bytes: 1_000_000 });
  const text = await (await get()).text();
  expect(text).toHaveLength(1_000_000);
  expect(JSON.parse(text)).toEqual(JSON.parse(BODY));
});

test('a wrong shape is JSON that nobody promised', async () => {
  server.faults.add({ kind: 'wrong-shape' }, { kind: 'wrong-shape', body: '{"code":200}' });
  expect(await (await get()).json()).toEqual(['unexpected']);
  expect(await (await get()).json()).toEqual({ code: 200 });
});

test('requests in work at the same moment are counted', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.faults.add({ kind: 'stall', until: promise, times: 3 });
  const answers = Promise.all([get(), get(), get()]);
  while (server.requests.length < 3) await new Promise(setImmediate);
  resolve();
  expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200]);
  await get();
  expect(server.peakInFlight).toBe(3);
  expect(server.requests).toHaveLength(4);
});

test('a Date header shows the vendor’s own clock', async () => {
  const ahead = await startDemoServer({
    now: () => 0,
    clockOffsetMs: 90_000,
    handle: () => ({ body: '' }),
  });
  const response = await fetch(ahead.url);
  expect(response.headers.get('date')).toBe('Thu, 01 Jan 1970 00:01:30 GMT');
  await ahead.close();
});
