/** The way to the vendors, as processes meet it: certificates, proxies and what `doctor` and `config` say. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { place } from '../support/ggr.ts';
import { serveProxy, serveTls, tlsPath } from '../support/servers.ts';

const ACCOUNT = { GGR_PV_MCH_ID: '1', GGR_PV_KEY: 'k', GGR_PV_CURRENCY: 'CNY' };
/** A PV whose every list is empty. */
const servePv = (certificate: string) =>
  serveTls(certificate, {}, (incoming, response) => {
    const data = incoming.url === '/api/all/history' ? { items: [], total: 0 } : [];
    response.end(JSON.stringify({ code: 200, msg: '', data }));
  });
const START = {
  GGR_SYNC_START: `${new Date(Date.now() - 3_600_000).toISOString().slice(0, 19)}Z`,
};

describe('a certificate that nobody here trusts', () => {
  test('ends a sync with exit 2, host and mending line, and without a second try', async () => {
    const { url, sockets } = await servePv('good');
    const where = place({ ...ACCOUNT, ...START, GGR_PV_URL: url });
    const { code, stderr } = await where.ggr('sync', 'pv.bets');
    expect(code).toBe(2);
    expect(stderr).toContain(new URL(url).host);
    expect(stderr).toContain('set NODE_EXTRA_CA_CERTS');
    expect(sockets.length).toBeLessThanOrEqual(3); // a window each of those in flight
  });

  test('is trusted by a line of .env alone', async () => {
    const { url } = await servePv('good');
    const where = place({ ...ACCOUNT, ...START, GGR_PV_URL: url });
    writeFileSync(join(where.folder, '.env'), `NODE_EXTRA_CA_CERTS=${tlsPath('root.pem')}\n`);
    expect(await where.ggr('sync', 'pv.bets')).toMatchObject({ code: 0 });
    expect(await where.ggr('doctor')).toMatchObject({ code: 0 });
  });

  test('passes where checking is turned off, which doctor says', async () => {
    const { url } = await servePv('expired');
    const off = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    const { code, stdout } = await place({ ...ACCOUNT, ...off, GGR_PV_URL: url }).ggr('doctor');
    expect(code).toBe(2);
    expect(stdout).toContain(
      "vendors' certificates are not checked: NODE_TLS_REJECT_UNAUTHORIZED is 0",
    );
    expect(stdout).toContain('PV answers');
  });
});

test('a proxy of the environment carries the calls to vendors, and config hides its password', async () => {
  const { url, port } = await servePv('good');
  const authorization = `Basic ${Buffer.from('me:hidden').toString('base64')}`;
  const proxy = await serveProxy({ authorization });
  const where = place({
    ...ACCOUNT,
    ...START,
    GGR_PV_URL: url,
    NODE_EXTRA_CA_CERTS: tlsPath('root.pem'),
    HTTPS_PROXY: `http://me:hidden@127.0.0.1:${proxy.port}`,
  });
  expect(await where.ggr('sync', 'pv.bets')).toMatchObject({ code: 0 });
  expect(proxy.asked).toContain(`CONNECT localhost:${port}`);
  for (const args of [['config'], ['config', '--json']]) {
    const { stdout } = await where.ggr(...args);
    expect(stdout).toContain(`127.0.0.1:${proxy.port}`);
    expect(stdout).not.toContain('hidden');
  }
});
