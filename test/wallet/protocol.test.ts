import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestWallet } from '../support/wallet.ts';

let wallet: TestWallet;
beforeEach(async () => {
  wallet = await TestWallet.start();
  await wallet.openSession();
  await wallet.deposit(100_000n);
});
afterEach(() => wallet.remove());

const bet = (id: number | bigint, more: object = {}) => ({
  bet: 500,
  code: 's1',
  game: 1012,
  id,
  type: 'bet',
  time: '21-09-2023 03:23:23',
  ...more,
});
const win = (id: number | bigint, more: object = {}) => ({
  code: 's1',
  game: 1012,
  id,
  type: 'win',
  win: 1000,
  time: '21-09-2023 03:23:23',
  ...more,
});
const cancel = (id: number | bigint, more: object = {}) => ({
  code: 's1',
  id,
  type: 'cancel',
  time: '21-09-2023 03:23:23',
  ...more,
});
const credit = async (code = 's1') =>
  (await wallet.send({ code, type: 'credit' })).body.credit as number;
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
    expect(await credit()).toBe(99_000);
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
    expect(await credit()).toBe(99_500);
  });

  test('of another player in the same currency are taken', async () => {
    await wallet.openSession({ code: 's2', playerId: 'p2' });
    await wallet.deposit(5000n, 'p2');
    await wallet.send(bet(9));
    expect((await wallet.send(bet(9, { code: 's2' }))).body).toMatchObject({ err_code: 301 });
    expect(await credit('s2')).toBe(5000);
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
    expect(await credit()).toBe(99_000);
  });

  test('gives the original answer of a win too', async () => {
    await wallet.send(bet(3));
    const first = await wallet.send(win(4));
    await wallet.send(bet(5));
    expect((await wallet.send(win(4))).untimed).toBe(first.untimed);
    expect(await credit()).toBe(100_000);
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
    expect(await credit()).toBe(100_500);
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
    expect(await credit()).toBe(99_500);
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
    expect(await credit()).toBe(100_000);
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
