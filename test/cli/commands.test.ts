/** The commands as a user types them: exit codes, what stands where, what is refused. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PvVendor, startPvVendor } from '../../src/demo/pv/server.ts';
import { startWmVendor } from '../../src/demo/wm/server.ts';
import { pvSettings } from '../support/engine.ts';
import { type Place, place } from '../support/ggr.ts';
import { holdAfter, PV_HISTORY, PV_IN_FLIGHT } from '../support/held-vendor.ts';

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
/** How often bets were asked for; the vendor's totals are asked for once a run beside them. */
const callsForBets = () => vendor.requests.filter(({ path }) => path === PV_HISTORY).length;
const sixHours = ['--from', '2025-03-01T00:00:00Z', '--to', '2025-03-01T06:00:00Z'];

interface DryRun {
  windows: { account: string; stream: string; window_start: string; window_end: string }[];
  requests: number;
  estimated_seconds: number;
}

describe('backfill', () => {
  test('--dry-run prints exactly the windows that the run then pulls', async () => {
    const where = here();
    const planned = await where.callJson<DryRun>(
      'backfill',
      'pv.bets',
      ...sixHours,
      '--dry-run',
      '--json',
    );
    expect(planned.windows).toHaveLength(6);
    expect(planned.windows[5]).toEqual({
      account: 'pv',
      stream: 'pv.bets',
      window_start: '2025-03-01T05:00:00Z',
      window_end: '2025-03-01T06:00:00Z',
    });
    expect(planned.requests).toBe(6 + 1); // one for the vendor's totals
    expect(existsSync(where.store)).toBe(false);
    const before = vendor.requests.length;
    expect((await where.ggr('backfill', 'pv.bets', ...sixHours)).code).toBe(0);
    expect(vendor.requests.length - before).toBe(planned.requests);
    const loaded = await where.query(
      'select account, stream, window_start, window_end from sync.windows order by window_start',
    );
    expect(loaded).toEqual(planned.windows);
  });

  test('does not ask again for what is loaded and says so; --only all does', async () => {
    const where = here();
    await where.call('backfill', 'pv.bets', ...sixHours);
    const before = vendor.requests.length;
    const again = await where.call('backfill', 'pv.bets', ...sixHours);
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('6 h of the range is loaded and not asked for again');
    expect(vendor.requests.length).toBe(before);
    const calls = callsForBets();
    const all = await where.callJson<{ streams: unknown[] }>(
      'backfill',
      'pv.bets',
      ...sixHours,
      '--only',
      'all',
      '--json',
    );
    expect(all.streams).toEqual([expect.objectContaining({ loaded: 6, inserted: 0, updated: 0 })]);
    expect(callsForBets()).toBe(calls + 6);
  });

  test.for([
    ['the future', ['--from', '2025-03-01', '--to', '2099-01-01'], 'lies in the future'],
    ['a reversed range', ['--from', '2025-03-02', '--to', '2025-03-01'], 'does not lie after'],
    ['an empty range', ['--from', '2025-03-02', '--to', '2025-03-02'], 'does not lie after'],
    ['two thousand years', ['--from', '0001-01-01', '--to', '2025-03-01'], 'longer than 3660 days'],
    ['no date', ['--from', 'monday', '--to', '2025-03-01'], 'not an ISO 8601'],
    [
      'more than a day without --yes',
      ['--from', '2025-03-01', '--to', '2025-03-04'],
      'needs --yes',
    ],
    ['an unknown --only', [...sixHours, '--only', 'some'], 'none of missing, failed, all'],
    [
      'an unknown --stream',
      [...sixHours, '--stream', 'pv.nothing'],
      'there is no source "pv.nothing"',
    ],
    [
      'a stream of another vendor',
      [...sixHours, '--stream', 'wm.bets'],
      'no account is configured for wm',
    ],
  ] as const)('refuses %s', async ([, args, says]) => {
    const where = here();
    const outcome = await where.call('backfill', 'pv', ...args);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(says);
    expect(outcome.stderr).not.toContain('    at ');
  });

  test('ends with 130 on Ctrl-C, keeps what is committed, and goes on when typed again', async () => {
    const where = here();
    const day = ['backfill', 'pv.bets', '--from', '2025-03-01', '--to', '2025-03-03', '--yes'];
    const held = holdAfter(vendor, 8, PV_HISTORY);
    const running = where.start(...day);
    await held.waiting(PV_IN_FLIGHT);
    running.process.kill('SIGINT');
    const outcome = await running.ended;
    held.release();
    expect(outcome.code).toBe(130);
    expect(outcome.stderr).toContain('run the same command again');
    expect(
      await where.query(`select count(*) as n from sync.windows where state = 'loaded'`),
    ).toEqual([{ n: 8 }]);
    expect(await where.query(`select outcome from sync.runs`)).toEqual([
      { outcome: 'interrupted' },
    ]);
    const asked = callsForBets();
    expect((await where.call(...day)).code).toBe(0);
    expect(callsForBets() - asked).toBe(48 - 8);
  });
});

