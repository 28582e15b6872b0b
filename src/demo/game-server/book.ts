/** What the game server itself holds to be true: every round it played, and what they sum to. */

/** Minor units of a currency, as Wallet API v2 sends every amount. Never a number. */
export type Cents = bigint;

/** The sums of one currency. Cancelled bets are out of the stake. */
export interface RoundSums {
  /** Rounds that got a win, be it 0. */
  readonly settled: number;
  /** Rounds whose bets were all cancelled and that got no win. */
  readonly cancelled: number;
  /** Rounds that still wait for their win; neither stake nor payout counts them. */
  readonly open: number;
  readonly stake: Cents;
  readonly payout: Cents;
  /** Rounds with a win although no bet of theirs stood when it came. */
  readonly orphans: number;
}

/** A round by its first transaction; ids count within one currency only. */
export interface RoundKey {
  readonly currency: string;
  readonly round: bigint;
}

interface BookedRound {
  readonly bets: Map<bigint, Cents>;
  readonly cancelled: Set<bigint>;
  wins: number;
  payout: Cents;
  isOrphan: boolean;
}

export class Book {
  readonly #currencies = new Map<string, Map<bigint, BookedRound>>();

  /** A bet that the wallet confirmed. */
  bet(key: RoundKey, id: bigint, amount: Cents): void {
    this.#round(key).bets.set(id, amount);
  }

  /** A cancel that the wallet confirmed; of a bet that it never confirmed there is nothing to book. */
  cancel(key: RoundKey, id: bigint): void {
    const round = this.#currencies.get(key.currency)?.get(key.round);
    if (round?.bets.has(id)) round.cancelled.add(id);
  }

  /** A win that the wallet took. */
  win(key: RoundKey, amount: Cents): void {
    const round = this.#round(key);
    if (round.bets.size === round.cancelled.size) round.isOrphan = true;
    round.wins += 1;
    round.payout += amount;
  }

  /** The sums by currency. */
  sums(): Map<string, RoundSums> {
    return new Map(
      [...this.#currencies].map(([currency, rounds]) => [currency, sumOf([...rounds.values()])]),
    );
  }

  #round({ currency, round }: RoundKey): BookedRound {
    let rounds = this.#currencies.get(currency);
    if (!rounds) {
      rounds = new Map();
      this.#currencies.set(currency, rounds);
    }
    let booked = rounds.get(round);
    if (!booked) {
      booked = { bets: new Map(), cancelled: new Set(), wins: 0, payout: 0n, isOrphan: false };
      rounds.set(round, booked);
    }
    return booked;
  }
}

function sumOf(rounds: readonly BookedRound[]): RoundSums {
  const settled = rounds.filter(({ wins }) => wins > 0);
  const unpaid = rounds.filter(({ wins }) => wins === 0);
  const cancelled = unpaid.filter(({ bets, cancelled }) => bets.size === cancelled.size).length;
  return {
    settled: settled.length,
    cancelled,
    open: unpaid.length - cancelled,
    stake: settled.reduce((sum, round) => sum + stakeOf(round), 0n),
    payout: settled.reduce((sum, { payout }) => sum + payout, 0n),
    orphans: rounds.filter(({ isOrphan }) => isOrphan).length,
  };
}

function stakeOf({ bets, cancelled }: BookedRound): Cents {
  return [...bets].reduce((sum, [id, amount]) => (cancelled.has(id) ? sum : sum + amount), 0n);
}
