/** The game server's book, against sums done by hand. */
import { describe, expect, test } from 'vitest';
import { Book } from '../../../src/demo/game-server/book.ts';

const eur = (round: bigint) => ({ currency: 'EUR', round });
const usd = (round: bigint) => ({ currency: 'USD', round });

describe('the book', () => {
  test('sums settled rounds and leaves cancelled bets and open rounds out of it', () => {
    const book = new Book();
    book.bet(eur(1n), 1n, 500n);
    book.win(eur(1n), 1000n);
    book.bet(eur(2n), 2n, 300n);
    book.bet(eur(2n), 3n, 200n);
    book.cancel(eur(2n), 3n);
    book.win(eur(2n), 0n);
    book.bet(eur(4n), 4n, 70n);
    book.cancel(eur(4n), 4n);
    book.bet(eur(5n), 5n, 9n);
    expect(book.sums()).toEqual(
      new Map([
        ['EUR', { settled: 2, cancelled: 1, open: 1, stake: 800n, payout: 1000n, orphans: 0 }],
      ]),
    );
  });

  test('keeps the same ids of two currencies apart', () => {
    const book = new Book();
    book.bet(eur(123n), 123n, 500n);
    book.bet(usd(123n), 123n, 700n);
    book.cancel(usd(123n), 123n);
    book.win(eur(123n), 1n);
    expect(book.sums().get('EUR')).toMatchObject({ settled: 1, stake: 500n, payout: 1n });
    expect(book.sums().get('USD')).toMatchObject({ cancelled: 1, stake: 0n, payout: 0n });
  });

  test('settles a cancelled round that is paid afterwards, without a stake, and marks it', () => {
    const book = new Book();
    book.bet(eur(1n), 1n, 500n);
    book.cancel(eur(1n), 1n);
    book.win(eur(1n), 1000n);
    expect(book.sums().get('EUR')).toEqual({
      settled: 1,
      cancelled: 0,
      open: 0,
      stake: 0n,
      payout: 1000n,
      orphans: 1,
    });
  });

  test('does not mark a round whose bet is cancelled only after it has paid', () => {
    const book = new Book();
    book.bet(eur(1n), 1n, 500n);
    book.win(eur(1n), 1000n);
    book.cancel(eur(1n), 1n);
    expect(book.sums().get('EUR')).toMatchObject({ settled: 1, stake: 0n, orphans: 0 });
  });

  test('knows no round of a cancel that came before its bet', () => {
    const book = new Book();
    book.cancel(eur(1n), 1n);
    expect(book.sums()).toEqual(new Map());
  });

  test('stays exact beyond 2^53 cents and ids', () => {
    const book = new Book();
    book.bet(eur(2n ** 64n - 1n), 2n ** 64n - 1n, 2n ** 53n + 1n);
    book.win(eur(2n ** 64n - 1n), 0n);
    book.bet(eur(2n ** 64n - 2n), 2n ** 64n - 2n, 1n);
    book.win(eur(2n ** 64n - 2n), 0n);
    expect(book.sums().get('EUR')).toMatchObject({ settled: 2, stake: 2n ** 53n + 2n });
  });
});
