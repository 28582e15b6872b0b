/** The three units of packaging/systemd, as three processes over one folder: each with its own secrets, and they find each other. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startPvVendor } from '../../src/demo/pv/server.ts';
import { serve } from '../support/daemon.ts';
import { pvSettings } from '../support/engine.ts';
import { placeIn, temporaryFolder } from '../support/ggr.ts';

const UNITS = resolve(import.meta.dirname, '../../packaging/systemd');
const PARTS = ['warehouse', 'wallet', 'readers'] as const;

test('each starts with what its unit gives it, and together they are one ggr', async () => {
  const start = new Date(Date.now() - 2 * 3_600_000).toISOString().slice(0, 13);
  const vendor = await startPvVendor({ from: `${start}:00:00Z`, betsPerHour: 5 });
  onTestFinished(() => vendor.close());
  const folder = temporaryFolder();
  const { GGR_PV_KEY = '', ...settings } = pvSettings(vendor);
  const secrets = {
    warehouse: { GGR_PV_KEY },
    wallet: { GGR_WALLET_TOKEN: 'the-token-of-game-servers' },
    readers: {},
  };
  const placeOf = (part: (typeof PARTS)[number]) => {
    const unit = readFileSync(join(UNITS, `ggr-${part}.service`), 'utf8');
    expect(unit).toContain(`\nExecStart=/usr/local/bin/ggr serve ${part}\n`);
    expect(unit).toContain(`\nLoadCredential=ggr:/etc/ggr/credentials/${part}\n`);
    const credentials = join(folder, `credentials-${part}`);
    mkdirSync(credentials);
    for (const [name, value] of Object.entries(secrets[part]))
      writeFileSync(join(credentials, `ggr_${name}`), value);
    return placeIn(folder, {
      ...settings,
      GGR_SYNC_START: `${start}:00:00Z`,
      GGR_PORT: '0',
      GGR_WALLET_PORT: '0',
      GGR_WALLET_HOST: '127.0.0.1',
      CREDENTIALS_DIRECTORY: credentials,
    });
  };
  const [warehouse, wallet, readers] = PARTS.map(placeOf);
  if (!warehouse || !wallet || !readers) throw new Error('three parts');
  await serve(warehouse, 'warehouse');
  const desk = await serve(wallet, 'wallet');
  const sql = await serve(readers, 'readers');
  // an operator's shell has no secrets at all: the tokens stand beside the store
  const shell = placeIn(folder);
  expect(
    await shell.ggr('wallet', 'deposit', 'alice', 'EUR', '500', '--key', 'first'),
  ).toMatchObject({ code: 0 });
  const shipped = await sql.sql('select player_id, amount from wallet.ledger');
  expect(shipped.json()).toHaveLength(1);
  const answer = await sql.sql('select count(*)::integer as bets from pv.bets');
  expect(answer.json<{ bets: number }[]>()).toHaveLength(1);
  expect(
    (await shell.callJson<{ jobs: object[] }>('schedule', '--json')).jobs.length,
  ).toBeGreaterThan(3);
  expect((await desk.call('/sql', { sql: 'select 1' })).text).toContain('runs no readers');
});

test('the part that asks vendors does not start without their keys, and says which', async () => {
  const where = placeIn(temporaryFolder(), { GGR_PV_URL: 'http://127.0.0.1:1', GGR_PORT: '0' });
  const { code, stderr } = await where.ggr('serve', 'warehouse');
  expect(code).toBe(2);
  expect(stderr).toContain('GGR_PV_KEY');
});
