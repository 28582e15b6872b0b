import type { PopBet } from './bet.ts';

/** Sums over some bets, 1/10000. The players' net is payout - stake. */
export interface PopTally {
  bets: number;
  stake: bigint;
  payout: bigint;
}

/** By what bets can be summed apart: the UTC day of InsertTime (`2025-03-01`), game, player. */
export type PopTallyKey = 'day' | 'game' | 'player';

const KEYS: Readonly<Record<PopTallyKey, (bet: PopBet) => string>> = {
  day: (bet) => new Date(bet.insertedMs).toISOString().slice(0, 10),
  game: (bet) => bet.gameId,
  player: (bet) => bet.userId,
};

/** The sums of some bets. */
export function tallyOf(bets: Iterable<PopBet>): PopTally {
  const tally = { bets: 0, stake: 0n, payout: 0n };
  for (const bet of bets) addBet(tally, bet);
  return tally;
}

/** The sums of some bets per day, game or player, keys in order. */
export function tallyBy(bets: Iterable<PopBet>, key: PopTallyKey): Map<string, PopTally> {
  const tallies = new Map<string, PopTally>();
  for (const bet of bets) {
    const name = KEYS[key](bet);
    const tally = tallies.get(name) ?? tallyOf([]);
    tallies.set(name, tally);
    addBet(tally, bet);
  }
  return new Map([...tallies].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function addBet(tally: PopTally, { bet, win }: PopBet): void {
  tally.bets += 1;
  tally.stake += bet;
  tally.payout += win;
}
