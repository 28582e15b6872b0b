/** The operator's side of the wallet over HTTP: what each call does, and every way it is refused. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prove } from '../../src/wallet/prove.ts';
import { type OperatorSide, startOperatorSide } from '../support/operator-side.ts';
import type { TestWallet } from '../support/wallet.ts';

let side: OperatorSide;
let wallet: TestWallet;
beforeEach(async () => {
  side = await startOperatorSide();
  ({ wallet } = side);
});
afterEach(() => side.close());

describe('sessions', () => {
  test('are opened, and opened again for the same player', async () => {
    expect(await side.open()).toEqual({
      status: 201,
      body: { code: 's1', player_id: 'p1', currency: 'EUR', expires_at: null },
    });
    const expires_at = '2025-03-01T14:00:00.5+01:00';
    expect(await side.open({ expires_at })).toMatchObject({
      status: 200,
      body: { expires_at: '2025-03-01T13:00:00.500Z' },
    });
    expect(await side.credit()).toMatchObject({ result: 1, credit: 0, player_id: 'p1' });
    wallet.nowMs = Date.UTC(2025, 2, 1, 13, 0, 1);
    expect(await side.credit()).toMatchObject({ err_code: 201 });
  });

  test('never pass to another player or currency, closed or expired ones neither', async () => {
    await side.open({ expires_at: '2020-01-01T00:00:00Z' });
    await side.call('DELETE', '/wallet/sessions/s1');
    expect(await side.open({ player_id: 'p2' })).toMatchObject({
      status: 409,
      body: { error: { code: 'code-taken' } },
    });
    expect((await side.open({ currency: 'USD' })).status).toBe(409);
    expect((await side.open()).status).toBe(200);
    expect(await side.credit()).toMatchObject({ result: 1 });
  });

  test('are closed, and unknown ones are a 404', async () => {
    await side.open({ code: 'a/b' });
    expect((await side.call('DELETE', '/wallet/sessions/a%2Fb')).status).toBe(200);
    expect((await side.call('DELETE', '/wallet/sessions/a%2Fb')).status).toBe(200);
    expect((await side.call('DELETE', '/wallet/sessions/none')).status).toBe(404);
    expect(await side.credit('a/b')).toMatchObject({ err_code: 202 });
  });

  test.each([
    ['no code', { code: '' }],
    ['a code with spaces', { code: 'a b' }],
    ['a player id of more than 40 characters', { player_id: 'x'.repeat(41) }],
    ['a currency in lower case', { currency: 'eur' }],
    ['an expiry without an offset', { expires_at: '2025-03-01T14:00:00' }],
    ['an expiry that is no date', { expires_at: '2025-02-30T14:00:00Z' }],
    ['a field nobody knows', { expiry: '2025-03-01T14:00:00Z' }],
  ])('with %s are refused', async (_, more) => {
    expect(await side.open(more)).toMatchObject({
      status: 400,
      body: { error: { code: 'request' } },
    });
  });
});

describe('transfers', () => {
  test('move credit once per key, after a restart too', async () => {
    await side.open();
    const first = await side.transfer(12_345, 'k1');
    expect(first).toEqual({
      status: 201,
      body: {
        seq: 1,
        player_id: 'p1',
        currency: 'EUR',
        amount_cents: 12_345,
        balance_cents: 12_345,
        key: 'k1',
      },
    });
    await side.transfer(-345, 'k2');
    await wallet.restart();
    expect(await side.transfer(12_345, 'k1')).toEqual({ status: 200, body: first.body });
    expect(await side.credit()).toMatchObject({ credit: 12_000 });
  });

  test('under a key that did something else are refused', async () => {
    await side.transfer(100, 'k1');
    for (const other of [
      side.transfer(101, 'k1'),
      side.transfer(100, 'k1', { player_id: 'p2' }),
      side.transfer(100, 'k1', { currency: 'USD' }),
    ]) {
      expect(await other).toMatchObject({ status: 409, body: { error: { code: 'key-taken' } } });
    }
  });

  test('that withdraw more than there is move nothing, and leave the key free', async () => {
    await side.transfer(100, 'k1');
    expect((await side.transfer(-101, 'k2')).status).toBe(409);
    expect(await side.transfer(-100, 'k2')).toMatchObject({
      status: 201,
      body: { balance_cents: 0 },
    });
  });

  test.each([0, 1.5, '100', null, 1e20])('of %s cents are refused', async (amount) => {
    expect((await side.transfer(amount, 'k1')).status).toBe(400);
    expect(wallet.entries).toEqual([]);
  });

  test('arriving together with one key move credit once', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => side.transfer(100, 'k1')));
    expect(replies.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
    expect(wallet.entries).toHaveLength(1);
  });
});

describe('players', () => {
  test('are blocked and unblocked', async () => {
    await side.open();
    await side.transfer(500, 'k1');
    expect((await side.call('PUT', '/wallet/players/p1', { blocked: true })).body).toEqual({
      player_id: 'p1',
      blocked: true,
    });
    const bet = { type: 'bet', code: 's1', id: 1, game: 1, bet: 100 };
    expect((await wallet.send(bet)).body).toMatchObject({ err_code: 203 });
    await side.call('PUT', '/wallet/players/p1', { blocked: false });
    expect((await wallet.send(bet)).body).toMatchObject({ result: 1 });
  });

  test('have their balances listed by currency', async () => {
    await side.transfer(500, 'k1');
    await side.transfer(700, 'k2', { currency: 'USD' });
    expect((await side.call('GET', '/wallet/players/p1/balances')).body).toEqual({
      player_id: 'p1',
      blocked: false,
      balances: [
        { currency: 'EUR', balance_cents: 500 },
        { currency: 'USD', balance_cents: 700 },
      ],
    });
    expect((await side.call('GET', '/wallet/players/nobody/balances')).status).toBe(404);
  });

  test('have a balance of 0 in the currency of a session that has moved nothing, and verify is content', async () => {
    await side.open();
    await side.open({ code: 's2', currency: 'USD' });
    await side.transfer(500, 'k1');
    await side.open({ code: 's3' });
    expect((await side.call('GET', '/wallet/players/p1/balances')).body).toMatchObject({
      balances: [
        { currency: 'EUR', balance_cents: 500 },
        { currency: 'USD', balance_cents: 0 },
      ],
    });
    expect((await prove(wallet.path, undefined)).faults).toEqual([]);
  });

  test('whose id holds a half surrogate are refused: the journal could not tell two of them apart', async () => {
    expect((await side.open({ player_id: '\ud800' })).status).toBe(400);
    expect((await side.transfer(5, 'k1', { player_id: '\udc00x' })).status).toBe(400);
    expect((await side.transfer(5, 'k\ud800')).status).toBe(400);
    expect((await side.transfer(5, 'k2', { player_id: '😀' })).status).toBe(201);
    expect(wallet.entries).toHaveLength(1);
  });

  test('are paid by no transfer whose body names a field twice with different values', async () => {
    const twice =
      '{"player_id":"p1","currency":"EUR","key":"k","amount_cents":1,"amount_cents":100000}';
    expect((await side.call('POST', '/wallet/transfers', twice)).status).toBe(400);
    expect(wallet.entries).toHaveLength(0);
  });

  test('are not changed by a body that is no JSON or says something else', async () => {
    expect((await side.call('PUT', '/wallet/players/p1', '{')).status).toBe(400);
    expect((await side.call('PUT', '/wallet/players/p1', { blocked: 'yes' })).status).toBe(400);
  });
});
