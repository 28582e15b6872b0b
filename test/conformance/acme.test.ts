/** Acme in the catalogue: the commands that know no vendor, held against the vendor's own books. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { at } from '../support/engine.ts';
import type { AcmeBet, AcmeSums } from './acme/books.ts';
import { openAcme } from './acme/engine.ts';

const DAY_MS = 86_400_000;
const FROM = at('2025-03-01');
const open = () => openAcme({ from: FROM, now: at('2025-03-03T12:00:30') });

/** Cents as currency units with four decimals. */
function units(cents: bigint): string {
  const sign = cents < 0n ? '-' : '';
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}00`;
}

const figures = ({ bets, staked, won }: AcmeSums) => ({
  bets,
  stake: units(staked),
  payout: units(won),
  ggr: units(staked - won),
});

test('sync brings every bet and game: ggr.bets, ggr.daily and ggr.games equal the books', async () => {
  const { vendor, ggr, query } = await open();
  const { code, document } = await ggr(['sync']);
  expect(code).toBe(0);
  const { bets } = vendor.sums(FROM, at('2025-03-04'));
  expect(bets).toBeGreaterThan(240); // two pages a day
  expect(document).toMatchObject({
    streams: [
      { account: 'acme', stream: 'acme.bets', windows: 3, inserted: bets, quarantined: 0 },
      { account: 'acme', stream: 'acme.games', windows: 1, inserted: 3 },
    ],
  });
  const days = [0, 1, 2].map((n) => ({
    gaming_day: `2025-03-0${n + 1}`,
    source: 'acme',
    account: 'acme',
    currency: 'USD',
    ...figures(vendor.sums(FROM + n * DAY_MS, FROM + (n + 1) * DAY_MS)),
  }));
  expect(
    await query(
      `select strftime(gaming_day, '%Y-%m-%d') as gaming_day, source, account, currency, bets::integer as bets, stake, payout, ggr
         from ggr.daily order by 1`,
    ),
  ).toEqual(days);
  const all = vendor.bets(FROM, at('2025-03-04'));
  expect(
    await query(
      'select bet_id, player_id, game_id, stake, event_at from ggr.bets order by event_at, bet_id',
    ),
  ).toEqual(
    all.map((bet) => ({
      bet_id: bet.id,
      player_id: bet.player,
      game_id: bet.game,
      stake: units(BigInt(bet.staked)),
      event_at: bet.ended_at,
    })),
  );
  const played = (id: string) => all.filter(({ game }) => game === id);
  expect(
    await query(
      'select game_id, game_name, game_type, bets::integer as bets, stake from ggr.games order by 1',
    ),
  ).toEqual([
    game({ game_id: 'bacc-1', game_name: 'Baccarat One', game_type: 'live' }, played('bacc-1')),
    game({ game_id: 'dragon', game_name: 'Dragon’s Gate', game_type: 'slot' }, played('dragon')),
    game({ game_id: 'lucky-9', game_name: 'Lucky 9', game_type: 'slot' }, played('lucky-9')),
  ]);
});

type Named = Record<'game_id' | 'game_name' | 'game_type', string>;

function game(named: Named, bets: readonly AcmeBet[]) {
  const stake = units(bets.reduce((sum, { staked }) => sum + BigInt(staked), 0n));
  return { ...named, bets: bets.length, stake };
}

test('backfill re-reads history: what was corrected or taken out is so in the sums, and kept beside them', async () => {
  const { vendor, ggr, query } = await open();
  await ggr(['sync', 'acme.bets']);
  const [first, second] = vendor.bets(FROM, FROM + DAY_MS);
  vendor.misbehave.void.add(first?.id ?? '');
  vendor.misbehave.corrected.set(second?.id ?? '', { won: 4321 });
  const range = ['--from', '2025-03-01', '--to', '2025-03-02'];
  const missing = await ggr(['backfill', 'acme', ...range]);
  expect(missing.notes).toContain('not asked for again');
  const { code, document } = await ggr(['backfill', 'acme', ...range, '--only', 'all']);
  expect(code).toBe(0);
  expect(document).toMatchObject({ streams: [{ updated: 1, withdrawn: 1, inserted: 0 }] });
  expect(
    await query(
      `select bets::integer as bets, stake, payout, ggr from ggr.daily where gaming_day = '2025-03-01'`,
    ),
  ).toEqual([figures(vendor.sums(FROM, FROM + DAY_MS))]);
  expect(await query('select record_key, reason from sync.revisions order by reason')).toEqual([
    { record_key: second?.id, reason: 'replaced' },
    { record_key: first?.id, reason: 'withdrawn' },
  ]);
});

test('gaps and status name a day that failed, and the next sync closes it', async () => {
  const { vendor, ggr, query } = await open();
  const isThatDay = ({ query }: { query: URLSearchParams }) => query.get('day') === '2025-03-02';
  const body = '{"error":{"code":"bad_parameter","message":"day: not today"}}';
  vendor.faults.add({ kind: 'answer', status: 422, body, match: isThatDay });
  const failed = await ggr(['sync', 'acme.bets']);
  expect(failed.code).toBe(3);
  expect(failed.notes).toContain('Acme /v1/bets: bad_parameter "day: not today"');
  expect((await ggr(['gaps'])).document).toMatchObject({
    gaps: [
      { stream: 'acme.bets', window_start: '2025-03-02T00:00:00Z', state: 'failed', attempts: 1 },
    ],
  });
  expect((await ggr(['status'])).document).toMatchObject({
    streams: [{ stream: 'acme.bets', failed_windows: 1, complete_until: '2025-03-02T00:00:00Z' }],
  });
  expect((await ggr(['sync'])).code).toBe(0);
  expect((await ggr(['gaps'])).document).toEqual({ gaps: [] });
  expect((await ggr(['status'])).document).toMatchObject({
    streams: [
      { stream: 'acme.bets', failed_windows: 0, behind_seconds: 60, stale: false },
      { stream: 'acme.games', stale: false },
    ],
  });
  const { bets } = vendor.sums(FROM, at('2025-03-04'));
  expect(await query('select count(*)::integer as bets from ggr.bets')).toEqual([{ bets }]);
});

test('a wrong token stops the source with the names of the settings, and asks no second time', async () => {
  const { vendor, ggr } = await open();
  const { code, notes } = await ggr(['sync', 'acme.bets'], { GGR_ACME_TOKEN: 'old' });
  expect(code).toBe(2);
  expect(notes).toContain('unauthorized');
  expect(notes).toContain('check GGR_ACME_OPERATOR and GGR_ACME_TOKEN');
  expect(notes).not.toContain('old');
  expect(vendor.requests.length).toBeLessThanOrEqual(2); // two windows begin at once
});

test('README shows what Acme cost: the files and lines that stand here', () => {
  const folder = join(import.meta.dirname, 'acme');
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
  const lines = (file: string) => readFileSync(join(folder, file), 'utf8').split('\n').length - 1;
  const files = ['extract', 'sql'].flatMap((part) =>
    readdirSync(join(folder, part)).map((file) => `${part}/${file}`),
  );
  expect(files.length).toBeLessThanOrEqual(6);
  for (const file of files) expect(readme).toContain(`| \`${file}\` | ${lines(file)} |`);
});
