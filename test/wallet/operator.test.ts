/** The operator's side of the wallet over HTTP: what each call does, and every way it is refused. */
import fastify, { type FastifyInstance } from 'fastify';
import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { operatorRoutes } from '../../src/wallet/operator.ts';
import { prove } from '../../src/wallet/prove.ts';
import { TestWallet } from '../support/wallet.ts';

let wallet: TestWallet;
let app: FastifyInstance;
let url: string;

beforeEach(async () => {
  wallet = await TestWallet.start();
  app = fastify();
  operatorRoutes(app, () => wallet.wallet);
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  await app.close();
  await wallet.remove();
});

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
async function call(method: Method, path: string, body?: unknown) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const reply = await request(`${url}${path}`, { method, body: text ?? null });
  return { status: reply.statusCode, body: (await reply.body.json()) as Record<string, unknown> };
}
const open = (more: object = {}) =>
  call('POST', '/wallet/sessions', { code: 's1', player_id: 'p1', currency: 'EUR', ...more });
const transfer = (amount_cents: unknown, key: string, more: object = {}) =>
  call('POST', '/wallet/transfers', {
    player_id: 'p1',
    currency: 'EUR',
    amount_cents,
    key,
    ...more,
  });
const credit = async (code = 's1') => (await wallet.send({ code, type: 'credit' })).body;

describe('sessions', () => {
  test('are opened, and opened again for the same player', async () => {
    expect(await open()).toEqual({
      status: 201,
      body: { code: 's1', player_id: 'p1', currency: 'EUR', expires_at: null },
    });
    const expires_at = '2025-03-01T14:00:00.5+01:00';
    expect(await open({ expires_at })).toMatchObject({
      status: 200,
      body: { expires_at: '2025-03-01T13:00:00.500Z' },
    });
    expect(await credit()).toMatchObject({ result: 1, credit: 0, player_id: 'p1' });
    wallet.nowMs = Date.UTC(2025, 2, 1, 13, 0, 1);
    expect(await credit()).toMatchObject({ err_code: 201 });
  });

  test('never pass to another player or currency, closed or expired ones neither', async () => {
    await open({ expires_at: '2020-01-01T00:00:00Z' });
    await call('DELETE', '/wallet/sessions/s1');
    expect(await open({ player_id: 'p2' })).toMatchObject({
      status: 409,
      body: { error: { code: 'code-taken' } },
    });
    expect((await open({ currency: 'USD' })).status).toBe(409);
    expect((await open()).status).toBe(200);
    expect(await credit()).toMatchObject({ result: 1 });
  });

  test('are closed, and unknown ones are a 404', async () => {
    await open({ code: 'a/b' });
    expect((await call('DELETE', '/wallet/sessions/a%2Fb')).status).toBe(200);
    expect((await call('DELETE', '/wallet/sessions/a%2Fb')).status).toBe(200);
    expect((await call('DELETE', '/wallet/sessions/none')).status).toBe(404);
    expect(await credit('a/b')).toMatchObject({ err_code: 202 });
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
    expect(await open(more)).toMatchObject({ status: 400, body: { error: { code: 'request' } } });
  });
});

describe('transfers', () => {
  test('move credit once per key, after a restart too', async () => {
    await open();
    const first = await transfer(12_345, 'k1');
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
    await transfer(-345, 'k2');
    await wallet.restart();
    expect(await transfer(12_345, 'k1')).toEqual({ status: 200, body: first.body });
    expect(await credit()).toMatchObject({ credit: 12_000 });
  });

  test('under a key that did something else are refused', async () => {
    await transfer(100, 'k1');
    for (const other of [
      transfer(101, 'k1'),
      transfer(100, 'k1', { player_id: 'p2' }),
      transfer(100, 'k1', { currency: 'USD' }),
    ]) {
      expect(await other).toMatchObject({ status: 409, body: { error: { code: 'key-taken' } } });
    }
  });

  test('that withdraw more than there is move nothing, and leave the key free', async () => {
    await transfer(100, 'k1');
    expect((await transfer(-101, 'k2')).status).toBe(409);
    expect(await transfer(-100, 'k2')).toMatchObject({ status: 201, body: { balance_cents: 0 } });
  });

  test.each([0, 1.5, '100', null, 1e20])('of %s cents are refused', async (amount) => {
    expect((await transfer(amount, 'k1')).status).toBe(400);
    expect(wallet.entries).toEqual([]);
  });

  test('arriving together with one key move credit once', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => transfer(100, 'k1')));
    expect(replies.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
    expect(wallet.entries).toHaveLength(1);
  });
});

