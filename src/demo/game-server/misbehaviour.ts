/** What a game server sends that it must not; the wallet has to refuse each and move nothing. */
import { renderJson } from '../json-text.ts';
import type { WalletRequest } from './protocol.ts';

export type Misdeed =
  | 'unknown-type'
  | 'text-amount'
  | 'fractional-amount'
  | 'negative-amount'
  | 'changed-amount'
  | 'changed-game'
  | 'id-of-2^64'
  | 'broken-json';

/** For so many bets to come, the spoilt request follows the right one. */
export type Misbehaviour = Map<Misdeed, number>;

type Bet = Extract<WalletRequest, { type: 'bet' }>;

/** Where the id must be one that was never used, so that nothing but the misdeed can be refused. */
const SPOIL: Readonly<Record<Misdeed, (bet: Bet, freshId: bigint) => object>> = {
  'unknown-type': (bet, id) => ({ ...bet, id, type: 'bonus' }),
  'text-amount': (bet, id) => ({ ...bet, id, bet: String(bet.bet) }),
  'fractional-amount': (bet, id) => ({ ...bet, id, bet: 0.5 }),
  'negative-amount': (bet, id) => ({ ...bet, id, bet: -bet.bet - 1n }),
  'changed-amount': (bet) => ({ ...bet, bet: bet.bet + 1n }),
  'changed-game': (bet) => ({ ...bet, game: bet.game + 1 }),
  'id-of-2^64': (bet) => ({ ...bet, id: 2n ** 64n }),
  'broken-json': (bet, id) => ({ ...bet, id }),
};

/** The next misdeed that is due, if any; it is then due once less. */
export function takeMisdeed(misbehaviour: Misbehaviour): Misdeed | undefined {
  for (const [misdeed, times] of misbehaviour) {
    if (times <= 0) continue;
    misbehaviour.set(misdeed, times - 1);
    return misdeed;
  }
  return undefined;
}

/** The spoilt body. */
export function spoilBet(misdeed: Misdeed, bet: Bet, freshId: bigint): string {
  const body = renderJson(SPOIL[misdeed](bet, freshId));
  return misdeed === 'broken-json' ? body.slice(0, -9) : body;
}
