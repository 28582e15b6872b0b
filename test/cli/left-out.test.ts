/** A setting of one vendor that is missing stops that vendor, and nothing else; and what cron hears of a run. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PvVendor, startPvVendor } from '../../src/demo/pv/server.ts';
import { pvSettings } from '../support/engine.ts';
import { type Place, place } from '../support/ggr.ts';

const HOUR_MS = 3_600_000;
let vendor: PvVendor;
let start: string;
beforeAll(async () => {
  start = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 2 * HOUR_MS).toISOString();
  vendor = await startPvVendor({ from: start, betsPerHour: 30 });
});
afterAll(() => vendor.close());

const here = (more: Record<string, string> = {}): Place =>
  place({ ...pvSettings(vendor), GGR_SYNC_START: start, ...more });
const HALF_OF_WM = { GGR_WM_URL: 'https://wm.example/gateway', GGR_WM_CURRENCY: 'THB' };
const MISSING = 'GGR_WM_VENDOR_ID and GGR_WM_SIGNATURE must be set beside the other GGR_WM_';

test('a vendor of which a setting is missing is left out of a sync, which is partial and says so', async () => {
  const where = here(HALF_OF_WM);
  const synced = await where.call('sync');
  expect(synced).toMatchObject({ code: 3 });
  expect(synced.stderr).toContain(`left out of this: ${MISSING}`);
  expect(await where.query('select distinct account from sync.windows')).toEqual([
    { account: 'pv' },
  ]);
  const document = await where.callJson<{ exit_code: number }>('sync', '--json');
  expect(document.exit_code).toBe(3);
});

test('a sync of the others by name is whole, and one of that vendor by name cannot be', async () => {
  const where = here(HALF_OF_WM);
  const others = await where.call('sync', 'pv');
  expect(others.code).toBe(0);
  expect(others.stderr).not.toContain('GGR_WM_');
  for (const args of [
    ['sync', 'wm'],
    ['sync', 'pv', 'wm.bets'],
    ['backfill', 'wm', '--from', '2025-03-01', '--to', '2025-03-02'],
    ['lookup', 'wm', 'transfers'],
  ]) {
    const asked = await where.call(...args);
    expect({ args, code: asked.code }).toEqual({ args, code: 2 });
  }
  expect((await where.call('sync', 'wm')).stderr).toContain(`ggr: ${MISSING}`);
});

test('--quiet says nothing of a run that went well, and all of what needs a person', async () => {
  const well = await here().call('sync', '--quiet');
  expect(well).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  const partial = await here(HALF_OF_WM).call('sync', '-q');
  expect(partial).toMatchObject({ code: 3 });
  expect(partial.stdout).toContain('pv.bets');
  expect(partial.stderr).toContain('left out of this');
  const document = JSON.parse((await here().call('sync', '--quiet', '--json')).stdout);
  expect(document).toMatchObject({ exit_code: 0 });
});

test('--verbose says each window, and each line of a log has its time', async () => {
  const { stderr } = await here().call('sync', 'pv.bets', '--verbose');
  const lines = stderr.trim().split('\n');
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ /;
  for (const line of lines) expect(line).toMatch(at);
  const first = `pv pv.bets: ${start.replace('.000Z', 'Z')} to `;
  expect(lines.find((line) => line.includes(first))).toMatch(/: \d+ rows, \d+ inserted$/);
});

test('a reconcile of all is partial only where a vendor is left out that has totals', async () => {
  const where = here(HALF_OF_WM);
  await where.call('sync', 'pv.bets');
  expect(await where.callJson('reconcile', '--json')).toMatchObject({ exit_code: 0 });
  expect((await where.call('reconcile', 'wm')).code).toBe(2);
});

test('--account counts what is wrong with that account, and with no other of its vendor', async () => {
  const where = here();
  const broken = 'accounts:\n  - name: second\n    vendor: pv\n    currency: EUR\n';
  writeFileSync(join(where.folder, 'ggr.config.yaml'), broken);
  expect((await where.call('sync', 'pv.bets')).code).toBe(3);
  const first = await where.call('sync', 'pv.bets', '--account', 'pv');
  expect(first).toMatchObject({ code: 0 });
  expect(first.stderr).not.toContain('left out of this');
  for (const args of [
    ['sync', '--account', 'second'],
    ['reconcile', 'pv', '--account', 'second'],
    ['backfill', 'pv', '--account', 'second', '--from', '2025-03-01', '--to', '2025-03-02'],
  ]) {
    const { code, stderr } = await where.call(...args);
    expect({ args, code }).toEqual({ args, code: 2 });
    expect(stderr).toContain('ggr.config.yaml:2');
  }
});
