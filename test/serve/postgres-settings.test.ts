/** What GGR_PG_… become on their way to the readers' part. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { postgresSettings } from '../../src/serve/postgres-settings.ts';

const file = (name: string) => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));

function settingsOf(env: Record<string, string>) {
  const config = loadConfig(catalogue.vendors, { env, folder: '/nonexistent' });
  return postgresSettings(config, 'unguessable_0123456789');
}

test('are nothing without a port, loopback with one, and TLS with both files', () => {
  expect(settingsOf({ GGR_PG_HOST: '0.0.0.0' })).toBeUndefined();
  expect(settingsOf({ GGR_PG_PORT: '5432' })).toEqual({
    host: '127.0.0.1',
    port: 5432,
    token: 'unguessable_0123456789',
  });
  const cert = { GGR_PG_PORT: '0', GGR_PG_CERT: file('good.pem') };
  expect(settingsOf({ ...cert, GGR_PG_KEY: file('good.key') })?.tls?.cert).toContain(
    'BEGIN CERTIFICATE',
  );
  expect(() => settingsOf(cert)).toThrow('belong together');
  expect(() => settingsOf({ ...cert, GGR_PG_KEY: '/nonexistent' })).toThrow(
    'GGR_PG_KEY: /nonexistent cannot be read',
  );
});
