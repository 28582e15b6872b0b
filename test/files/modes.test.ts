/** What a daemon and its commands make, and what others of the machine see of their processes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serve } from '../support/daemon.ts';
import { place } from '../support/ggr.ts';
import { openToOthers } from '../support/modes.ts';

const WALLET = 'wallet-token-0123456789';
const VENDOR = {
  GGR_PV_URL: 'http://pv.invalid',
  GGR_PV_MCH_ID: '1',
  GGR_PV_KEY: 'key-of-pv-0123456789',
  GGR_PV_CURRENCY: 'CNY',
  GGR_SCHEDULE_PV: 'off',
};

test('a daemon and its commands make nothing that another user can read, and name no token in their arguments', async () => {
  const settings = { GGR_PORT: '0', GGR_WALLET_PORT: '0', GGR_WALLET_HOST: '127.0.0.1' };
  const { env, folder } = place();
  const GGR_WAREHOUSE = join(folder, 'new/warehouse/store.duckdb');
  const where = place({ ...env, ...settings, ...VENDOR, GGR_WAREHOUSE, GGR_WALLET_TOKEN: WALLET });
  const daemon = await serve(where);
  const arguments_ = readFileSync(`/proc/${daemon.pid}/cmdline`, 'utf8');
  for (const secret of [daemon.token, WALLET, VENDOR.GGR_PV_KEY])
    expect(arguments_).not.toContain(secret);
  expect((await where.ggr('wallet', 'deposit', 'p', 'EUR', '100')).code).toBe(0);
  for (const format of ['csv', 'parquet']) {
    const out = join(folder, `out.${format}`);
    const asked = await where.ggr('query', 'select 1 as a', '--format', format, '--out', out);
    expect(asked).toMatchObject({ code: 0, stderr: '' });
  }
  const made = readdirSync(join(folder, 'new/warehouse'));
  for (const name of [
    'store.duckdb',
    'store.duckdb.lock',
    'store.duckdb.exports',
    'store.duckdb.token',
    'store.duckdb.sql-token',
    'wallet.sqlite',
    'wallet.sqlite-wal',
    'wallet.sqlite.mark',
  ]) {
    expect(made).toContain(name);
  }
  expect(openToOthers(folder)).toEqual([]);
  const { code, stderr } = await daemon.end();
  expect(code).toBe(0);
  expect(stderr).toMatch(/"level":40.*pv\.invalid is asked by plain http/);
  expect(stderr).not.toContain(WALLET);
  expect(openToOthers(folder)).toEqual([]);
  expect(
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.part'),
    ),
  ).toEqual([]);
});
