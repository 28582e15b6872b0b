/** sync as a user types it, and what store it takes: exit codes, what stands where, what is refused. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PvVendor, startPvVendor } from '../../src/demo/pv/server.ts';
import { pvSettings } from '../support/engine.ts';
import { type Place, place } from '../support/ggr.ts';
import { holdAfter, PV_HISTORY } from '../support/held-vendor.ts';

let vendor: PvVendor;
beforeAll(async () => {
  vendor = await startPvVendor({ from: '2025-03-01T00:00:00Z', betsPerHour: 30 });
});
afterAll(() => vendor.close());

const here = (more: Record<string, string> = {}): Place =>
  place({ ...pvSettings(vendor), ...more });
/** A day before today, UTC. */
const daysAgo = (days: number, now = Date.now()) =>
  new Date(now - days * 86_400_000).toISOString().slice(0, 10);
const sixHours = ['--from', '2025-03-01T00:00:00Z', '--to', '2025-03-01T06:00:00Z'];

describe('sync', () => {
  test('without GGR_SYNC_START says aloud from when on, and keeps to it', async () => {
    const where = here();
    const weekAgo = () => `${daysAgo(7)}T00:00:00Z`;
    const [before, beforeMs] = [weekAgo(), Date.now()];
    const outcome = await where.ggr('sync', 'pv');
    const possible = [before, weekAgo()]; // the same, but around midnight
    expect(outcome.code).toBe(0);
    const said = /pv pv\.bets: GGR_SYNC_START is not set, kept complete from ([^\s,]+)/.exec(
      outcome.stderr,
    )?.[1];
    expect(possible).toContain(said);
    const [held] = await where.query<{ from: string; until: string }>(
      `select min(window_start) as "from", max(window_end) as until from sync.windows where stream = 'pv.bets'`,
    );
    expect(held?.from).toBe(said);
    expect((await where.call('sync', 'pv')).stderr).not.toContain('GGR_SYNC_START');
    // PV's lag of a minute, and what is cut off a second
    expect(Date.parse(held?.until ?? '')).toBeGreaterThan(beforeMs - 61_000);
  });

  test.for([
    ['a source that does not exist', ['sync', 'pvx'], {}, 'there is no source "pvx"'],
    ['an account that lacks a setting', ['sync'], { GGR_PV_KEY: '' }, 'GGR_PV_KEY must be set'],
    [
      'a malformed address',
      ['sync'],
      { GGR_PV_URL: 'pv.example' },
      'GGR_PV_URL must be an http(s) address',
    ],
    [
      'a secret file that is not there',
      ['sync'],
      { GGR_PV_KEY: '', GGR_PV_KEY_FILE: '/no/key' },
      'GGR_PV_KEY_FILE names /no/key',
    ],
    [
      'an unknown zone',
      ['status'],
      { GGR_REPORT_TIMEZONE: 'Mars/Base' },
      'GGR_REPORT_TIMEZONE must be',
    ],
  ] as const)('exits 2 for %s', async ([, args, env, says]) => {
    const outcome = await here(env).call(...args);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(says);
  });

  test('with a wrong key exits 2, names the setting, and shows neither key nor stack', async () => {
    const outcome = await here({ GGR_PV_KEY: 'wrong-secret', GGR_SYNC_START: '2025-03-01' }).ggr(
      'sync',
      '--json',
    );
    expect(outcome.code).toBe(2);
    expect(JSON.parse(outcome.stdout).streams[0].stopped.hint).toContain('GGR_PV_KEY');
    expect(outcome.stdout + outcome.stderr).not.toContain('wrong-secret');
    expect(outcome.stdout + outcome.stderr).not.toContain('    at ');
    // four streams, one key: it is said once
    expect(outcome.stderr.match(/sign mismatch/g)).toHaveLength(1);
    expect(outcome.stderr).toMatch(
      /account pv: \d streams \(pv\.bets, .*\): \d+ windows left .*; stopped: /,
    );
  });

  test('reads a secret from a file and settings from .env', async () => {
    const where = place({
      GGR_SYNC_START: new Date(Date.now() - 7_200_000).toISOString().slice(0, 19),
    });
    const settings = pvSettings(vendor);
    writeFileSync(join(where.folder, 'key'), `${settings.GGR_PV_KEY}\n`);
    const lines = Object.entries({ ...settings, GGR_PV_KEY: '' }).map(([k, v]) => `${k}=${v}`);
    writeFileSync(
      join(where.folder, '.env'),
      [...lines, `GGR_PV_KEY_FILE=${join(where.folder, 'key')}`].join('\n'),
    );
    expect((await where.ggr('sync')).code).toBe(0);
    const config = await where.json<{
      settings: { name: string; value: string; origin: string }[];
    }>('config', '--json');
    expect(config.settings).toContainEqual(
      expect.objectContaining({
        name: 'GGR_PV_KEY',
        value: '********',
        origin: '.env, GGR_PV_KEY_FILE',
      }),
    );
    expect(JSON.stringify(config)).not.toContain(settings.GGR_PV_KEY);
  });

  test('refuses another currency for an account that has data', async () => {
    const where = here({ GGR_SYNC_START: '2025-03-01' });
    await where.call('backfill', 'pv', ...sixHours);
    const outcome = await place({
      ...where.env,
      GGR_PV_CURRENCY: 'USD',
      GGR_WAREHOUSE: where.store,
    }).call('sync');
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('account pv is stored in CNY, but its currency is set to USD');
  });
});

describe('the store', () => {
  test("that is no DuckDB file, or another program's, is left alone", async () => {
    const where = here();
    writeFileSync(where.store, 'something else');
    const text = await where.ggr('sync');
    expect(text.code).toBe(2);
    expect(text.stderr).toContain('is not a warehouse that this ggr can read');
    const other = join(where.folder, 'other.duckdb');
    const instance = await DuckDBInstance.create(other);
    const connection = await instance.connect();
    await connection.run('create table theirs (a integer)');
    connection.closeSync();
    instance.closeSync();
    for (const command of [['sync'], ['query', 'select 1']]) {
      const outcome = await place({ ...where.env, GGR_WAREHOUSE: other }).call(...command);
      expect(outcome.code).toBe(2);
      expect(outcome.stderr).toContain('but not a ggr warehouse');
    }
  });

  test('that another ggr holds is named with the process that holds it', async () => {
    const where = here();
    const held = holdAfter(vendor, 0, PV_HISTORY);
    const running = where.start('backfill', 'pv', ...sixHours);
    await held.waiting(1);
    const outcome = await where.ggr('status', '--json');
    running.process.kill('SIGTERM');
    await running.ended;
    held.release();
    expect(outcome.code).toBe(2);
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      error: {
        code: 'store-locked',
        message: expect.stringContaining('is held by ggr backfill (process'),
      },
    });
    expect(existsSync(`${where.store}.lock`)).toBe(false);
  });

  test('that does not exist yet is said to be missing, and not made, by commands that read', async () => {
    const where = here();
    for (const command of ['status', 'gaps', 'rejects']) {
      const outcome = await where.call(command);
      expect(outcome).toMatchObject({ code: 2, stdout: '' });
      expect(outcome.stderr).toContain('there is no warehouse at');
    }
    expect(existsSync(where.store)).toBe(false);
  });
});
