import { describe, expect, test } from 'vitest';
import type { VendorError } from '../../src/contract/errors.ts';
import { readRetryAfter } from '../../src/extract/retry-after.ts';
import { callTo, testNet } from '../support/net.ts';
import { serveHttp } from '../support/servers.ts';

const NOW = Date.parse('2025-03-01T12:00:00Z');
const read = (header: string, date?: string) => readRetryAfter(header, { date, now: NOW });

describe('Retry-After', () => {
  test.for([
    ['120', 120_000],
    ['2.5', 2500],
    ['0.0004', 1],
    ['0', 0],
    ['-1', undefined],
    ['+3', undefined],
    ['soon', undefined],
    ['', undefined],
    ['Sat, 01 Mar 2025 12:01:30 GMT', 90_000],
    ['Saturday, 01-Mar-25 12:01:30 GMT', 90_000],
    ['Sat Mar  1 12:01:30 2025', 90_000],
    ['Sat, 01 Mar 2025 11:00:00 GMT', undefined],
    ['2025-03-01T12:01:30Z', undefined],
  ] as const)('"%s" means %s ms', ([header, ms]) => {
    expect(read(header)).toBe(ms);
  });

  test("with a date counts from the vendor's own, whatever our clock says", () => {
    const [date, until] = ['Fri, 01 Mar 2024 00:00:00 GMT', 'Fri, 01 Mar 2024 00:00:10 GMT'];
    expect(read(until, date)).toBe(10_000);
  });
});

/** How long a net waits, in all, when every answer is 429 with this header, until it gives up. */
async function refused(retryAfter: string, patienceMs: number) {
  let requests = 0;
  const { port } = await serveHttp((_, response) => {
    requests += 1;
    response.writeHead(429, { 'retry-after': retryAfter }).end();
  });
  const notes: string[] = [];
  const net = testNet({ patienceMs, firstPauseMs: 50, note: (line) => notes.push(line) });
  const startedAt = performance.now();
  const error: VendorError = await net
    .call(callTo(`http://127.0.0.1:${port}`))
    .then(() => expect.fail('it should have failed'))
    .catch((error) => error);
  return { error, requests, notes, tookMs: performance.now() - startedAt };
}

describe('a call that is told to wait', () => {
  test('waits for a fraction of a second as it stands', async () => {
    let [requests, firstAt, secondAt] = [0, 0, 0];
    const { port } = await serveHttp((_, response) => {
      requests += 1;
      if (requests === 1) firstAt = performance.now();
      else secondAt = performance.now();
      response.writeHead(requests === 1 ? 429 : 200, { 'retry-after': '0.4' }).end('yes');
    });
    expect(await testNet().call(callTo(`http://127.0.0.1:${port}`))).toBe('yes');
    expect(secondAt - firstAt).toBeGreaterThanOrEqual(395);
  });

  test('for a year waits a third of its patience at most, and says both', async () => {
    const { error, requests } = await refused('31536000', 900);
    expect(error.message).toBe(
      'account pv: PV /api/x: HTTP 429; it asks for a wait of 31536000 s, ggr waits 0.3 s at most',
    );
    expect(requests).toBeGreaterThan(1);
    expect(requests).toBeLessThanOrEqual(4);
  });

  test('for no time at all does not ask in a loop', async () => {
    const { requests } = await refused('0', 500);
    expect(requests).toBeLessThanOrEqual(11);
  });
});
