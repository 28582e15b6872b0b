/** The operator's side of a wallet behind real HTTP. */
import fastify from 'fastify';
import { request } from 'undici';
import { operatorRoutes } from '../../src/wallet/operator.ts';
import { TestWallet } from './wallet.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
export type OperatorSide = Awaited<ReturnType<typeof startOperatorSide>>;

export async function startOperatorSide() {
  const wallet = await TestWallet.start();
  const app = fastify();
  operatorRoutes(app, () => wallet.wallet);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const call = async (method: Method, path: string, body?: unknown) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const reply = await request(`${url}${path}`, { method, body: text ?? null });
    return { status: reply.statusCode, body: (await reply.body.json()) as Record<string, unknown> };
  };
  const close = async () => {
    await app.close();
    await wallet.remove();
  };
  /** A session of player p1, unless it is told otherwise. */
  const open = (more: object = {}) =>
    call('POST', '/wallet/sessions', { code: 's1', player_id: 'p1', currency: 'EUR', ...more });
  const transfer = (amount_cents: unknown, key: string, more: object = {}) => {
    const player = { player_id: 'p1', currency: 'EUR' };
    return call('POST', '/wallet/transfers', { ...player, amount_cents, key, ...more });
  };
  /** What a game is told of the credit of a session. */
  const credit = async (code = 's1') => (await wallet.send({ code, type: 'credit' })).body;
  return { wallet, url, call, open, transfer, credit, close };
}
