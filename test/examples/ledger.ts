/** Queries of sql/examples about what stands behind the figures: ledger, corrections, quarantine, the wallet. */
import { beforeAll, describe, expect, test } from 'vitest';
import { formatAmount } from '../../src/transform/money.ts';
import { iso } from '../../src/transform/time.ts';
import {
  type ExampleStore,
  FIRST_SYNC,
  NOW,
  OPEN_BETS,
  START,
  sharedExampleStore,
} from '../support/example-store.ts';
import { compare, dayOf, grouped, runExample, sumsOf } from '../support/examples.ts';

let it: ExampleStore;
beforeAll(async () => {
  it = await sharedExampleStore();
}, 180_000);

const run = (name: string, change?: (text: string) => string) =>
  runExample(it.warehouse, name, change);
const LAST_DAY = '2025-03-10';
const onLastDay = (source: string) =>
  it.books.filter((bet) => bet.source === source && dayOf(bet.atMs) === LAST_DAY);

/** How far before the last call a report is complete, where it is not a minute. */
const LAGS = { wm: 120, pop: 300 };

describe('a figure', () => {
  test('trace-a-figure: is the sum of bets, each in a window that holds it, with its record and run', async () => {
    const books = onLastDay('pv').sort((a, b) => a.atMs - b.atMs || compare(a.betId, b.betId));
    const total = formatAmount(sumsOf(books).ggr);
    const found = await run('trace-a-figure');
    expect(found.map(({ bet_id }) => bet_id)).toEqual(books.map(({ betId }) => betId));
    expect(found.at(-1)).toMatchObject({ ggr_of_day: total, ggr_so_far: total });
    const hours = new Map(grouped(books, ({ atMs }) => iso(atMs - (atMs % 3_600_000))));
    found.forEach((line, i) => {
      const { stake, payout, atMs } = books[i] ?? { stake: 0n, payout: 0n, atMs: 0 };
      const window_start = iso(atMs - (atMs % 3_600_000));
      expect(line).toMatchObject({
        gaming_day: LAST_DAY,
        ggr_of_bet: formatAmount(stake - payout),
        bet_amount: formatAmount(stake),
        gain_amount: formatAmount(payout - stake),
        end_at: iso(atMs),
        window_start,
        window_end: iso(Date.parse(window_start) + 3_600_000),
        state: 'verified',
        received: hours.get(window_start)?.length,
        command: 'sync',
      });
    });
    const runs = await it.warehouse.db.many('select cast(run_id as varchar) as id from sync.runs');
    const ids = new Set(found.map(({ run_id }) => run_id));
    expect(runs.map(({ id }) => id)).toEqual(expect.arrayContaining([...ids]));
  });

  test('trace-a-walk: is the sum of bets that a whole walk brought, which is complete beyond them', async () => {
    const books = onLastDay('pop');
    const found = await run('trace-a-walk');
    expect(found.map(({ bet_id }) => String(bet_id)).sort()).toEqual(
      books.map(({ betId }) => betId).sort(),
    );
    const booked = new Map(books.map((bet) => [bet.betId, bet]));
    for (const line of found) {
      const { stake = 0n, payout = 0n } = booked.get(String(line.bet_id)) ?? {};
      expect(line).toMatchObject({
        ggr_of_day: formatAmount(sumsOf(books).ggr),
        bet: formatAmount(stake),
        win: formatAmount(payout),
        win_lose: formatAmount(payout - stake),
        is_complete: true,
        complete_until: iso(NOW - 300_000),
        command: 'sync',
      });
    }
  });

  test('believed-on-a-date: is what the first sync saw, before a bet was judged again', async () => {
    const { resettled } = it.faults;
    const seen = it.vendors.wm
      .bets(START, FIRST_SYNC - 120_000)
      .map((bet) => (bet.betId === resettled.betId ? resettled : bet));
    const expected = grouped(seen, ({ betMs }) => dayOf(betMs)).map(([day, bets]) => ({
      day,
      account: 'wm',
      bets: bets.length,
      ggr: formatAmount(bets.reduce((sum, { winLoss }) => sum - winLoss, 0n)),
    }));
    const on = (day: string) =>
      run('believed-on-a-date', (text) => text.replace('$instant', `timestamp '${day}'`));
    expect(await on('2025-03-10')).toEqual(expected);
    const now = await on('2025-03-12');
    expect(now.find(({ day }) => day === '2025-03-06')).not.toEqual(expected[5]);
    expect(await on('2025-03-09')).toEqual([]);
  });

  test('resettlements: shows the bet with what it was, what it is and the difference', async () => {
    const { betId, winLoss, betMs } = it.faults.resettled;
    expect(await run('resettlements')).toEqual([
      {
        account: 'wm',
        bet_id: betId,
        gaming_day: dayOf(betMs),
        currency: 'THB',
        from_revision: 1,
        believed_from: iso(FIRST_SYNC),
        believed_until: iso(NOW),
        ggr_before: formatAmount(-winLoss),
        ggr_after: '-777.0000',
        effect: formatAmount(-777_0000n + winLoss),
      },
    ]);
  });
});

