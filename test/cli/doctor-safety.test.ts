/** What doctor and the daemon's start say of files that others can read and of listeners that others reach. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { vendors } from '../../src/catalogue.ts';
import { checkFiles } from '../../src/cli/commands/doctor-files.ts';
import { loadConfig } from '../../src/config/config.ts';
import { exposuresOf } from '../../src/serve/exposures.ts';
import { place, temporaryFolder } from '../support/ggr.ts';

const WALLET = { GGR_WALLET_TOKEN: 'wallet-token-0123456789' };
const PV = { GGR_PV_MCH_ID: '1', GGR_PV_KEY: 'a-key-of-the-operator', GGR_PV_CURRENCY: 'CNY' };
const exposures = (env: Record<string, string>) =>
  exposuresOf(loadConfig(vendors, { env, folder: '/nonexistent' })).map(
    ({ check, says, mend }) => `${check}: ${says}; ${mend}`,
  );

describe('a wallet', () => {
  test('that listens beyond loopback without an allow-list is warned of, with the line that mends it', () => {
    expect(exposures(WALLET)).toEqual([
      expect.stringMatching(/^wallet: .*0\.0\.0\.0 port 8081.*GGR_WALLET_ALLOW_IPS/),
    ]);
    expect(exposures({ ...WALLET, GGR_WALLET_HOST: '10.0.0.5' })).toHaveLength(1);
  });

  test.for([
    ['on loopback', { ...WALLET, GGR_WALLET_HOST: '127.0.0.1' }],
    ['on loopback of IPv6', { ...WALLET, GGR_WALLET_HOST: '::1' }],
    ['with an allow-list', { ...WALLET, GGR_WALLET_ALLOW_IPS: '203.0.113.7' }],
    ['that is told that everybody may', { ...WALLET, GGR_WALLET_ALLOW_IPS: '0.0.0.0/0,::/0' }],
    ['without a token, which does not listen', {}],
  ] as const)('%s is not', ([, env]) => {
    expect(exposures(env)).toEqual([]);
  });
});

test.for([
  ['http://pv.example', 1],
  ['http://10.0.0.5:8080', 1],
  ['http://localhost.example', 1],
  ['https://pv.example', 0],
  ['http://127.0.0.1:1', 0],
  ['http://localhost:1', 0],
  ['http://[::1]:1', 0],
] as const)('a vendor at %s is warned of so often: %i', ([url, times]) => {
  const said = exposures({ ...PV, GGR_PV_URL: url });
  expect(said).toHaveLength(times);
  if (times > 0) expect(said[0]).toMatch(/^account pv: .* plain http.*https:\/\/ in GGR_PV_URL/);
});

describe('files', () => {
  /** A folder that others may look into, with secrets in .env, in a file of their own, and beside the store. */
  function installation() {
    const folder = temporaryFolder();
    const put = (name: string, text: string) =>
      writeFileSync(join(folder, name), text, { mode: 0o600 });
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'warehouse'), { mode: 0o755 });
    put('key', 'key-of-pv-0123456789');
    put(
      '.env',
      `GGR_WALLET_TOKEN=${WALLET.GGR_WALLET_TOKEN}\nGGR_PV_KEY_FILE=${join(folder, 'key')}\n`,
    );
    for (const name of ['store.duckdb', 'store.duckdb.token', 'wallet.sqlite', 'README.md']) {
      put(`warehouse/${name}`, 'of more than sixteen characters');
    }
    const env = { GGR_WAREHOUSE: join(folder, 'warehouse/store.duckdb') };
    const findings = () => checkFiles(loadConfig(vendors, { env, folder }));
    return { folder, findings };
  }

  test.for([
    ['.env', 0o644, /other users of this machine can read .*\/\.env/, /^chmod 600 .*\/\.env$/],
    ['key', 0o604, /can read .*\/key, which holds secrets/, /^chmod 600 .*\/key$/],
    ['warehouse/store.duckdb', 0o644, /store\.duckdb: bets/, /^chmod -R go= .*\/store\.duckdb$/],
    ['warehouse/store.duckdb.token', 0o644, /tokens$/, /^chmod -R go= .*\.token$/],
    ['warehouse/wallet.sqlite', 0o644, /wallet\.sqlite/, /^chmod -R go= .*wallet\.sqlite$/],
    ['warehouse', 0o777, /other users can write in .*\/warehouse/, /^chmod go-w .*\/warehouse$/],
  ] as const)(
    '%s with mode %o is found, and the line that mends it mends it',
    ([name, mode, says, mend]) => {
      const { folder, findings } = installation();
      expect(findings()).toEqual([]);
      chmodSync(join(folder, name), mode);
      expect(findings()).toEqual([
        { says: expect.stringMatching(says), mend: expect.stringMatching(mend) },
      ]);
      chmodSync(folder, 0o700);
      // nobody else comes so far
      if (!name.includes('/') && name !== 'warehouse') expect(findings()).toEqual([]);
    },
  );

  test('a kept token that can be guessed is found', () => {
    const { folder, findings } = installation();
    writeFileSync(join(folder, 'warehouse/store.duckdb.sql-token'), 'short\n', { mode: 0o600 });
    expect(findings()).toEqual([
      {
        says: expect.stringContaining('a token of 5 characters'),
        mend: expect.stringMatching(/^rm .*sql-token/),
      },
    ]);
  });
});

test('doctor shows what is wrong and what is only a warning, and warnings do not make it fail', async () => {
  const where = place(WALLET);
  const warned = await where.call('doctor');
  expect(warned).toMatchObject({ code: 0 });
  expect(warned.stdout).toMatch(/^warning +wallet +the wallet listens on 0\.0\.0\.0/m);
  chmodSync(where.folder, 0o777);
  const wrong = await where.call('doctor');
  expect(wrong.code).toBe(2);
  expect(wrong.stdout).toMatch(/^WRONG +files +other users can write in .*\n +-> chmod go-w /m);
});
