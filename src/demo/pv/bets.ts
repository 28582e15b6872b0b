import { hex } from '../hex.ts';
import { createLru } from '../lru.ts';
import { hashOf, type Random, randomOf } from '../random.ts';
import { compareBets, type PvBetRecord, type PvClock } from './bet-record.ts';
import { isSlots, type PvGame } from './games.ts';

/** What the generated bets depend on; the same plan gives the same bets on every machine. */
export interface BetPlan {
  seed: number;
  /** The average over a day; 0 for none. */
  betsPerHour: number;
  /** How many players there are. */
  players: number;
  games: readonly PvGame[];
  /** Epoch seconds of the first bet by the plan's clock. */
  fromSec: number;
  clock: PvClock;
}

/** The longest a generated bet takes from start_at to end_at. */
export const MAX_ROUND_SECONDS = 20;

// How busy each UTC hour is; the mean is 1.
const BUSYNESS = [
  1.2, 1.0, 0.8, 0.6, 0.5, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.1, 1.0, 1.0, 1.1, 1.2, 1.3,
  1.5, 1.6, 1.5, 1.4, 1.2,
];
const STAKES_LI = [1000, 2000, 5000, 12000, 20000, 50000, 100000, 600000];
// About three hours of the big mode (200,000 bets an hour), some 150 MB.
const CACHED_BETS = 600_000;

/** Gives the bets whose clock lies in the UTC hour that begins at hourStartSec, in history order. */
export function createBetsOfHour(plan: BetPlan): (hourStartSec: number) => readonly PvBetRecord[] {
  const hours = createLru<number, readonly PvBetRecord[]>(CACHED_BETS);
  const makeHour = hourMaker(plan);
  return (hourStartSec) => {
    const cached = hours.get(hourStartSec);
    if (cached !== undefined) return cached;
    if (plan.betsPerHour === 0 || hourStartSec + 3600 <= plan.fromSec) return [];
    const bets = makeHour(hourStartSec);
    hours.set(hourStartSec, bets, bets.length);
    return bets;
  };
}

/** What runs on from bet to bet of an hour. */
interface HourState {
  readonly random: Random;
  /** By player. */
  readonly credits: number[];
}

function hourMaker(plan: BetPlan): (hourStartSec: number) => PvBetRecord[] {
  const players = playersOf(plan);
  const slots = new Set(plan.games.map((g) => g.game_id).filter((id) => isSlots(plan.games, id)));
  const eventIdOf = eventIdMaker(plan.seed);
  const inOrder = compareBets(plan.clock);
  const betOf = (event_id: string, atSec: number, { random, credits }: HourState) => {
    const who = random.int(0, players.length - 1);
    const { user_id, op_id } = players[who] as Player;
    const game_id = random.pick(plan.games).game_id;
    const moment = momentOf(plan.clock, atSec, secondsOf(slots.has(game_id), random));
    const money = moneyOf(random, credits[who] as number);
    credits[who] = money.credit;
    const draw_id = slots.has(game_id)
      ? spinIdOf(game_id, moment.start_at, random)
      : roundIdOf(moment.end_at);
    return { event_id, draw_id, game_id, user_id, op_id, ...money, ...moment };
  };
  return (hourStartSec) => {
    const random = randomOf(plan.seed, 'bets', hourStartSec);
    // A player's credit runs on within the hour and begins anew in the next, so that an hour can
    // be made without the hours before it.
    const credits = players.map(() => random.int(200_000_000, 2_000_000_000) * 5);
    const bets: PvBetRecord[] = [];
    for (const [index, time] of timesOf(plan, hourStartSec, random).entries()) {
      const atSec = hourStartSec + time;
      if (atSec < plan.fromSec) continue;
      bets.push(betOf(eventIdOf(hourStartSec / 3600, index), atSec, { random, credits }));
    }
    return bets.sort(inOrder);
  };
}

function timesOf(plan: BetPlan, hourStartSec: number, random: Random): Uint16Array {
  const hourOfDay = (hourStartSec / 3600) % 24;
  const mean = plan.betsPerHour * (BUSYNESS[hourOfDay] ?? 1);
  const times = new Uint16Array(Math.round(mean * (0.9 + 0.2 * random.next())));
  return times.map(() => random.int(0, 3599)).sort();
}

// How long a bet takes from start_at to end_at.
function secondsOf(isSpin: boolean, random: Random): number {
  return isSpin ? random.int(0, 2) : random.int(5, MAX_ROUND_SECONDS);
}

// The clock's time lies in the hour; the other one may lie in the hour before or after it.
function momentOf(clock: PvClock, atSec: number, seconds: number) {
  if (clock === 'end_at') return { start_at: atSec - seconds, end_at: atSec };
  return { start_at: atSec, end_at: atSec + seconds };
}

function moneyOf(random: Random, credit_before_bet: number) {
  const bet_amount = random.pick(STAKES_LI);
  const gain_amount = payoutOf(random, bet_amount) - bet_amount;
  const credit = credit_before_bet + gain_amount;
  return { bet_amount, gain_amount, credit_before_bet, credit };
}

// About 0.95 of the stake on average; never below 0.
function payoutOf(random: Random, stake: number): number {
  const luck = random.next();
  if (luck < 0.62) return 0;
  if (luck < 0.8) return stake / 2 + random.int(0, 9);
  if (luck < 0.93) return stake * 2;
  if (luck < 0.985) return stake * random.int(2, 5) + random.int(0, 999);
  return stake * random.int(10, 44);
}

// One multiplayer round takes 20 s and is shared by everybody in it.
function roundIdOf(endAt: number): string {
  return String(Math.floor(endAt / MAX_ROUND_SECONDS));
}

// A round of slots is a player's.
function spinIdOf(gameId: number, startAt: number, random: Random): string {
  return `${gameId}-0-${random.int(100, 999)}-${startAt}-0`;
}

/** One player of the bundled vendor. */
export interface Player {
  user_id: number;
  op_id: string;
}

/** The players of a plan: 12-digit user ids, and an operator's id for every second one. */
export function playersOf(plan: { seed: number; players: number }): Player[] {
  const random = randomOf(plan.seed, 'players');
  return Array.from({ length: plan.players }, (_, index) => ({
    user_id: 102_115_000_000 + index * 1009 + random.int(0, 1008),
    op_id: index % 2 === 0 ? '' : `op-${1000 + index}`,
  }));
}

// Hour and index are 48 bits and go, scrambled by a bijection, into the first two groups: so no two
// bets of one seed share an id. The last group differs by seed.
function eventIdMaker(seed: number): (hourNo: number, index: number) => string {
  const node = `${hex(hashOf(seed, 'node', 1), 8)}${hex(hashOf(seed, 'node', 2) & 0xffff, 4)}`;
  const salt = hashOf(seed, 'event');
  return (hourNo, index) => {
    const low = Math.imul((((hourNo & 0xff) << 24) | index) ^ salt, 0x9e3779b1) >>> 0;
    return `${hex(low, 8)}-${hex((hourNo >>> 8) & 0xffff, 4)}-11f0-a82e-${node}`;
  };
}
