import { hashOf } from '../random.ts';
import {
  comparePositions,
  completeBet,
  type PopBet,
  type PopBetInput,
  type TimeRange,
} from './bet.ts';
import { createHours, hourOf, hoursBetween, type PopPlan } from './hours.ts';
import type { Position } from './ids.ts';
import type { PopMisbehaviour } from './misbehaviour.ts';
import type { PopPlayer } from './rounds.ts';

/** What the store needs beside the plan of what is generated. */
export interface PopStoreOptions {
  plan: PopPlan;
  misbehave: PopMisbehaviour;
  /** The vendor's clock, epoch ms. */
  nowMs: () => number;
}

/** The bets as the vendor shows them now. */
export interface PopStore {
  /**
   * The next bets of the record behind a cursor ('' for the beginning), at most `count`. A cursor
   * that looks like an ID but never was one stands where it would. Undefined: no ID at all.
   */
  after(startId: string, count: number): PopBet[] | undefined;
  /** The shown bet of this ID. */
  find(id: string): PopBet | undefined;
  /** Bets whose InsertTime lies in the range, in the order of the record. */
  between(range: TimeRange): PopBet[];
  /** Writes a bet down beside the generated ones; throws a RangeError where its ID is taken. */
  append(input: PopBetInput): PopBet;
  /** Whether there is such a player, of the plan or of a given bet. */
  hasPlayer(userId: string): boolean;
}

// Beyond any place of a generated bet, and within the bits an ID has for it.
const FIRST_GIVEN_PLACE = 2_000_000;

/** Makes a store over a plan. */
export function createStore({ plan, misbehave, nowMs }: PopStoreOptions): PopStore {
  const given = createGiven(plan);
  const hours = createHours(plan);
  const rowsOf = (hourMs: number): readonly PopBet[] => {
    const more = given.at(hourMs);
    return more.length === 0
      ? hours(hourMs)
      : [...hours(hourMs), ...more].toSorted(comparePositions);
  };
  const storedMs = (bet: PopBet): number => bet.recordedMs + (misbehave.storedAfterMs?.(bet) ?? 0);
  const isShown = (bet: PopBet): boolean =>
    storedMs(bet) <= nowMs() && !misbehave.withdrawn.has(bet.id);
  const current = (bet: PopBet): PopBet => {
    const change = misbehave.amended.get(bet.id);
    return change === undefined ? bet : { ...bet, ...change };
  };
  const written = (id: string): PopBet | undefined => {
    const position = plan.ids.parse(id);
    const known = position && rowsOf(hourOf(position.recordedMs)).find((bet) => bet.id === id);
    return given.find(id) ?? known;
  };
  return {
    after(startId, count) {
      const start = startId === '' ? BEGINNING : (written(startId) ?? plan.ids.parse(startId));
      if (start === undefined) return undefined;
      const range = { fromMs: Math.max(start.recordedMs, given.firstMs()), toMs: nowMs() + 1 };
      const bets = hoursBetween(range).values().flatMap(rowsOf);
      return firstBehind(start, bets.filter(isShown), count).map(current);
    },
    find(id) {
      const bet = written(id);
      return bet !== undefined && isShown(bet) ? current(bet) : undefined;
    },
    between(range) {
      const toMs = Math.min(range.toMs + plan.disorderMs, nowMs() + 1);
      const fromMs = Math.max(range.fromMs, plan.fromMs);
      const made = hoursBetween({ fromMs, toMs }).flatMap((hour) => hours(hour));
      return [...made, ...given.all()]
        .filter((bet) => bet.insertedMs >= range.fromMs && bet.insertedMs < range.toMs)
        .filter(isShown)
        .map(current)
        .sort(comparePositions);
    },
    append: given.add,
    hasPlayer: (userId) =>
      plan.players.some((player) => player.userId === userId) || given.hasPlayer(userId),
  };
}

const BEGINNING: Position = { recordedMs: Number.NEGATIVE_INFINITY, place: -1 };

function createGiven(plan: PopPlan) {
  const byId = new Map<string, PopBet>();
  const byHour = new Map<number, PopBet[]>();
  return {
    all: () => byId.values(),
    find: (id: string) => byId.get(id),
    at: (hourMs: number): readonly PopBet[] => byHour.get(hourMs) ?? [],
    firstMs: () => Math.min(plan.fromMs, ...byHour.keys()),
    hasPlayer: (userId: string) => byId.values().some((bet) => bet.userId === userId),
    add(input: PopBetInput): PopBet {
      const place = FIRST_GIVEN_PLACE + byId.size;
      const id = plan.ids.print({ recordedMs: input.recordedMs, place });
      const gameId = plan.games[0]?.ID ?? 'pg_1';
      const bet = completeBet(input, { id, place, gameId, ...playerOf(plan, input.userId) });
      if (byId.has(bet.id)) throw new RangeError(`this ID is there: ${bet.id}`);
      byId.set(bet.id, bet);
      const hour = hourOf(bet.recordedMs);
      byHour.set(hour, [...(byHour.get(hour) ?? []), bet]);
      return bet;
    },
  };
}

// The player of a given bet: the plan's first, one of the plan's, or a stranger.
function playerOf({ players, seed }: PopPlan, userId = players[0]?.userId ?? 'pop_u1'): PopPlayer {
  const known = players.find((player) => player.userId === userId);
  return known ?? { userId, pid: BigInt(hashOf(seed, 'pid', userId)) };
}

// At most `count`; hours behind the last of them are not made.
function firstBehind(start: Position, bets: IteratorObject<PopBet>, count: number): PopBet[] {
  return bets
    .filter((bet) => comparePositions(bet, start) > 0)
    .take(count)
    .toArray();
}
