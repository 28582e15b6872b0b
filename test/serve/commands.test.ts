/** Commands while a daemon holds the store: they run in it, and look as they do without one. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { VERSION } from '../../src/config/version.ts';
import { type PvVendor, startPvVendor } from '../../src/demo/pv/server.ts';
import { serve, WITHOUT_READERS } from '../support/daemon.ts';
import { pvSettings } from '../support/engine.ts';
import { type Place, place, placeWithStore } from '../support/ggr.ts';
import { holdAfter, PV_HISTORY, PV_IN_FLIGHT } from '../support/held-vendor.ts';

vi.setConfig({ testTimeout: 300_000 });

let vendor: PvVendor;
beforeAll(async () => {
  vendor = await startPvVendor({ from: '2025-03-01T00:00:00Z', betsPerHour: 30 });
});
afterAll(() => vendor.close());

/** Nothing is pulled but by commands. */
const here = (more: Record<string, string> = {}): Place =>
  placeWithStore({ ...pvSettings(vendor), GGR_PORT: '0', GGR_SCHEDULE_PV: 'off', ...more });
const range = (from: string, to: string) => ['--from', from, '--to', to];
const sixHours = range('2025-03-01T00:00:00Z', '2025-03-01T06:00:00Z');

test('a query through the daemon equals the same on the file afterwards, in every format', async () => {
  const where = here();
  const daemon = await serve(where, ...WITHOUT_READERS);
  expect((await where.ggr('backfill', 'pv.bets', ...sixHours)).code).toBe(0);
  const sql = 'select * from ggr.bets order by bet_id';
  const out = (name: string) => join(where.folder, name);
  const ask = async (name: string) => {
    const printed: string[] = [];
    for (const format of ['table', 'json', 'csv']) {
      printed.push((await where.call('query', sql, '--format', format)).stdout);
      await where.call('query', sql, '--format', format, '--out', out(`${name}.${format}`));
      printed.push(readFileSync(out(`${name}.${format}`), 'utf8'));
    }
    await where.call('query', sql, '--format', 'parquet', '--out', out(`${name}.parquet`));
    return printed;
  };
  const through = await ask('through');
  const [status, gaps] = [await where.call('status', '--json'), await where.call('gaps', '--json')];
  expect((await daemon.end()).code).toBe(0);
  expect(through[2]?.length).toBeGreaterThan(10_000);
  expect(await ask('file')).toEqual(through);
  const parquet = (name: string) => readFileSync(out(`${name}.parquet`));
  expect(parquet('through').subarray(0, 4).toString()).toBe('PAR1');
  expect(parquet('through').equals(parquet('file'))).toBe(true);
  const alone = await where.call('status', '--json');
  const { streams } = JSON.parse(status.stdout) as { streams: { complete_until: string }[] };
  expect(streams[0]?.complete_until).toBe('2025-03-01T06:00:00Z');
  expect(JSON.parse(alone.stdout).streams[0]).toMatchObject({
    ...streams[0],
    behind_seconds: expect.any(Number),
  });
  expect(gaps.code).toBe((await where.call('gaps')).code);
  expect(readdirSync(where.folder).filter((file) => file.endsWith('.part'))).toEqual([]);
});

test("--file is the client's, and a statement may begin with a comment", async () => {
  const where = here();
  await serve(where, ...WITHOUT_READERS);
  writeFileSync(join(where.folder, 'one.sql'), '-- one\nselect 1 as a; -- the end\n');
  const outcome = await where.ggr('query', '--file', 'one.sql', '--format', 'csv');
  expect(outcome).toMatchObject({ code: 0, stdout: 'a\n1\n', stderr: '' });
});

test("--out is the client's: relative to it, refused where it is refused, and never half", async () => {
  const where = here();
  await serve(where, ...WITHOUT_READERS);
  const relative = await where.ggr(
    'query',
    'select 1 as a',
    '--format',
    'csv',
    '--out',
    'here.csv',
  );
  expect(relative).toMatchObject({ code: 0, stdout: '' });
  expect(readFileSync(join(where.folder, 'here.csv'), 'utf8')).toBe('a\n1\n');
  for (const [out, says] of [
    [where.store, 'is the warehouse itself'],
    [`${where.store}.token`, 'is the warehouse itself'],
    ['/no/such/folder/x', 'there is no folder'],
    ['/dev/full', '--out cannot be written: ENOSPC'],
  ] as const) {
    const outcome = await where.call('query', 'select 1', '--format', 'csv', '--out', out);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain(says);
    expect(outcome.stderr).not.toContain('    at ');
  }
  const failing = `select case when i = 60000 then error('boom') else i end as x from range(100000) t(i)`;
  for (const format of ['csv', 'parquet']) {
    const args = ['query', failing, '--format', format, '--out', join(where.folder, 'here.csv')];
    expect((await where.call(...args)).code).toBe(2);
    expect(readFileSync(join(where.folder, 'here.csv'), 'utf8')).toBe('a\n1\n');
  }
});

