/** Settings of the way to the vendors: read by small and capital names, shown without passwords. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { temporaryFolder } from '../support/ggr.ts';
import { tlsPath } from '../support/servers.ts';

const SECRET = 'not-for-anybodys-eyes';

function load(env: Record<string, string>, dotEnv = '') {
  const folder = temporaryFolder();
  writeFileSync(join(folder, '.env'), dotEnv);
  return loadConfig(vendors, { env, folder });
}

describe('a proxy', () => {
  test('is read by its small name first, as other programs do, and from .env', () => {
    const config = load(
      { https_proxy: 'http://small:1', HTTPS_PROXY: 'http://capital:2' },
      'HTTP_PROXY=http://file:3\nno_proxy=a.example\n',
    );
    expect(config.network).toMatchObject({
      httpsProxy: 'http://small:1',
      httpProxy: 'http://file:3',
      noProxy: 'a.example',
    });
    const origins = config.entries.map(({ name, origin }) => [name, origin]);
    expect(origins).toContainEqual(['HTTPS_PROXY', 'environment, https_proxy']);
    expect(origins).toContainEqual(['HTTP_PROXY', '.env']);
  });

  test('may stand without a scheme', () => {
    const { network, problems } = load({ HTTPS_PROXY: `me:${SECRET}@proxy.example:3128` });
    expect(network.httpsProxy).toBe(`http://me:${SECRET}@proxy.example:3128`);
    expect(problems).toEqual([]);
  });

  test.for([
    `http://me:${SECRET}@proxy.example:3128`,
    `me:${SECRET}@proxy.example`,
    `http://me:${SECRET}@in@it@proxy.example`,
    `socks5://me:${SECRET}@proxy.example`,
    `ht!tp://me:${SECRET}@proxy example`,
  ])('is shown without its password, be it an address or none: %s', (HTTPS_PROXY) => {
    const { entries, problems } = load({ HTTPS_PROXY });
    const shown = entries.find(({ name }) => name === 'HTTPS_PROXY')?.value;
    expect(shown).toMatch(/\*{8}@proxy.example/);
    expect(JSON.stringify([entries, problems])).not.toContain(SECRET);
  });

  test('of another kind than http is refused', () => {
    expect(load({ HTTPS_PROXY: 'socks5://proxy.example' }).problems).toEqual([
      'HTTPS_PROXY must be an http(s) address such as http://proxy.example:3128',
    ]);
  });
});

describe('a file of authorities', () => {
  test('is read from where .env says', () => {
    const { network, problems } = load({}, `NODE_EXTRA_CA_CERTS=${tlsPath('root.pem')}\n`);
    expect(problems).toEqual([]);
    expect(network.extraCa).toContain('BEGIN CERTIFICATE');
  });

  test('that is not there, or holds none, is a problem with its name', () => {
    const missing = load({ NODE_EXTRA_CA_CERTS: '/nowhere.pem' });
    expect(missing.problems).toEqual([
      'NODE_EXTRA_CA_CERTS names /nowhere.pem, which cannot be read',
    ]);
    const key = tlsPath('good.key');
    expect(load({ NODE_EXTRA_CA_CERTS: key }).problems).toEqual([
      `NODE_EXTRA_CA_CERTS names ${key}, which holds no certificates in PEM`,
    ]);
  });
});

test('checking that was turned off counts where Node sees it, in the environment alone', () => {
  const off = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  expect(load(off).network.isTlsUnchecked).toBe(true);
  expect(load({ NODE_TLS_REJECT_UNAUTHORIZED: '1' }).network.isTlsUnchecked).toBe(false);
  expect(load({}, 'NODE_TLS_REJECT_UNAUTHORIZED=0\n').network.isTlsUnchecked).toBe(false);
});

test("an account's charset is a name that can be decoded, and nothing is assumed without one", () => {
  const account = {
    GGR_PV_URL: 'https://pv.example',
    GGR_PV_MCH_ID: '1',
    GGR_PV_KEY: SECRET,
    GGR_PV_CURRENCY: 'CNY',
  };
  expect(load({ ...account, GGR_PV_CHARSET: 'GBK' }).accounts[0]).toMatchObject({ charset: 'GBK' });
  expect(load(account).accounts[0]).not.toHaveProperty('charset');
  expect(load({ ...account, GGR_PV_CHARSET: 'klingon' }).problems).toEqual([
    'GGR_PV_CHARSET must be a charset such as utf-8, gbk or big5',
  ]);
});
