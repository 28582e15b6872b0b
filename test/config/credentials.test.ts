/** Secrets that systemd shows to one service: files named after their settings, between the environment and .env. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { temporaryFolder } from '../support/ggr.ts';

function load(files: Record<string, string>, env: Record<string, string> = {}, dotEnv = '') {
  const folder = temporaryFolder();
  const credentials = join(folder, 'credentials');
  mkdirSync(credentials);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(credentials, name), text);
  if (dotEnv) writeFileSync(join(folder, '.env'), dotEnv);
  return loadConfig(vendors, { env: { ...env, CREDENTIALS_DIRECTORY: credentials }, folder });
}
const TOKEN = 'a-token-of-sixteen-and-more';

test('a file of that name is the setting, also where its folder was loaded under a name', () => {
  const { serve, wallet, entries } = load({
    GGR_API_TOKEN: `${TOKEN}-api\n`,
    ggr_GGR_WALLET_TOKEN: `${TOKEN}-wallet\n`,
    'something-else': 'of another program',
  });
  expect(serve.apiToken).toBe(`${TOKEN}-api`);
  expect(wallet.token).toBe(`${TOKEN}-wallet`);
  expect(entries.find(({ name }) => name === 'GGR_API_TOKEN')?.origin).toBe(
    'credentials, GGR_API_TOKEN_FILE',
  );
});

test('the environment comes before it, and .env after it', () => {
  const files = { GGR_API_TOKEN: `${TOKEN}-kept` };
  expect(load(files, { GGR_API_TOKEN: `${TOKEN}-set` }).serve.apiToken).toBe(`${TOKEN}-set`);
  expect(load(files, {}, `GGR_API_TOKEN=${TOKEN}-written\n`).serve.apiToken).toBe(`${TOKEN}-kept`);
});

test('one that is misspelt is said, and a folder that is not there is none', () => {
  expect(load({ GGR_PV_KEE: 'x' }).unknown).toEqual(['GGR_PV_KEE_FILE']);
  const env = { CREDENTIALS_DIRECTORY: '/nonexistent' };
  expect(loadConfig(vendors, { env, folder: '/nonexistent' }).problems).toEqual([]);
});
