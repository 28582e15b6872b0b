/** What comes after a bet, in any order: a win is always taken, and a cancel gives back once. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestWallet } from '../support/wallet.ts';
import { bet, cancel, win } from '../support/wallet-requests.ts';

let wallet: TestWallet;
beforeEach(async () => {
  wallet = await TestWallet.start();
  await wallet.openSession();
  await wallet.deposit(100_000n);
});
afterEach(() => wallet.remove());

const flagsOf = (id: bigint, kind = 'win') =>
  wallet.entries.find((entry) => entry.id === id && entry.kind === kind)?.flags;

describe('a win is always taken', () => {
  test('without a bet before it, and flagged', async () => {
    expect((await wallet.send(win(4, { round_id: 3 }))).body).toMatchObject({ credit: 101_000 });
    expect(flagsOf(4n)).toEqual(['orphan']);
  });

  test('when its round is closed, and flagged', async () => {
    await wallet.send(bet(3, { round_id: 3 }));
    await wallet.send(win(4, { round_id: 3 }));
    expect((await wallet.send(win(5, { round_id: 3 }))).body).toMatchObject({ credit: 101_500 });
    expect(flagsOf(4n)).toEqual([]);
    expect(flagsOf(5n)).toEqual(['round-paid']);
  });

  test('when its bet was cancelled, and flagged', async () => {
    await wallet.send(bet(3));
    await wallet.send(cancel(3));
    expect((await wallet.send(win(4, { round_id: 3 }))).body).toMatchObject({ credit: 101_000 });
    expect(flagsOf(4n)).toEqual(['bet-cancelled']);
  });

  test('after its session has expired or was closed, and when the player is blocked', async () => {
    await wallet.openSession({ code: 'short', expiresAt: BigInt(wallet.nowMs + 1000) * 1000n });
    await wallet.send(bet(3, { code: 'short' }));
    wallet.nowMs += 2000;
    await wallet.send(win(4, { code: 'short', round_id: 3 }));
    await wallet.send(bet(5));
    await wallet.closeSession('s1');
    await wallet.block('p1');
    expect((await wallet.send(win(6, { round_id: 5 }))).body).toMatchObject({ credit: 101_000 });
    expect(flagsOf(4n)).toEqual(['session-expired']);
    expect(flagsOf(6n)).toEqual(['session-closed', 'player-blocked']);
  });

  test('and without a round belongs to the newest bet of its player and game', async () => {
    await wallet.send(bet(3));
    await wallet.send(bet(4, { game: 7 }));
    await wallet.send(win(5));
    expect(wallet.entries.at(-1)).toMatchObject({ round: 3n, roundId: null, flags: [] });
  });

  test('and without a round finds the bet of an earlier session of its player', async () => {
    await wallet.send(bet(3));
    await wallet.openSession({ code: 's2' });
    await wallet.send(win(4, { code: 's2' }));
    expect(wallet.entries.at(-1)).toMatchObject({ round: 3n, flags: [], code: 's2' });
  });

  test('and without a round finds the bet that named one', async () => {
    await wallet.send(bet(86, { round_id: 85 }));
    await wallet.send(win(87));
    expect(wallet.entries.at(-1)).toMatchObject({ round: 85n, roundId: null, flags: [] });
  });

  test('and without a round takes no bet of another player, game or currency', async () => {
    await wallet.openSession({ code: 's2', playerId: 'p2' });
    await wallet.openSession({ code: 'usd', currency: 'USD' });
    await wallet.deposit(5000n, 'p2');
    await wallet.deposit(5000n, 'p1', 'USD');
    await wallet.send(bet(3, { code: 's2' }));
    await wallet.send(bet(4, { code: 'usd' }));
    await wallet.send(bet(5, { game: 7 }));
    await wallet.send(win(6));
    expect(wallet.entries.at(-1)).toMatchObject({ round: 6n, flags: ['orphan'] });
  });

  test('and without a round finds an unpaid bet behind hundreds that are paid', async () => {
    await wallet.send(bet(1));
    const round = { code: 's1', game: 1012n, amount: 0n } as const;
    const ids = Array.from({ length: 200 }, (_, i) => BigInt(i) * 2n + 2n);
    await Promise.all(
      ids.flatMap((id) => [
        wallet.wallet.answer({ ...round, type: 'bet', id, roundId: id }),
        wallet.wallet.answer({ ...round, type: 'win', id: id + 1n, roundId: id }),
      ]),
    );
    await wallet.send(win(1000));
    expect(wallet.entries.at(-1)).toMatchObject({ round: 1n, flags: [] });
  });

  test('and without a round passes over bets that are cancelled or paid', async () => {
    for (const id of [1, 2, 3]) await wallet.send(bet(id));
    await wallet.send(cancel(3));
    await wallet.send(win(4));
    await wallet.send(win(5));
    await wallet.send(win(6));
    const wins = wallet.entries.filter(({ kind }) => kind === 'win');
    expect(wins.map(({ round, flags }) => [round, flags])).toEqual([
      [2n, []],
      [1n, []],
      [3n, ['bet-cancelled']],
    ]);
  });

  test('and a round of another player is none of its own', async () => {
    await wallet.openSession({ code: 's2', playerId: 'p2' });
    await wallet.send(bet(3));
    await wallet.send(win(4, { code: 's2', round_id: 3 }));
    expect(flagsOf(4n)).toEqual(['orphan']);
  });
});

describe('a cancel', () => {
  test('gives the stake back once', async () => {
    await wallet.send(bet(3));
    const first = await wallet.send(cancel(3));
    await wallet.send(bet(4));
    const again = await wallet.send(cancel(3));
    expect(first.body).toMatchObject({ result: 1, credit: 100_000 });
    expect(again.untimed).toBe(first.untimed);
    expect(await wallet.credit()).toBe(99_500);
  });

  test('of something unknown answers 1, and the bet that comes later is refused', async () => {
    expect((await wallet.send(cancel(3))).body).toMatchObject({ result: 1, credit: 100_000 });
    expect((await wallet.send(cancel(3))).body).toMatchObject({ result: 1, credit: 100_000 });
    expect((await wallet.send(bet(3))).body).toMatchObject({ result: 0, err_code: 302 });
    expect(wallet.entries.slice(1).map(({ kind, id }) => [kind, id])).toEqual([['tombstone', 3n]]);
  });

  test('of a bet whose round has paid answers 1, gives back, and is flagged', async () => {
    await wallet.send(bet(3));
    await wallet.send(win(4, { round_id: 3 }));
    expect((await wallet.send(cancel(3))).body).toMatchObject({ result: 1, credit: 101_000 });
    expect(flagsOf(3n, 'cancel')).toEqual(['round-paid']);
  });

  test('is followed by the original answer to its bet, which moves nothing', async () => {
    const first = await wallet.send(bet(3));
    await wallet.send(cancel(3));
    expect((await wallet.send(bet(3))).untimed).toBe(first.untimed);
    expect(await wallet.credit()).toBe(100_000);
  });

  test('from another session of the same player works, an expired one too', async () => {
    await wallet.openSession({ code: 'old', expiresAt: BigInt(wallet.nowMs) * 1000n });
    await wallet.send(bet(3));
    expect((await wallet.send(cancel(3, { code: 'old' }))).body).toMatchObject({ credit: 100_000 });
  });

  test('naming a win, or the bet of another player, is refused', async () => {
    await wallet.openSession({ code: 's2', playerId: 'p2' });
    await wallet.send(bet(3));
    await wallet.send(win(4, { round_id: 3 }));
    expect((await wallet.send(cancel(4))).body).toMatchObject({ result: 0, err_code: 303 });
    expect((await wallet.send(cancel(3, { code: 's2' }))).body.err_code).toBe(304);
  });

  test('carries the id, game and round of its bet', async () => {
    await wallet.send(bet(85, { round_id: 85 }));
    await wallet.send(cancel(85, { round_id: 85 }));
    expect(wallet.entries.at(-1)).toMatchObject({
      kind: 'cancel',
      id: 85n,
      game: 1012n,
      round: 85n,
    });
  });
});
