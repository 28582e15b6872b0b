/** Rounds that the game never ends: closed when their time is over or by hand, once, in journal and warehouse. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { readWaiting } from '../../src/wallet/overdue.ts';
import { prove } from '../../src/wallet/prove.ts';
import type { Shipper } from '../../src/wallet/ship.ts';
import { type ShippedWallet, startShippedWallet } from '../support/shipped-wallet.ts';
import type { TestWallet } from '../support/wallet.ts';
import { DAY_MS, HOUR_MS, roundsOf } from '../support/wallet-rounds.ts';

let story: ShippedWallet;
let wallet: TestWallet;
let warehouse: Warehouse;
let shipper: Shipper;
beforeEach(async () => {
  story = await startShippedWallet(); // at 12:00
  ({ wallet, warehouse, shipper } = story);
});
afterEach(() => story.remove());

const { bet, close, closed, closeOverdue, send, win } = roundsOf(() => wallet);

async function bets(): Promise<(string | null)[][]> {
  await shipper.ship();
  const rows = await warehouse.db.many(
    `select bet_id, status, cast(stake as varchar) as stake, cast(payout as varchar) as payout,
            cast(ggr as varchar) as ggr, flags from ggr.bets order by cast(bet_id as integer)`,
  );
  return rows.map((row) => Object.values(row) as (string | null)[]);
}
const daily = async () => {
  await shipper.ship();
  const text =
    'select cast(gaming_day as varchar) as day, cast(ggr as varchar) as ggr from ggr.daily';
  return (await warehouse.db.many(text)).map((row) => Object.values(row).join(' '));
};

describe('a round that the game never ends', () => {
  test('counts as settled with payout 0, flagged, a day after its bet and not a millisecond before', async () => {
    await bet(1);
    wallet.nowMs += DAY_MS - 1;
    expect(await closeOverdue()).toBe(0);
    expect(await bets()).toEqual([['1', 'open', '5.0000', null, null, null]]);
    expect(await daily()).toEqual([]);
    wallet.nowMs += 1;
    expect(await closeOverdue()).toBe(1);
    expect(await bets()).toEqual([['1', 'settled', '5.0000', '0.0000', '5.0000', 'timed-out']]);
    expect(await daily()).toEqual(['2025-03-01 5.0000']);
    const [row] = await warehouse.db.many(
      'select cast(settled_at as varchar) as settled, cast(event_at as varchar) as event from ggr.bets',
    );
    expect(row).toEqual({ settled: '2025-03-02 12:00:00', event: '2025-03-01 12:00:00' });
  });

  test('is closed once, whatever comes after: another look, a restart, a hand', async () => {
    await bet(1);
    wallet.nowMs += DAY_MS;
    await closeOverdue();
    expect(await closeOverdue()).toBe(0);
    await wallet.restart();
    wallet.nowMs += 10 * DAY_MS;
    expect(await closeOverdue()).toBe(0);
    expect(await close(1n)).toMatchObject({
      ok: { isRepeat: true, closure: { cause: 'timed-out' } },
    });
    expect(closed()).toEqual([[1n, 'timed-out', 2n]]);
  });

  test('takes a late win, which is paid, counted and flagged, and stays settled', async () => {
    await bet(1);
    wallet.nowMs += DAY_MS;
    await closeOverdue();
    expect((await win(2, { round_id: 1 })).body).toMatchObject({ result: 1, credit: 100_300 });
    const flags = 'timed-out,round-closed';
    expect(await bets()).toEqual([['1', 'settled', '5.0000', '8.0000', '-3.0000', flags]]);
    wallet.nowMs += DAY_MS;
    expect(await closeOverdue()).toBe(0);
  });

  test('takes a late cancel, which gives the stake back, and is cancelled then', async () => {
    await bet(1);
    wallet.nowMs += DAY_MS;
    await closeOverdue();
    expect((await send('cancel', 1)).body).toMatchObject({ result: 1, credit: 100_000 });
    const flags = 'timed-out,round-closed';
    expect(await bets()).toEqual([['1', 'cancelled', '0.0000', '0.0000', '0.0000', flags]]);
  });

  test('counts a bet that comes into it later at once', async () => {
    await bet(1, { round_id: 1 });
    wallet.nowMs += DAY_MS;
    await closeOverdue();
    await bet(2, { round_id: 1 });
    expect(await bets()).toEqual([['1', 'settled', '10.0000', '0.0000', '10.0000', 'timed-out']]);
  });

  test('gets a late win without a round only where no bet is open', async () => {
    await bet(1);
    wallet.nowMs += DAY_MS;
    await closeOverdue();
    await bet(2);
    await win(3);
    await win(4);
    const wins = wallet.entries.filter(({ kind }) => kind === 'win');
    expect(wins.map(({ round, flags }) => [round, flags])).toEqual([
      [2n, []],
      [1n, ['round-closed']],
    ]);
  });

  test('waits as long after its newest bet', async () => {
    await bet(1, { round_id: 1 });
    wallet.nowMs += 20 * HOUR_MS;
    await bet(2, { round_id: 1 });
    wallet.nowMs += 4 * HOUR_MS;
    expect(await closeOverdue()).toBe(0);
    wallet.nowMs += 20 * HOUR_MS - 1;
    expect(await closeOverdue()).toBe(0);
    wallet.nowMs += 1;
    expect(await closeOverdue()).toBe(1);
  });

  test('is closed with what was not cancelled of it, and not at all where all was', async () => {
    await bet(1, { round_id: 1 });
    await bet(2, { round_id: 1, bet: 70 });
    await send('cancel', 2);
    await bet(3);
    await send('cancel', 3);
    wallet.nowMs += DAY_MS;
    expect(await closeOverdue()).toBe(1);
    expect(await bets()).toEqual([
      ['1', 'settled', '5.0000', '0.0000', '5.0000', 'timed-out'],
      ['3', 'cancelled', '0.0000', '0.0000', '0.0000', null],
    ]);
  });

  test('of two players who named the same one is two', async () => {
    await wallet.openSession({ code: 's2', playerId: 'p2' });
    await wallet.deposit(5000n, 'p2');
    await bet(1, { round_id: 9 });
    await bet(2, { round_id: 9, code: 's2' });
    await win(3, { round_id: 9 });
    wallet.nowMs += DAY_MS;
    expect(await closeOverdue()).toBe(1);
    expect(wallet.wallet.journal.closures.after(0n, 9)).toMatchObject([{ playerId: 'p2' }]);
  });

  test('is among thousands found in steps, each closed once, after a time at which nobody looked', async () => {
    const bets = Array.from({ length: 2500 }, (_, i) => BigInt(i) + 1n);
    const won = bets.filter((id) => id % 2n === 0n);
    const stake = { type: 'bet', code: 's1', game: 1n, amount: 1n, roundId: null } as const;
    const lost = { type: 'win', code: 's1', game: 1n, amount: 0n } as const;
    await Promise.all([
      ...bets.map((id) => wallet.wallet.answer({ ...stake, id })),
      ...won.map((id) => wallet.wallet.answer({ ...lost, id: id + 10_000n, roundId: id })),
    ]);
    wallet.nowMs += 3 * DAY_MS;
    const steps: number[] = [];
    for (let isBehind = true; isBehind; ) {
      const { ok } = await wallet.wallet.call('closeOverdue', BigInt(DAY_MS) * 1000n);
      steps.push(ok.closed);
      isBehind = ok.isBehind;
    }
    expect(Math.max(...steps)).toBeLessThanOrEqual(100);
    expect(wallet.wallet.journal.closures.end.seq).toBe(1250n);
    await shipper.ship();
    expect(
      await warehouse.db.one(
        "select count(*)::integer as n from ggr.bets where flags = 'timed-out' and payout = 0",
      ),
    ).toEqual({ n: 1250 });
    expect((await prove(wallet.path, warehouse.db)).faults).toEqual([]);
  });
});

describe('a clock', () => {
  test('that was years ahead when a bet came holds up neither that round nor later ones', async () => {
    const { nowMs } = wallet;
    await bet(1);
    wallet.nowMs = nowMs + 5 * 365 * DAY_MS;
    await bet(2);
    wallet.nowMs = nowMs + HOUR_MS;
    await bet(3);
    wallet.nowMs = nowMs + DAY_MS;
    expect(await closeOverdue()).toBe(2);
    wallet.nowMs += HOUR_MS;
    expect(await closeOverdue()).toBe(1);
    expect(closed().map(([round]) => round)).toEqual([1n, 2n, 3n]);
  });

  test('that was an hour ahead delays a round by that hour, and no more than the time once again', async () => {
    wallet.nowMs += HOUR_MS;
    await bet(1);
    wallet.nowMs -= HOUR_MS;
    await bet(2);
    wallet.nowMs += DAY_MS;
    await closeOverdue();
    expect(closed().map(([round]) => round)).toEqual([2n]);
    wallet.nowMs += HOUR_MS;
    expect(await closeOverdue()).toBe(1);
  });
});

test('a time that is set anew holds for the rounds that wait already', async () => {
  await bet(1);
  wallet.nowMs += 13 * HOUR_MS;
  await closeOverdue();
  expect(await closeOverdue(48 * HOUR_MS)).toBe(0);
  wallet.nowMs += 20 * HOUR_MS;
  expect(await closeOverdue(48 * HOUR_MS)).toBe(0);
  expect(await closeOverdue(HOUR_MS)).toBe(1);
});

test('the status counts the rounds that are open past half of their time, and names no player', async () => {
  await bet(1);
  await bet(2);
  wallet.nowMs += 11 * HOUR_MS;
  await bet(3);
  const waiting = async () => {
    await closeOverdue();
    return readWaiting(wallet.wallet.journal);
  };
  expect(await waiting()).toMatchObject({ waiting: [] });
  wallet.nowMs += HOUR_MS;
  const since = BigInt(Date.UTC(2025, 2, 1, 12)) * 1000n;
  const told = await waiting();
  expect(told.waiting).toEqual([
    { currency: 'EUR', round: 1n, since },
    { currency: 'EUR', round: 2n, since },
  ]);
  await win(4, { round_id: 1 });
  await close(2n);
  expect(await waiting()).toEqual({ waiting: [], closed: { 'timed-out': 0, 'closed-by-hand': 1 } });
});
