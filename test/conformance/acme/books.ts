/** What Acme knows: bets made from a seed, and what was done to them. Shares nothing with the client. */
import { randomOf } from '../../../src/demo/random.ts';

const DAY_MS = 86_400_000;
const PLAYERS = 12;
const STAKES = [50, 100, 250, 1000];

export const ACME_GAMES = [
  { id: 'lucky-9', title: 'Lucky 9', kind: 'slot' },
  { id: 'dragon', title: 'Dragon’s Gate', kind: 'slot' },
  { id: 'bacc-1', title: 'Baccarat One', kind: 'live' },
] as const;

/** A bet as Acme sends it. Amounts in cents. */
export interface AcmeBet {
  readonly id: string;
  readonly round: string;
  readonly player: string;
  readonly game: string;
  readonly staked: number;
  readonly won: number;
  readonly ended_at: string;
}

/** Sums of bets, in cents. */
export interface AcmeSums {
  readonly bets: number;
  readonly staked: bigint;
  readonly won: bigint;
}

export interface AcmeBooks {
  /** What the vendor does wrong, or again; all of it can be set and taken back while it runs. */
  readonly misbehave: {
    /** Bets that were taken out, by id. */
    readonly void: Set<string>;
    /** What of a bet was corrected, by id. */
    readonly corrected: Map<string, Partial<Pick<AcmeBet, 'staked' | 'won'>>>;
  };
  /** The bets that ended in [fromMs, toMs), oldest first. */
  bets(fromMs: number, toMs: number): AcmeBet[];
  sums(fromMs: number, toMs: number): AcmeSums;
}

interface Plan {
  readonly seed: number;
  readonly betsPerDay: number;
  /** Epoch ms, a midnight. */
  readonly from: number;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Opens the books: whole days are made on demand, always the same, and shown up to now. */
export function openBooks({ seed, betsPerDay, from, now }: Plan): AcmeBooks {
  const misbehave: AcmeBooks['misbehave'] = { void: new Set(), corrected: new Map() };
  const bets = (fromMs: number, toMs: number): AcmeBet[] => {
    const found: AcmeBet[] = [];
    const first = Math.max(from, Math.floor(fromMs / DAY_MS) * DAY_MS);
    for (let day = first; day < toMs; day += DAY_MS) found.push(...betsOf(day, seed, betsPerDay));
    return found
      .filter(({ id, ended_at }) => {
        const at = Date.parse(ended_at);
        return at >= fromMs && at < toMs && at <= now() && !misbehave.void.has(id);
      })
      .map((bet) => ({ ...bet, ...misbehave.corrected.get(bet.id) }));
  };
  return { misbehave, bets, sums: (fromMs, toMs) => sumsOf(bets(fromMs, toMs)) };
}

function betsOf(day: number, seed: number, betsPerDay: number): AcmeBet[] {
  const random = randomOf(seed, 'acme', day);
  const bets = Array.from({ length: betsPerDay }, (_, index) => {
    const staked = random.pick(STAKES);
    const won = random.next() < 0.6 ? 0 : random.int(1, 3 * staked);
    return {
      id: `a${day / DAY_MS}-${index}`,
      round: `r${random.int(1, 1_000_000)}`,
      player: `p${random.int(1, PLAYERS)}`,
      game: random.pick(ACME_GAMES).id,
      staked,
      won,
      ended_at: timeText(day + 1000 * random.int(0, DAY_MS / 1000 - 1)),
    };
  });
  return bets.sort((a, b) => compare(a.ended_at, b.ended_at) || compare(a.id, b.id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function timeText(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

function sumsOf(bets: readonly AcmeBet[]): AcmeSums {
  const sum = (of: (bet: AcmeBet) => number) => bets.reduce((n, bet) => n + BigInt(of(bet)), 0n);
  return { bets: bets.length, staked: sum((bet) => bet.staked), won: sum((bet) => bet.won) };
}
