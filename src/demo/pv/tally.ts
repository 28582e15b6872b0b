import type { PvBetRecord } from './bet-record.ts';

/** Sums over some bets, in li; bigint, so that no sum ever loses a digit. */
export interface PvTally {
  bet_count: number;
  bet_amount: bigint;
  /** The players' net; the company's is its negative. */
  gain_amount: bigint;
}

/** The sums of nothing. */
export function emptyTally(): PvTally {
  return { bet_count: 0, bet_amount: 0n, gain_amount: 0n };
}

/** Adds a bet to a tally, in place. */
export function addBet(tally: PvTally, bet: PvBetRecord): void {
  tally.bet_count += 1;
  tally.bet_amount += BigInt(bet.bet_amount);
  tally.gain_amount += BigInt(bet.gain_amount);
}

/** Adds one tally to another, in place. */
export function addTally(tally: PvTally, other: PvTally): void {
  tally.bet_count += other.bet_count;
  tally.bet_amount += other.bet_amount;
  tally.gain_amount += other.gain_amount;
}

/** Sums per key, keys in the order of their first bet. */
export function tallyBy<K>(bets: Iterable<PvBetRecord>, keyOf: (bet: PvBetRecord) => K) {
  const tallies = new Map<K, PvTally>();
  for (const bet of bets) {
    const key = keyOf(bet);
    const tally = tallies.get(key) ?? emptyTally();
    tallies.set(key, tally);
    addBet(tally, bet);
  }
  return tallies;
}
