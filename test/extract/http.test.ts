import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type GgrError, VendorError } from '../../src/contract/errors.ts';
import type { HttpCall } from '../../src/contract/net.ts';
import { NET_DEFAULTS, openNet } from '../../src/extract/http.ts';
import { callTo } from '../support/net.ts';

const URL_BASE = 'http://vendor.test';
const gates = { pass: async () => {}, shut: () => {} };
const net = openNet({
  ...NET_DEFAULTS,
  now: Date.now,
  gates,
  retries: 3,
  firstPauseMs: 1,
  longestPauseMs: 5,
});

beforeEach(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const call = (overrides: Partial<HttpCall<string>> = {}) =>
  callTo(`${URL_BASE}/api/x?secret=1`, {
    limits: { concurrency: 2, requestsPerSecond: 1000 },
    ...overrides,
  });
const api = () => nock(URL_BASE).post('/api/x').query(true);
const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('it should have failed'),
    (error: unknown) => error as VendorError,
  );

describe('a call', () => {
  test('returns what is read of the answer', async () => {
    api().reply(200, 'yes');
    expect(await net.call(call())).toBe('yes');
  });

  test('is made again after 500, 502, a reset and an answer that cannot be read', async () => {
    api().reply(500, '<html>');
    api().reply(502, '<html>');
    api().replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    api().reply(200, 'yes');
    expect(await net.call(call())).toBe('yes');
  });

  test('is made again when reading says the answer is garbled', async () => {
    api().reply(200, 'garbled');
    api().reply(200, 'yes');
    const read = ({ text }: { text: string }) => {
      if (text === 'garbled') throw new VendorError('garbled', 'not JSON');
      return text;
    };
    expect(await net.call(call({ read }))).toBe('yes');
  });

  test('is signed anew for every attempt', async () => {
    const bodies: string[] = [];
    let n = 0;
    const build = () => {
      n += 1;
      return { headers: {}, body: `attempt ${n}` };
    };
    for (const status of [503, 200]) {
      nock(URL_BASE)
        .post('/api/x', (body) => bodies.push(String(body)) > 0)
        .query(true)
        .reply(status, 'ok');
    }
    await net.call(call({ build }));
    expect(bodies).toEqual(['attempt 1', 'attempt 2']);
  });

  test('gives up after the retries, saying where without the query of the address', async () => {
    const scope = nock(URL_BASE).post('/api/x').query(true).times(4).reply(503, 'no');
    const error = await failure(net.call(call()));
    expect(error).toMatchObject({
      code: 'unavailable',
      message: 'account pv: PV /api/x: HTTP 503',
    });
    expect(scope.isDone()).toBe(true);
  });

  test('is not repeated when the vendor refuses the parameters', async () => {
    api().reply(404, 'nothing here');
    const error = await failure(net.call(call()));
    expect(error).toMatchObject({ code: 'parameters', hint: 'check the address in GGR_PV_URL' });
  });

  test('waits as long as Retry-After says, without using up a retry', async () => {
    for (let i = 0; i < 6; i += 1) api().reply(429, 'slow down', { 'retry-after': '0' });
    api().reply(200, 'yes');
    expect(await net.call(call())).toBe('yes');
  });

  test('names the setting when nobody answers, and never the query', async () => {
    nock.cleanAll();
    nock.enableNetConnect();
    const url = 'http://127.0.0.1:1/api/x?secret=1';
    const error = (await failure(net.call(call({ url })))) as GgrError;
    expect(error.message).toBe(
      'account pv: PV /api/x: nobody answers at http://127.0.0.1:1 (ECONNREFUSED)',
    );
    expect(error.hint).toBe('check GGR_PV_URL and the network');
  });

  test('ends when the command is interrupted', async () => {
    const controller = new AbortController();
    api().delay(60_000).reply(200, 'late');
    const running = failure(net.call(call({ signal: controller.signal })));
    const reason = new Error('interrupted');
    controller.abort(reason);
    expect(await running).toBe(reason);
  });

  test.each(['the wait that the vendor asked for', 'its gate'])(
    'ends with the same reason when it is interrupted in %s',
    async (where) => {
      const controller = new AbortController();
      const reason = new Error('interrupted');
      api().reply(429, 'slow down', { 'retry-after': '60' });
      const pass = (_: string, signal: AbortSignal) => {
        setTimeout(() => controller.abort(reason), 10);
        return sleep(60_000, undefined, { signal });
      };
      const patient = openNet({
        ...NET_DEFAULTS,
        now: Date.now,
        gates: { ...gates, pass },
        note: () => controller.abort(reason),
      });
      const rule = { gate: 'x', longestMs: 1, afterMs: () => 1, afterErrorMs: () => 1 };
      const spacing = where === 'its gate' ? { spacing: rule } : {};
      expect(await failure(patient.call(call({ signal: controller.signal, ...spacing })))).toBe(
        reason,
      );
    },
  );

  test("measures the vendor's clock at the head of an answer, however long the body takes", async () => {
    nock.enableNetConnect();
    const clock = { now: Date.parse('2025-03-01T00:00:10Z') };
    const head = Promise.withResolvers<void>();
    const server = createServer(async (_, response) => {
      response.writeHead(200, { date: new Date(clock.now).toUTCString() }).flushHeaders();
      await head.promise;
      clock.now += 90_000;
      response.end('yes');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const now = () => {
      head.resolve(); // nobody asks for the time before there is a head
      return clock.now;
    };
    const slow = openNet({ ...NET_DEFAULTS, now, gates });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    expect(await slow.call(call({ url }))).toBe('yes');
    expect(slow.clockAheadMs('pv')).toBe(0);
    await slow.close();
    server.close();
  });

  test('refuses an answer that is larger than the cap', async () => {
    const small = openNet({ ...NET_DEFAULTS, now: Date.now, gates, maxAnswerBytes: 10 });
    api().reply(200, 'x'.repeat(100));
    expect(await failure(small.call(call()))).toMatchObject({ code: 'too-large' });
    await small.close();
  });
});