test('errors and exit codes are those of the command without a daemon', async () => {
  const where = here();
  await serve(where, ...WITHOUT_READERS);
  const lines = [
    ['query', 'selec 1'],
    ['query', 'delete from sync.runs'],
    ['query', 'select 1', '--format', 'xml'],
    ['sync', 'pvx'],
    ['backfill', 'pv.bets', ...range('2025-03-02', '2025-03-01')],
    ['backfill', 'pv.bets', ...range('2025-03-01', '2025-03-04')],
    ['backfill', 'pv.bets', ...range('2025-03-01', '2025-03-04'), '--json'],
  ];
  const through = [];
  for (const line of lines) through.push(await where.call(...line));
  const elsewhere = here();
  await elsewhere.call('backfill', 'pv.bets', ...sixHours);
  for (const [i, line] of lines.entries())
    expect(await elsewhere.call(...line)).toEqual(through[i]);
});

describe('a daemon', () => {
  test('of another version refuses, and says which is which', async () => {
    const daemon = await serve(here(), ...WITHOUT_READERS);
    const asked = { version: '0.0.1', argv: ['status'], can_ask: false, settings: {} };
    const answer = await daemon.call('/commands', asked);
    expect(answer.status).toBe(409);
    expect(answer.text).toContain(`the daemon runs ggr ${VERSION}, the command is of ggr 0.0.1`);
  });

  test('that dies while a command runs is said to have gone, with exit code 1', async () => {
    const where = here();
    const daemon = await serve(where, ...WITHOUT_READERS);
    const held = holdAfter(vendor, 2, PV_HISTORY);
    const day = range('2025-03-01', '2025-03-03');
    const running = where.start('backfill', 'pv.bets', ...day, '--yes');
    await held.waiting(PV_IN_FLIGHT);
    await daemon.crash();
    const outcome = await running.ended;
    held.release();
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain(`the daemon (process ${daemon.pid}`);
    expect(outcome.stderr).not.toContain('    at ');
    // its lock file is old now: the command opens the store itself
    expect(existsSync(`${where.store}.lock`)).toBe(true);
    expect((await where.ggr('backfill', 'pv.bets', ...sixHours)).code).toBe(0);
  });

  test('counts with its own configuration, and says in one line where the client differs', async () => {
    const where = here({
      GGR_SYNC_START: new Date(Date.now() - 7_200_000).toISOString().slice(0, 19),
    });
    await serve(where, ...WITHOUT_READERS);
    const other = place({ ...where.env, GGR_PV_KEY: 'another-key', GGR_DAY_START: '06:00' });
    const outcome = await other.ggr('backfill', 'pv.bets', ...sixHours);
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toContain('it differs in GGR_DAY_START, account pv\n');
    expect(outcome.stderr).not.toContain('another-key');
    const nothingSet = place({ GGR_WAREHOUSE: where.store });
    const same = await nothingSet.call('sync', 'pv');
    expect(same.stderr).not.toContain('differs');
  });

  test('does not run serve, demo, doctor or config for a client', async () => {
    const daemon = await serve(here(), ...WITHOUT_READERS);
    for (const name of ['serve', 'demo', 'doctor', 'config']) {
      const argv = [name];
      const answer = await daemon.call('/commands', {
        version: VERSION,
        argv,
        can_ask: false,
        settings: {},
      });
      expect(answer.text).toContain('does not run in the daemon');
      expect(answer.text).toContain('"exit":2');
    }
  });

  test('is found by doctor to hold the store', async () => {
    const where = here();
    await serve(where, ...WITHOUT_READERS);
    const outcome = await where.call('doctor');
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toContain('held by the daemon');
  });
});