describe('what is missing', () => {
  test('freshness: is told for every stream, the one with a hole first', async () => {
    const found = await run('freshness');
    expect(found.map(({ stream }) => stream).sort()).toEqual([
      'pop.bets',
      'pop.games',
      'pv.bets',
      'pv.bonus_summary',
      'pv.games',
      'pv.stage_summary',
      'wm.balances',
      'wm.bets',
      'wm.open_bets',
      'wm.resettlements',
      'wm.tips',
    ]);
    expect(found[0]).toMatchObject({
      stream: 'pv.bets',
      holes: 1,
      complete_until: '2025-03-05T03:00:00Z',
      seconds_behind: (NOW - Date.parse('2025-03-05T03:00:00Z')) / 1000,
    });
    for (const { account, holes, seconds_behind } of found.slice(1)) {
      expect({ holes, seconds_behind }).toEqual({
        holes: 0,
        seconds_behind: LAGS[account as keyof typeof LAGS] ?? 60,
      });
    }
    const walked = found.find(({ stream }) => stream === 'pop.bets');
    expect(walked?.received).toBe(it.books.filter(({ source }) => source === 'pop').length);
  });

  test('coverage-gaps: is the hour that was taken out of the ledger', async () => {
    expect(await run('coverage-gaps')).toEqual([
      { account: 'pv', stream: 'pv.bets', day: '2025-03-05', hours_missing: 1 },
    ]);
  });

  test('quarantine and pv-control-totals: are the record that was refused, and its amounts', async () => {
    const { refused } = it.faults;
    expect(await run('quarantine')).toEqual([
      {
        account: 'pv',
        stream: 'pv.bets',
        field: 'bet_amount',
        reason: expect.any(String),
        records: 1,
        first_window: '2025-03-04T05:00:00Z',
        last_window: '2025-03-04T05:00:00Z',
        newest_key: refused.event_id,
      },
    ]);
    const theirs = it.vendors.pv.bets(
      Date.UTC(2025, 2, 4) / 1000,
      Date.UTC(2025, 2, 5) / 1000,
    ).length;
    expect(await run('pv-control-totals')).toEqual([
      {
        account: 'pv',
        day: '2025-03-04',
        their_bets: theirs,
        our_bets: theirs - 1,
        stake_missing: formatAmount(BigInt(refused.bet_amount) * 10n),
        ggr_missing: formatAmount(BigInt(refused.gain_amount) * -10n),
      },
    ]);
  });

  test('open-bets-by-age: are the bets and rounds without an outcome', async () => {
    const found = (await run('open-bets-by-age')).filter(({ source }) => source === 'wm');
    const ages = ['1 under ten minutes', '2 under a day', '3 a day or more'];
    expect(found).toEqual(
      OPEN_BETS.map(({ bet, betMs }, i) => ({
        source: 'wm',
        account: 'wm',
        currency: 'THB',
        age: ages[i],
        bets: 1,
        stake: formatAmount(bet),
        oldest: iso(betMs),
      })),
    );
    const rounds = (await run('open-bets-by-age')).filter(({ source }) => source === 'wallet');
    expect(rounds.map(({ currency, bets }) => [currency, bets])).toEqual(
      [...it.games.sums]
        .filter(([, { open }]) => open > 0)
        .map(([currency, { open }]) => [currency, open]),
    );
  });
});

describe('the wallet', () => {
  test('wallet-against-bets: its ledger, the game server and what is reported agree', async () => {
    const found = await run('wallet-against-bets');
    expect(found.map(({ currency }) => currency)).toEqual(['EUR', 'USD']);
    for (const line of found) {
      const { stake = 0n, payout = 0n } = it.games.sums.get(String(line.currency)) ?? {};
      const last = it.games.entries.findLast(({ currency }) => currency === line.currency);
      expect(line).toMatchObject({
        transferred: '1000.0000',
        ggr: formatAmount((stake - payout) * 100n),
        unexplained: '0.0000',
        credit: formatAmount((last?.balanceAfter ?? 0n) * 100n),
        missing_credit: '0.0000',
      });
    }
  });

  test('flagged-rounds: every round with a flagged entry, with its entries in order', async () => {
    const moves = it.games.entries.filter(({ kind }) => ['bet', 'win', 'cancel'].includes(kind));
    const expected = grouped(moves, ({ currency, round }) => `${currency} ${round}`)
      .filter(([, entries]) => entries.some(({ flags }) => flags.length > 0))
      .map(([key, entries]) => ({
        key,
        flags: entries.flatMap(({ flags }) => flags).join(','),
        entries: entries
          .map(({ kind, amount }) => `${kind} ${formatAmount(amount * 100n)}`)
          .join(', '),
      }));
    expect(expected.length).toBeGreaterThan(3);
    const found = (await run('flagged-rounds')).map(({ currency, round, flags, entries }) => ({
      key: `${currency} ${round}`,
      flags,
      entries,
    }));
    expect(found.sort((a, b) => compare(a.key, b.key))).toEqual(expected);
  });
});
