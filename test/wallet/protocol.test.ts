/** The wallet's document, sample by sample: its answers, its ids, its repeats, its bets. */
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

describe("the document's samples", () => {
  test('credit answers credit, player, result, time and currency', async () => {
    const { status, text } = await wallet.send({ code: 's1', type: 'credit', time: 'x' });
    expect(status).toBe(200);
    expect(text).toBe(
      '{"credit":100000,"player_id":"p1","result":1,"time":"01-03-2025 12:00:00","currency":"EUR"}',
    );
  });

  test('bet, win and cancel answer the credit after them', async () => {
    expect((await wallet.send(bet(3))).text).toBe(
      '{"credit":99500,"result":1,"time":"01-03-2025 12:00:00"}',
    );
    expect((await wallet.send(win(4))).body).toMatchObject({ credit: 100_500, result: 1 });
    expect((await wallet.send(bet(5))).body).toMatchObject({ credit: 100_000, result: 1 });
    expect((await wallet.send(cancel(5))).body).toMatchObject({ credit: 100_500, result: 1 });
    expect(flagsOf(4n)).toEqual([]);
  });

  test('an error has a result other than 1, a code and a text', async () => {
    const { status, body } = await wallet.send({ code: 'nobody', type: 'credit' });
    expect(status).toBe(200);
    expect(body).toEqual({
      result: 0,
      err_code: 200,
      err_desc: 'The game session does not exist.',
      time: '01-03-2025 12:00:00',
    });
  });
});

describe('ids', () => {
  test('of 2^64-1 and 2^64-2 are two transactions', async () => {
    await wallet.send(bet(2n ** 64n - 1n));
    await wallet.send(bet(2n ** 64n - 2n));
    expect(await wallet.credit()).toBe(99_000);
    expect(wallet.entries.slice(1).map(({ id }) => id)).toEqual([2n ** 64n - 1n, 2n ** 64n - 2n]);
  });

  test('of 2^64 and of -1 are refused', async () => {
    expect((await wallet.send(bet(2n ** 64n))).body.err_code).toBe(100);
    expect((await wallet.send(bet(-1))).body.err_code).toBe(100);
  });

  test('of 0 are valid', async () => {
    expect((await wallet.send(bet(0))).body).toMatchObject({ result: 1, credit: 99_500 });
    expect((await wallet.send(cancel(0))).body).toMatchObject({ result: 1, credit: 100_000 });
  });

  test('are unique within one currency, not across', async () => {
    await wallet.openSession({ code: 'usd', currency: 'USD' });
    await wallet.deposit(700n, 'p1', 'USD');
    await wallet.send(bet(123));
    expect((await wallet.send(bet(123, { code: 'usd' }))).body).toMatchObject({
      result: 1,
      credit: 200,
    });
    expect(await wallet.credit()).toBe(99_500);
  });

  test('of another player in the same currency are taken', async () => {
    await wallet.openSession({ code: 's2', playerId: 'p2' });
    await wallet.deposit(5000n, 'p2');
    await wallet.send(bet(9));
    expect((await wallet.send(bet(9, { code: 's2' }))).body).toMatchObject({ err_code: 301 });
    expect(await wallet.credit('s2')).toBe(5000);
  });
});

