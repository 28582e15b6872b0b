import type { Random } from '../random.ts';
import type { PopBet } from './bet.ts';
import type { PopGame } from './games.ts';

/** A player: the operator's id and the platform's. */
export interface PopPlayer {
  readonly userId: string;
  readonly pid: bigint;
}

/** What rounds are made from. */
export interface RoundPlan {
  readonly players: readonly PopPlayer[];
  readonly games: readonly PopGame[];
  /** How InsertTime may be written, minutes ahead of UTC. */
  readonly offsetsMinutes: readonly number[];
  /** By how much at most InsertTime is before the row's place in the record, ms. */
  readonly disorderMs: number;
}

/** A spin that is not yet written down. */
export type Spin = Omit<PopBet, 'id' | 'place' | 'balanceBefore'>;

const HOUR_MS = 3_600_000;
// 0.1 to 50 units; every one can be divided by 8 without a fifth decimal.
const STAKES = [1000, 2000, 3000, 5000, 6000, 10_000, 12_000, 20_000, 30_000, 100_000, 500_000];

/** All spins of one round: one that is paid for, and now and then up to seven free ones after it. */
export function makeRound(
  plan: RoundPlan,
  random: Random,
  at: { hourMs: number; startMs: number; roundId: string },
): Spin[] {
  const player = random.pick(plan.players);
  const gameId = random.pick(plan.games).ID;
  const stake = random.pick(STAKES);
  const grade = random.int(0, 999);
  const count = random.next() < 0.08 ? random.int(2, 8) : 1;
  // A few rounds are left by their player and never come to an end.
  const isLeft = random.int(1, 200) === 1;
  let recordedMs = at.startMs;
  return Array.from({ length: count }, (_, index) => {
    if (index > 0) recordedMs += random.int(1500, 6000);
    // An hour is made without the hours around it: no round goes beyond its end.
    recordedMs = Math.min(recordedMs, at.hourMs + HOUR_MS - 1);
    return {
      ...player,
      gameId,
      grade,
      roundId: at.roundId,
      ...momentOf(plan, random, recordedMs),
      bet: BigInt(index === 0 ? stake : 0),
      ...winOf(random, stake),
      completed: index === count - 1 && !isLeft,
    };
  });
}

function momentOf(plan: RoundPlan, random: Random, recordedMs: number) {
  return {
    recordedMs,
    insertedMs: recordedMs - random.int(0, plan.disorderMs),
    finerDigits: random.pick(['', '', finer(random, 3), finer(random, 6)]),
    offsetMinutes: random.pick(plan.offsetsMinutes),
  };
}

function finer(random: Random, digits: number): string {
  return String(random.int(0, 10 ** digits - 1)).padStart(digits, '0');
}

function winOf(random: Random, stake: number): Pick<Spin, 'win' | 'firstLine'> {
  const win = payoutOf(random, stake);
  // Every fourth win comes from two lines.
  const firstLine = random.next() < 0.25 ? Math.floor(win / 3000) * 1000 : 0;
  return { win: BigInt(win), firstLine: BigInt(firstLine) };
}

// About 0.8 of the stake on average, to which the free spins add theirs.
function payoutOf(random: Random, stake: number): number {
  const luck = random.next();
  if (luck < 0.66) return 0;
  if (luck < 0.7) return stake / 8;
  if (luck < 0.82) return stake / 2;
  if (luck < 0.92) return stake + (stake / 10) * random.int(0, 9);
  if (luck < 0.991) return stake * random.int(2, 7);
  return stake * random.int(10, 40);
}
