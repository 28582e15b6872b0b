/** Fifty players with money, for a game server to bet for. */
import { type Tortured, WALLET_TOKEN } from './daemon.ts';

const PLAYERS = 50;
const CENTS = 100_000_000;

/** Where the wallet is asked, and for whom. */
export interface Seated {
  readonly url: string;
  readonly codes: readonly string[];
}

export async function seat(daemon: Tortured): Promise<Seated> {
  const codes = Array.from({ length: PLAYERS }, (_, i) => `c${i}`);
  for (const code of codes) {
    const player = { player_id: code, currency: 'EUR' };
    await daemon.call('/wallet/sessions', { code, ...player });
    await daemon.call('/wallet/transfers', { ...player, amount_cents: CENTS, key: code });
  }
  const port = (await daemon.part('wallet'))?.port;
  return { url: `http://127.0.0.1:${port}/wallet/${WALLET_TOKEN}`, codes };
}