describe('the same request again', () => {
  test('gives the original answer and moves nothing, after a restart too', async () => {
    const first = await wallet.send(bet(3));
    await wallet.send(bet(4));
    wallet.nowMs += 90 * 86_400_000;
    await wallet.restart();
    const again = await wallet.send(bet(3));
    expect(again.untimed).toBe(first.untimed);
    expect(again.text).not.toBe(first.text);
    expect(await wallet.credit()).toBe(99_000);
  });

  test('gives the original answer of a win too', async () => {
    await wallet.send(bet(3));
    const first = await wallet.send(win(4));
    await wallet.send(bet(5));
    expect((await wallet.send(win(4))).untimed).toBe(first.untimed);
    expect(await wallet.credit()).toBe(100_000);
  });

  test('gives the original answer after the session has expired', async () => {
    await wallet.openSession({ code: 'short', expiresAt: BigInt(wallet.nowMs + 1000) * 1000n });
    const first = await wallet.send(bet(3, { code: 'short' }));
    wallet.nowMs += 2000;
    expect((await wallet.send(bet(3, { code: 'short' }))).untimed).toBe(first.untimed);
    expect((await wallet.send(bet(4, { code: 'short' }))).body.err_code).toBe(201);
  });

  test('with anything else different is refused and moves nothing', async () => {
    await wallet.openSession({ code: 'other', playerId: 'p2' });
    await wallet.deposit(5000n, 'p2');
    await wallet.send(bet(3));
    await wallet.send(win(4));
    for (const different of [
      bet(3, { bet: 501 }),
      bet(3, { game: 1013 }),
      bet(3, { code: 'other' }),
      win(3, { win: 500 }),
      win(4, { win: 1001 }),
      win(4, { game: 1013 }),
      win(4, { code: 'other' }),
      bet(4, { bet: 1000 }),
    ]) {
      expect((await wallet.send(different)).body).toMatchObject({ result: 0, err_code: 301 });
    }
    expect(await wallet.credit()).toBe(100_500);
  });

  test('under a new code of the same player, who reconnected, gives the original answer and moves nothing', async () => {
    const answers = [await wallet.send(bet(3)), await wallet.send(win(4, { round_id: 3 }))];
    await wallet.closeSession('s1');
    await wallet.openSession({ code: 's2' });
    await wallet.restart();
    const again = [
      await wallet.send(bet(3, { code: 's2' })),
      await wallet.send(win(4, { code: 's2', round_id: 3 })),
    ];
    expect(again.map(({ untimed }) => untimed)).toEqual(answers.map(({ untimed }) => untimed));
    expect(wallet.entries).toHaveLength(3);
  });

  test('of a cancel under another code of the player gives the original answer, after a tombstone too', async () => {
    await wallet.openSession({ code: 's2' });
    await wallet.send(bet(3));
    const answers = [await wallet.send(cancel(3)), await wallet.send(cancel(9))];
    await wallet.send(bet(5));
    const again = [
      await wallet.send(cancel(3, { code: 's2' })),
      await wallet.send(cancel(9, { code: 's2' })),
    ];
    expect(again.map(({ untimed }) => untimed)).toEqual(answers.map(({ untimed }) => untimed));
    expect((await wallet.send(bet(9, { code: 's2' }))).body).toMatchObject({ err_code: 302 });
  });
});

describe('bets', () => {
  test('above the credit are refused, and the id stays free', async () => {
    expect((await wallet.send(bet(3, { bet: 100_001 }))).body).toMatchObject({ err_code: 300 });
    expect((await wallet.send(bet(3, { bet: 100_000 }))).body).toMatchObject({ credit: 0 });
  });

  test('and wins of 0 are recorded', async () => {
    await wallet.send(bet(3, { bet: 0 }));
    await wallet.send(win(4, { win: 0 }));
    expect(wallet.entries.slice(1).map(({ kind, amount }) => [kind, amount])).toEqual([
      ['bet', 0n],
      ['win', 0n],
    ]);
  });

  test.each([
    ['negative', -1],
    ['fractional', 1.5],
    ['a string', '500'],
    ['too large', 10n ** 20n],
    ['null', null],
  ])('with an amount that is %s are refused', async (_, amount) => {
    expect((await wallet.send(bet(3, { bet: amount }))).body).toMatchObject({ err_code: 102 });
    expect((await wallet.send(win(3, { win: amount }))).body).toMatchObject({ err_code: 102 });
    expect(wallet.entries).toHaveLength(1);
  });

  test('of blocked players, expired and closed sessions are refused', async () => {
    await wallet.openSession({ code: 'old', expiresAt: BigInt(wallet.nowMs) * 1000n });
    await wallet.openSession({ code: 'shut' });
    await wallet.closeSession('shut');
    expect((await wallet.send(bet(3, { code: 'old' }))).body.err_code).toBe(201);
    expect((await wallet.send(bet(3, { code: 'shut' }))).body.err_code).toBe(202);
    await wallet.block('p1');
    expect((await wallet.send(bet(3))).body.err_code).toBe(203);
    await wallet.block('p1', false);
    expect((await wallet.send(bet(3))).body.result).toBe(1);
  });
});