describe('rounds', () => {
  const close = (more: object = {}) =>
    call('POST', '/wallet/closures', { currency: 'EUR', round: 7, ...more });
  const bet = (id: number, more: object = {}) =>
    wallet.send({ type: 'bet', code: 's1', id, game: 1, bet: 100, ...more });
  beforeEach(async () => {
    await open();
    await transfer(1000, 'k1');
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
    expect(await credit()).toMatchObject({ credit: 900 });
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
    await open({ code: 's2', player_id: 'p2' });
    await transfer(1000, 'k2', { player_id: 'p2' });
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
    const reply = await request(`${url}/wallet/closures`, { method: 'POST', body });
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

describe('players', () => {
  test('are blocked and unblocked', async () => {
    await open();
    await transfer(500, 'k1');
    expect((await call('PUT', '/wallet/players/p1', { blocked: true })).body).toEqual({
      player_id: 'p1',
      blocked: true,
    });
    const bet = { type: 'bet', code: 's1', id: 1, game: 1, bet: 100 };
    expect((await wallet.send(bet)).body).toMatchObject({ err_code: 203 });
    await call('PUT', '/wallet/players/p1', { blocked: false });
    expect((await wallet.send(bet)).body).toMatchObject({ result: 1 });
  });

  test('have their balances listed by currency', async () => {
    await transfer(500, 'k1');
    await transfer(700, 'k2', { currency: 'USD' });
    expect((await call('GET', '/wallet/players/p1/balances')).body).toEqual({
      player_id: 'p1',
      blocked: false,
      balances: [
        { currency: 'EUR', balance_cents: 500 },
        { currency: 'USD', balance_cents: 700 },
      ],
    });
    expect((await call('GET', '/wallet/players/nobody/balances')).status).toBe(404);
  });

  test('have a balance of 0 in the currency of a session that has moved nothing, and verify is content', async () => {
    await open();
    await open({ code: 's2', currency: 'USD' });
    await transfer(500, 'k1');
    await open({ code: 's3' });
    expect((await call('GET', '/wallet/players/p1/balances')).body).toMatchObject({
      balances: [
        { currency: 'EUR', balance_cents: 500 },
        { currency: 'USD', balance_cents: 0 },
      ],
    });
    expect((await prove(wallet.path, undefined)).faults).toEqual([]);
  });

  test('whose id holds a half surrogate are refused: the journal could not tell two of them apart', async () => {
    expect((await open({ player_id: '\ud800' })).status).toBe(400);
    expect((await transfer(5, 'k1', { player_id: '\udc00x' })).status).toBe(400);
    expect((await transfer(5, 'k\ud800')).status).toBe(400);
    expect((await transfer(5, 'k2', { player_id: '😀' })).status).toBe(201);
    expect(wallet.entries).toHaveLength(1);
  });

  test('are paid by no transfer whose body names a field twice with different values', async () => {
    const twice =
      '{"player_id":"p1","currency":"EUR","key":"k","amount_cents":1,"amount_cents":100000}';
    expect((await call('POST', '/wallet/transfers', twice)).status).toBe(400);
    expect(wallet.entries).toHaveLength(0);
  });

  test('are not changed by a body that is no JSON or says something else', async () => {
    expect((await call('PUT', '/wallet/players/p1', '{')).status).toBe(400);
    expect((await call('PUT', '/wallet/players/p1', { blocked: 'yes' })).status).toBe(400);
  });
});
