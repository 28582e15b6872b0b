/** Vendors behind a real proxy, and around it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { NetworkSettings } from '../../src/contract/net.ts';
import { isDirect } from '../../src/extract/no-proxy.ts';
import { callTo, testNet } from '../support/net.ts';
import { serveHttp, serveProxy, serveTls, tlsPath } from '../support/servers.ts';

const extraCa = readFileSync(tlsPath('root.pem'), 'utf8');
const vendor = () => serveHttp((_, response) => response.end('yes'));
const ask = (url: string, network: NetworkSettings) =>
  testNet({ network, retries: 1 }).call(callTo(url));
const failure = (work: Promise<unknown>) =>
  work.then(() => expect.fail('it should have failed')).catch((error) => error);
const SECRET = 'pass%20word';

describe('a proxy', () => {
  test('for https connects us to the vendor, whose certificate is checked all the same', async () => {
    const [proxy, { url, port }] = [await serveProxy(), await serveTls('good')];
    const httpsProxy = proxy.url;
    expect(await ask(url, { httpsProxy, extraCa })).toBe('yes');
    expect(proxy.asked).toEqual([`CONNECT localhost:${port}`]);
    expect(await failure(ask(url, { httpsProxy }))).toMatchObject({
      code: 'certificate',
      message: expect.stringContaining(`through the proxy ${proxy.url}`),
    });
  });

  test('for http passes on what we ask, and is not asked for https', async () => {
    const [proxy, { port }, tls] = [await serveProxy(), await vendor(), await serveTls('good')];
    expect(await ask(`http://127.0.0.1:${port}/api`, { httpProxy: proxy.url })).toBe('yes');
    expect(await ask(tls.url, { httpProxy: proxy.url, extraCa })).toBe('yes');
    expect(proxy.asked).toEqual([`POST http://127.0.0.1:${port}/api`]);
  });

  test('is gone around for the hosts of NO_PROXY', async () => {
    const [proxy, { port }] = [await serveProxy(), await vendor()];
    const network = { httpProxy: proxy.url, noProxy: 'other.example, 127.0.0.1' };
    expect(await ask(`http://127.0.0.1:${port}/`, network)).toBe('yes');
    expect(proxy.asked).toEqual([]);
  });

  test('is given the name and password of its address', async () => {
    const authorization = `Basic ${Buffer.from('me:pass word').toString('base64')}`;
    const [proxy, { url }] = [await serveProxy({ authorization }), await serveTls('good')];
    const httpsProxy = `http://me:${SECRET}@127.0.0.1:${proxy.port}`;
    expect(await ask(url, { httpsProxy, extraCa })).toBe('yes');
  });

  test.for(['http', 'https'])('that does not take our name stops the source (%s)', async (way) => {
    const proxy = await serveProxy({ authorization: 'Basic other' });
    const { url } = await serveTls('good');
    const { port } = await vendor();
    const address = `http://me:${SECRET}@127.0.0.1:${proxy.port}`;
    const error = await failure(
      ask(way === 'https' ? url : `http://127.0.0.1:${port}/`, {
        [`${way}Proxy`]: address,
        extraCa,
      }),
    );
    expect(error).toMatchObject({
      code: 'proxy',
      exitCode: 2,
      message: `account pv: PV /api/x: the proxy ${proxy.url} does not take our name and password (HTTP 407)`,
      hint: `write them into ${way.toUpperCase()}_PROXY: http://name:password@host:port`,
    });
    expect(proxy.asked).toHaveLength(1);
  });

  test('that forbids the vendor stops the source; one that cannot reach it is asked again', async () => {
    const { url, port } = await serveTls('good');
    const strict = await serveProxy({ status: 403 });
    expect(await failure(ask(url, { httpsProxy: strict.url }))).toMatchObject({
      code: 'proxy',
      message: `account pv: PV /api/x: the proxy ${strict.url} does not connect us to localhost:${port} (HTTP 403)`,
    });
    expect(strict.asked).toHaveLength(1);
    const lost = await serveProxy({ status: 502 });
    expect(await failure(ask(url, { httpsProxy: lost.url }))).toMatchObject({
      code: 'unreachable',
    });
    expect(lost.asked).toHaveLength(2);
  });

  test('that does not answer is named, with its setting and without its password', async () => {
    const { url } = await serveTls('good');
    const error = await failure(ask(url, { httpsProxy: `http://me:${SECRET}@127.0.0.1:1` }));
    expect(error).toMatchObject({
      code: 'unreachable',
      message:
        'account pv: PV /api/x: nobody answers at the proxy http://127.0.0.1:1 (ECONNREFUSED)',
      hint: 'check HTTPS_PROXY and the network',
    });
  });
});

test.for([
  ['vendor.example', 'https://vendor.example', true],
  ['vendor.example', 'https://api.vendor.example', true],
  ['.vendor.example', 'https://api.vendor.example', true],
  ['*.vendor.example', 'https://api.vendor.example', true],
  ['vendor.example', 'https://othervendor.example', false],
  ['VENDOR.example.', 'https://vendor.Example', true],
  ['vendor.example:8443', 'https://vendor.example', false],
  ['vendor.example:443', 'https://vendor.example', true],
  ['10.0.0.7', 'http://10.0.0.7:8080', true],
  ['::1', 'http://[::1]:8080', true],
  ['[::1]:8080', 'http://[::1]:8080', true],
  ['[::1]:8081', 'http://[::1]:8080', false],
  ['a.example b.example,*', 'http://any.example', true],
  ['', 'http://any.example', false],
] as const)('NO_PROXY "%s" and %s: %s', ([noProxy, url, isIn]) => {
  expect(isDirect(new URL(url), noProxy)).toBe(isIn);
});
