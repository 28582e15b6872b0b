/** What can be wrong with a vendor's TLS, each against a real server: said once, with what mends it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { VendorError } from '../../src/contract/errors.ts';
import { callTo, testNet } from '../support/net.ts';
import { listen, serveHttp, serveTls, tlsPath } from '../support/servers.ts';

const extraCa = readFileSync(tlsPath('root.pem'), 'utf8');
const trusting = () => testNet({ network: { extraCa } });

interface Case {
  readonly what: string;
  readonly serve: () => Promise<{ url: string; sockets: unknown[] }>;
  readonly says: string;
  readonly mends: string;
}
const cases: readonly Case[] = [
  {
    what: 'signed itself',
    serve: () => serveTls('alone', { chain: [] }),
    says: 'is self-signed, or signed by an authority that this machine does not trust (DEPTH_ZERO_SELF_SIGNED_CERT)',
    mends: 'set NODE_EXTRA_CA_CERTS',
  },
  {
    what: 'has expired',
    serve: () => serveTls('expired'),
    says: 'has expired (CERT_HAS_EXPIRED)',
    mends: 'to renew it',
  },
  {
    what: 'is not valid yet',
    serve: () => serveTls('early'),
    says: 'is not valid yet (CERT_NOT_YET_VALID)',
    mends: "set this machine's clock",
  },
  {
    what: 'is for another host',
    serve: () => serveTls('elsewhere'),
    says: 'is for another host (ERR_TLS_CERT_ALTNAME_INVALID)',
    mends: 'check the host in GGR_PV_URL',
  },
  {
    what: 'comes without its intermediate',
    serve: () => serveTls('good', { chain: [] }),
    says: 'is incomplete, or ends at an authority that this machine does not trust (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
    mends: 'send the intermediate certificates',
  },
  {
    what: 'is spoken in TLS 1.1 at most',
    serve: () =>
      serveTls('good', {
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      }),
    says: 'have no TLS in common: ggr speaks TLS 1.2 and 1.3 (ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION)',
    mends: 'for TLS 1.2 or newer',
  },
  {
    what: 'is none, because the port speaks no TLS',
    serve: async () => {
      const plain = await serveHttp((_, response) => response.end('yes'));
      return { ...plain, url: `https://localhost:${plain.port}` };
    },
    says: 'does not speak TLS at this port (ERR_SSL_',
    mends: 'check scheme and port in GGR_PV_URL',
  },
];

test.for(cases)('a certificate that $what stops the source at once', async (each) => {
  const { url, sockets } = await each.serve();
  const error = (await trusting()
    .call(callTo(`${url}/api?signature=secret`))
    .catch((error) => error)) as VendorError;
  expect(error).toMatchObject({ code: 'certificate', recovery: 'stop', exitCode: 2 });
  expect(error.message).toContain('account pv: PV /api/x: ');
  expect(error.message).toContain(new URL(url).host);
  expect(error.message).toContain(each.says);
  expect(error.message).not.toContain('secret');
  expect(error.hint).toContain(each.mends);
  expect(sockets).toHaveLength(1); // nothing was tried again
});

test('an authority of ours is trusted beside the known ones, and only where it is set', async () => {
  const { url } = await serveTls('good');
  expect(await trusting().call(callTo(url))).toBe('yes');
  await expect(testNet().call(callTo(url))).rejects.toMatchObject({ code: 'certificate' });
});

test('the missing intermediate may stand in the file of authorities', async () => {
  const { url } = await serveTls('good', { chain: [] });
  const both = `${extraCa}\n${readFileSync(tlsPath('middle.pem'), 'utf8')}`;
  expect(await testNet({ network: { extraCa: both } }).call(callTo(url))).toBe('yes');
});

test('a TLS that breaks off in its handshake may be well again: it is tried again', async () => {
  const { createServer } = await import('node:net');
  const server = createServer((socket) => socket.once('data', () => socket.destroy()));
  const { port, sockets } = await listen(server);
  const net = testNet({ retries: 2 });
  const url = `https://localhost:${port}`;
  await expect(net.call(callTo(url))).rejects.toMatchObject({ code: 'unavailable' });
  expect(sockets.length).toBeGreaterThan(2);
});
