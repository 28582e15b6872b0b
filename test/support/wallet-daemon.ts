/** The wallet of a real daemon: its operator's side by HTTP, and a game server that bets. */
import { request } from 'undici';
import type { RunningDaemon } from './daemon.ts';
import { type Place, placeWithStore } from './ggr.ts';

export const TOKEN = 'unguessable_0123456789';

/** Somewhere with an empty store, its ports free ones, its game servers let in by TOKEN. */
export const placeWithWallet = (more: Record<string, string> = {}): Place =>
  placeWithStore({
    GGR_PORT: '0',
    GGR_WALLET_PORT: '0',
    GGR_WALLET_HOST: '127.0.0.1',
    GGR_WALLET_TOKEN: TOKEN,
    ...more,
  });

/** Where game servers reach it. */
export const walletAddress = async (daemon: RunningDaemon) =>
  `http://127.0.0.1:${(await daemon.part('wallet')).port}`;

/** Sends requests of a game to the wallet's own port. */
export async function gameServer(daemon: RunningDaemon) {
  const url = `${await walletAddress(daemon)}/wallet/${TOKEN}`;
  return async (body: object) => {
    const reply = await request(url, { method: 'POST', body: JSON.stringify(body) });
    return {
      status: reply.statusCode,
      body: (await reply.body.json().catch(() => ({}))) as Record<string, unknown>,
    };
  };
}

export const bet = (id: number, more: object = {}) => ({
  type: 'bet',
  code: 's1',
  game: 1,
  id,
  bet: 100,
  ...more,
});

/** Player p1 sits in session s1 with that many cents. */
export async function seat(daemon: RunningDaemon, amount_cents = 100_000): Promise<void> {
  const player = { player_id: 'p1', currency: 'EUR' };
  await daemon.call('/wallet/sessions', { code: 's1', ...player });
  await daemon.call('/wallet/transfers', { ...player, amount_cents, key: 'k1' });
}