test('config shows what is set even where something is wrong, and says what', async () => {
  const outcome = await here({ GGR_PV_MCH_ID: 'abc' }).call('config');
  expect(outcome.code).toBe(2);
  expect(outcome.stdout).toMatch(/GGR_PV_MCH_ID +abc +environment/);
  expect(outcome.stderr).toContain('GGR_PV_MCH_ID must be a whole number');
});

test('the time of a WM backfill knows the rule of 30 seconds', async () => {
  const where = place({
    GGR_WM_URL: 'http://127.0.0.1:1/Api/En/Gateway.php',
    GGR_WM_VENDOR_ID: 'v',
    GGR_WM_SIGNATURE: 's',
    GGR_WM_CURRENCY: 'THB',
  });
  const now = Date.now();
  const day = (back: number) => daysAgo(back, now);
  const range = ['--from', `${day(12)}T16:00:00Z`, '--to', `${day(2)}T16:00:00Z`];
  const args = ['backfill', 'wm', ...range, '--dry-run', '--json', '--stream'];
  const planned = await where.callJson<DryRun>(...args, 'wm.bets');
  expect(planned).toMatchObject({ requests: 10, estimated_seconds: 300 });
});

describe('doctor', () => {
  interface Findings {
    findings: { check: string; ok: boolean; says: string; mend: string | null }[];
  }
  test('says of each account whether its vendor answers, and what to do where it does not', async () => {
    const wm = await startWmVendor({ from: Date.now() - 86_400_000 });
    try {
      const env = { GGR_WM_URL: wm.url, GGR_WM_VENDOR_ID: wm.vendorId, GGR_WM_CURRENCY: 'THB' };
      const well = await here({ ...env, GGR_WM_SIGNATURE: wm.signature }).call('doctor');
      expect(well.code).toBe(0);
      expect(well.stdout).toMatch(/ok +account wm +WM answers/);
      const ill = here({ ...env, GGR_WM_SIGNATURE: 'wrong-signature', GGR_PV_KEY: 'wrong' });
      const outcome = await ill.call('doctor', '--json');
      expect(outcome.code).toBe(2);
      const wrong = (JSON.parse(outcome.stdout) as Findings).findings.filter((f) => !f.ok);
      expect(wrong.map((f) => f.check)).toEqual(['account pv', 'account wm']);
      expect(wrong[0]?.mend).toContain('GGR_PV_KEY');
      expect(wrong[1]?.mend).toContain('GGR_WM_SIGNATURE');
      expect(outcome.stdout).not.toContain('wrong-signature');
    } finally {
      await wm.close();
    }
  });
});

describe('a new installation', () => {
  test('without a vendor is told by doctor and sync to configure any, not one of them', async () => {
    const where = place({});
    const doctor = await where.call('doctor');
    expect(doctor.code).toBe(2);
    expect(doctor.stdout).toMatch(/WRONG +configuration +no vendor is configured/);
    const sync = await where.call('sync');
    expect(sync.stderr).toMatch(
      /^ggr: no vendor is configured\n.*vendor's block of \.env \(`.*init` writes one\)/,
    );
  });

  test('of one vendor is told of another what it needs, and not what has a default', async () => {
    const { code, stderr } = await here().call('sync', 'pop');
    expect(code).toBe(2);
    expect(stderr).toContain(
      'set GGR_POP_URL, GGR_POP_APP_ID, GGR_POP_APP_SECRET, GGR_POP_CURRENCY in',
    );
  });

  test('with a misspelt setting is told its name by doctor', async () => {
    const { code, stdout } = await here({ GGR_SYNC_SATRT: '2025-03-01' }).call('doctor');
    expect(code).toBe(2);
    expect(stdout).toMatch(/WRONG +configuration +GGR_SYNC_SATRT is set, but/);
  });

  test('is asked for a balance before it has a wallet, and makes none', async () => {
    const where = here();
    const { code, stderr } = await where.call('wallet', 'balance', 'p1');
    expect(code).toBe(2);
    expect(stderr).toContain('there is no wallet journal at');
    expect(existsSync(where.store)).toBe(false);
  });
});

describe('usage', () => {
  test.for([[['frobnicate']], [['backfill']], [['detail']], [['sync', '--nope']]] as const)(
    'ggr %j exits 2 with the reason on stderr',
    async ([args]) => {
      const outcome = await here().ggr(...args);
      expect(outcome).toMatchObject({ code: 2, stdout: '' });
      expect(outcome.stderr).toContain('error: ');
    },
  );

  test('with --json an error is the one document on stdout', async () => {
    const outcome = await here().call('backfill', 'pv', '--json');
    expect(outcome.code).toBe(2);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ error: { code: 'usage' } });
  });
});

describe('demo', () => {
  test('refuses to replace a store with real data', async () => {
    const where = here();
    await where.call('backfill', 'pv', ...sixHours);
    const outcome = await where.ggr('demo', '--once');
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain("not a demo's");
    expect(await where.query('select count(*) as n from sync.runs')).toEqual([{ n: 1 }]);
  });
});
