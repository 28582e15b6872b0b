/** Rounds that an operator closes by hand over HTTP: which are closed, and which are refused. */
import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OperatorSide, startOperatorSide } from '../support/operator-side.ts';
import type { TestWallet } from '../support/wallet.ts';

let side: OperatorSide;
let wallet: TestWallet;
beforeEach(async () => {
  side = await startOperatorSide();
  ({ wallet } = side);
});
afterEach(() => side.close());

describe('rounds', () => {
  const close = (more: object = {}) =>
    side.call('POST', '/wallet/closures', { currency: 'EUR', round: 7, ...more });
  const bet = (id: number, more: object = {}) =>
    wallet.send({ type: 'bet', code: 's1', id, game: 1, bet: 100, ...more });
  beforeEach(async () => {
    await side.open();
    await side.transfer(1000, 'k1');
  });

  test('that the game left open are closed once, by their number or a transaction in them', async () => {
    await bet(8, { round_id: 7 });
    const first = await close({ by: 'ann', reason: 'the game was taken down' });
    expect(first).toEqual({
      status: 201,
      body: {
        currency: 'EUR',
        round: 7,
        player_id: 'p1',
        cause: 'closed-by-hand',
        by: 'ann',
        reason: 'the game was taken down',
        closed_at: '2025-03-01T12:00:00.000Z',
      },
    });
    wallet.nowMs += 1000;
    await wallet.restart();
    expect(await close({ by: 'bob' })).toEqual({ status: 200, body: first.body });
    expect(await close({ round: 8 })).toEqual({ status: 200, body: first.body });
    expect(await side.credit()).toMatchObject({ credit: 900 });
  });

  test('that were paid, cancelled, or only won are ended already', async () => {
    await bet(7);
    await wallet.send({ type: 'win', code: 's1', id: 8, game: 1, win: 0, round_id: 7 });
    await bet(9);
    await wallet.send({ type: 'cancel', code: 's1', id: 9 });
    await wallet.send({ type: 'win', code: 's1', id: 10, game: 1, win: 5, round_id: 99 });
    for (const round of [7, 8, 9, 99]) {
      expect(await close({ round })).toMatchObject({
        status: 409,
        body: { error: { code: 'round-ended' } },
      });
    }
  });

  test('that nobody played, or that are of another currency or player, are a 404', async () => {
    await bet(7);
    await wallet.send({ type: 'cancel', code: 's1', id: 12 }); // a tombstone is no bet
    for (const more of [{ round: 12 }, { round: 6 }, { currency: 'USD' }, { player_id: 'p2' }]) {
      expect(await close(more)).toMatchObject({
        status: 404,
        body: { error: { code: 'unknown-round' } },
      });
    }
    expect(wallet.wallet.journal.closures.end.seq).toBe(0n);
  });

  test('that two players named are closed for the one who is named', async () => {
    await side.open({ code: 's2', player_id: 'p2' });
    await side.transfer(1000, 'k2', { player_id: 'p2' });
    await bet(8, { round_id: 7 });
    await bet(9, { round_id: 7, code: 's2' });
    expect(await close()).toMatchObject({
      status: 409,
      body: { error: { code: 'several-players' } },
    });
    expect(await close({ player_id: 'p2' })).toMatchObject({
      status: 201,
      body: { player_id: 'p2' },
    });
    expect(await close({ player_id: 'p1' })).toMatchObject({ status: 201 });
  });

  test('of 64 bits keep every digit', async () => {
    const round = 2n ** 64n - 1n;
    await wallet.send({ type: 'bet', code: 's1', id: round, game: 1, bet: 1 });
    const body = `{"currency":"EUR","round":${round}}`;
    const reply = await request(`${side.url}/wallet/closures`, { method: 'POST', body });
    expect(await reply.body.text()).toContain(`"round":${round},`);
    expect(wallet.wallet.journal.closures.after(0n, 1)).toMatchObject([{ round }]);
  });

  test.each([
    ['no round', { round: undefined }],
    ['a round below 0', { round: -1 }],
    ['a round of 65 bits', { round: 2 ** 64 }],
    ['a round that is text', { round: '7' }],
    ['a reason with control characters', { reason: 'a\u001fb' }],
    ['a field nobody knows', { why: 'so' }],
  ])('are closed by no call with %s', async (_, more) => {
    await bet(7);
    expect(await close(more)).toMatchObject({ status: 400, body: { error: { code: 'request' } } });
  });
});
