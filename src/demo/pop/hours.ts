import { createLru } from '../lru.ts';
import { type Random, randomOf } from '../random.ts';
import { comparePositions, type PopBet, type TimeRange } from './bet.ts';
import { nodeOf, type PopIds, printHexId } from './ids.ts';
import { makeRound, type RoundPlan, type Spin } from './rounds.ts';

export const HOUR_MS = 3_600_000;

/** What the generated part of a vendor is made from; the same plan gives the same bets always. */
export interface PopPlan extends RoundPlan {
  readonly seed: number;
  /** Nothing is generated before it, epoch ms. */
  readonly fromMs: number;
  /** The average over a day; 0 for none. */
  readonly betsPerHour: number;
  readonly ids: PopIds;
}

/** Gives the bets written down in the hour that begins at this epoch ms, in their order. */
export type PopHours = (hourMs: number) => readonly PopBet[];

// How busy each UTC hour is; the mean is 1.
const BUSYNESS = [
  1.2, 1.0, 0.8, 0.6, 0.5, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.1, 1.0, 1.0, 1.1, 1.2, 1.3,
  1.5, 1.6, 1.5, 1.4, 1.2,
];
const CACHED_BETS = 600_000;

/** Makes the hours of a plan as they are asked for; each depends on plan and hour alone. */
export function createHours(plan: PopPlan): PopHours {
  const hours = createLru<number, readonly PopBet[]>(CACHED_BETS);
  return (hourMs) => {
    const known = hours.get(hourMs);
    if (known !== undefined) return known;
    if (plan.betsPerHour === 0 || hourMs + HOUR_MS <= plan.fromMs) return [];
    const bets = makeHour(plan, hourMs);
    hours.set(hourMs, bets, bets.length + 1);
    return bets;
  };
}

/** The start of the hour of an instant, epoch ms. */
export function hourOf(atMs: number): number {
  return Math.floor(atMs / HOUR_MS) * HOUR_MS;
}

/** The starts of the hours that touch a range. */
export function hoursBetween({ fromMs, toMs }: TimeRange): number[] {
  const first = hourOf(fromMs);
  const count = Math.max(0, Math.ceil((toMs - first) / HOUR_MS));
  return Array.from({ length: count }, (_, index) => first + index * HOUR_MS);
}

function makeHour(plan: PopPlan, hourMs: number): PopBet[] {
  const random = randomOf(plan.seed, 'hour', hourMs);
  // A balance runs on within the hour and begins anew in the next.
  const balances = new Map(plan.players.map(({ pid }) => [pid, startBalance(random)]));
  const bets: PopBet[] = [];
  for (const [place, spin] of spinsOf(plan, random, hourMs).entries()) {
    const balanceBefore = balances.get(spin.pid) ?? 0n;
    balances.set(spin.pid, balanceBefore + spin.win - spin.bet);
    if (spin.recordedMs < plan.fromMs) continue;
    const id = plan.ids.print({ recordedMs: spin.recordedMs, place });
    bets.push({ id, place, balanceBefore, ...spin });
  }
  return bets.sort(comparePositions);
}

function startBalance(random: Random): bigint {
  return BigInt(random.int(100_000, 2_000_000)) * 1000n;
}

function spinsOf(plan: PopPlan, random: Random, hourMs: number): Spin[] {
  const mean = plan.betsPerHour * (BUSYNESS[(hourMs / HOUR_MS) % 24] ?? 1);
  const count = Math.floor(mean * (0.9 + 0.2 * random.next()) + random.next());
  const node = nodeOf(plan.seed);
  const spins: Spin[] = [];
  for (let round = 0; spins.length < count; round += 1) {
    // One round in ten begins with a whole second.
    const tick = random.next() < 0.1 ? 1000 : 1;
    const startMs = hourMs + random.int(0, HOUR_MS / tick - 1) * tick;
    const roundId = printHexId(startMs, node, round);
    spins.push(...makeRound(plan, random, { hourMs, startMs, roundId }));
  }
  return spins.sort((a, b) => a.recordedMs - b.recordedMs);
}
