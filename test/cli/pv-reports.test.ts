/** What PV's reports by player and game cost and say at the command line; the page of one round. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PvVendor, startPvVendor } from '../../src/demo/pv/server.ts';
import { pvSettings } from '../support/engine.ts';
import { type Place, place } from '../support/ggr.ts';

let vendor: PvVendor;
beforeAll(async () => {
  vendor = await startPvVendor({ from: '2025-03-01T00:00:00Z', betsPerHour: 5, players: 9 });
});
afterAll(() => vendor.close());

const here = (more: Record<string, string> = {}): Place =>
  place({ ...pvSettings(vendor), ...more });
const range = ['--from', '2025-03-01T00:00:00Z', '--to', '2025-03-02T00:00:00Z'];
const first = Date.parse('2025-03-01T00:00:00Z') / 1000;
const isSlots = ({ game_id }: { game_id: number }) => game_id < 2000;

interface DryRun {
  windows: { stream: string }[];
  requests: number;
  estimated_seconds: number;
}

describe('a backfill by player or game', () => {
  test('waits for pv.bets and says so; then --dry-run shows what it takes, and it takes no more', async () => {
    const where = here();
    const cost = (stream: string) =>
      where.callJson<DryRun>('backfill', stream, ...range, '--dry-run', '--json');
    await where.call('sync', 'pv.games');
    expect(await cost('pv.slot_spins')).toMatchObject({ windows: [], requests: 0 });
    const early = await where.call('backfill', 'pv.slot_spins', ...range);
    expect(early.stderr).toContain('it waits for pv.bets');
    expect(early.code).toBe(0);
    await where.call('backfill', 'pv.bets', ...range);
    const bets = vendor.bets(first, first + 86_400);
    const count = <T>(items: readonly T[], of: (item: T) => unknown) => new Set(items.map(of)).size;
    const others = bets.filter((bet) => !isSlots(bet));
    const expected = {
      'pv.slot_spins': count(bets.filter(isSlots), (bet) => bet.user_id),
      'pv.player_rounds': count(others, (bet) => bet.user_id),
      'pv.game_rounds': count(others, (bet) => bet.game_id),
      'pv.game_totals': 1 + count(others, (bet) => bet.game_id),
      'pv.player_totals':
        count(bets.filter(isSlots), (bet) => bet.user_id) + count(others, (bet) => bet.user_id),
    };
    for (const [stream, requests] of Object.entries(expected)) {
      const planned = await cost(stream);
      expect({ stream, requests: planned.requests }).toEqual({ stream, requests });
      expect(planned.windows).toHaveLength(1);
      const before = vendor.requests.length;
      expect((await where.call('backfill', stream, ...range)).code).toBe(0);
      expect({ stream, requests: vendor.requests.length - before }).toEqual({ stream, requests });
    }
  });

  test('is part of `pv` where the configuration chooses it, and not otherwise', async () => {
    const streams = async (where: Place) => {
      const { windows } = await where.callJson<DryRun>(
        'backfill',
        'pv',
        ...range,
        '--dry-run',
        '--json',
      );
      return [...new Set(windows.map(({ stream }) => stream))].sort();
    };
    const plain = ['pv.bets', 'pv.bonus_summary', 'pv.stage_summary'];
    const where = here();
    await where.call('backfill', 'pv', ...range);
    expect(await where.callJson('status', '--json')).toMatchObject({
      streams: plain.map((stream) => ({ stream })),
    });
    expect(await streams(where)).toEqual([]);
    const chosen = { ...where.env, GGR_PV_STREAMS: 'pv.slot_spins,pv.game_totals' };
    expect(await streams(place(chosen))).toEqual(['pv.game_totals', 'pv.slot_spins']);
  });
});

test('chosen reports are pulled by the run that brings the bets, for the windows that --dry-run names', async () => {
  const where = here({ GGR_PV_STREAMS: 'pv.slot_spins,pv.player_totals' });
  await where.call('sync', 'pv.games');
  const named = await where.callJson<DryRun>('backfill', 'pv', ...range, '--dry-run', '--json');
  expect((await where.call('backfill', 'pv', ...range)).code).toBe(0);
  const ledger = await where.query<{ stream: string; n: number }>(
    `select stream, count(*)::integer as n from sync.windows where stream <> 'pv.games' group by all`,
  );
  for (const { stream, n } of ledger) {
    expect({ stream, n: named.windows.filter((w) => w.stream === stream).length }).toEqual({
      stream,
      n,
    });
  }
  const bets = vendor.bets(first, first + 86_400);
  const slots = bets.filter(isSlots);
  expect(await where.query('select count(*)::integer as n from pv.slot_spins')).toEqual([
    { n: slots.length },
  ]);
  const stakeLi = slots.reduce((sum, { bet_amount }) => sum + BigInt(bet_amount), 0n);
  const sums = `select (sum(bet_amount) * 1000)::bigint::varchar as li from pv.player_totals where family = 'slots'`;
  expect(await where.query(sums)).toEqual([{ li: String(stakeLi) }]);
});

test('chosen reports of an hour whose bets failed wait for it, and the run says so', async () => {
  const where = here({ GGR_PV_STREAMS: 'pv.slot_spins' });
  const failing = first + 6 * 3600;
  vendor.faults.add({
    kind: 'answer',
    path: '/api/all/history',
    match: ({ text }) => text.includes(`"time_start":${failing}`),
    body: '{"code":400,"msg":"no","data":{}}',
  });
  const outcome = await where.call('backfill', 'pv', ...range);
  expect(outcome.code).toBe(3);
  expect(outcome.stderr).toContain('it waits for pv.bets');
  const spins = 'select count(*)::integer as n from pv.slot_spins';
  const slots = vendor.bets(first, first + 86_400).filter(isSlots);
  const late = slots.filter(({ end_at }) => end_at >= failing && end_at < failing + 3600);
  expect(late.length).toBeGreaterThan(0);
  expect(await where.query(spins)).toEqual([{ n: slots.length - late.length }]);
  expect((await where.call('backfill', 'pv', ...range)).code).toBe(0);
  expect(await where.query(spins)).toEqual([{ n: slots.length }]);
});

test('a stream that is chosen and does not exist is refused, with those that do', async () => {
  const outcome = await here({ GGR_PV_STREAMS: 'pv.slot_spin' }).call('sync');
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toContain('pv.slot_spin');
  expect(outcome.stderr).toContain('pv.slot_spins');
});

describe('detail', () => {
  test('prints the address of the page of a round', async () => {
    const where = here();
    const outcome = await where.ggr('detail', 'pv', '1006', '1006-0-1-2-0');
    expect(outcome).toMatchObject({
      code: 0,
      stdout: 'https://detail.example/pv/1006/1006-0-1-2-0\n',
    });
    expect(
      await where.callJson('detail', 'pv', '1006', 'a/b', '--account', 'pv', '--json'),
    ).toEqual({
      url: 'https://detail.example/pv/1006/a%2Fb',
    });
  });

  test.for([
    ['a game without such pages', ['pv', '2011', '34063215'], 'game_id is no Slots game'],
    ['a game_id that is no number', ['pv', 'roulette', '1'], 'not a whole number'],
    ['a vendor without such pages', ['wm', '101', '1'], 'has no pages of rounds'],
    ['an unknown account', ['pv', '1006', '1', '--account', 'other'], 'no account other'],
  ] as const)('refuses %s with exit code 2', async ([, args, says]) => {
    const outcome = await here().call('detail', ...args);
    expect(outcome.code).toBe(2);
    expect(outcome.stdout).toBe('');
    expect(outcome.stderr).toContain(says);
  });

  test('tells a wrong key from a wrong round', async () => {
    const outcome = await here({ GGR_PV_KEY: 'wrong' }).call('detail', 'pv', '1006', '1', '--json');
    expect(outcome.code).toBe(2);
    expect(JSON.parse(outcome.stdout).error.hint).toContain('GGR_PV_KEY');
  });
});
