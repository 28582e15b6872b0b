import { compareBets, type PvBetRecord, type PvClock } from './bet-record.ts';
import { type BetPlan, createBetsOfHour, MAX_ROUND_SECONDS } from './bets.ts';
import { keepsBets, latenessOf, type PvMisbehaviour } from './misbehaviour.ts';
import { addBet, addTally, emptyTally, type PvTally } from './tally.ts';

/** What the store needs beside the plan of the generated bets. */
export interface BetStoreOptions {
  plan: BetPlan;
  /** Given bets, beside the generated ones. */
  extraBets: readonly PvBetRecord[];
  misbehave: PvMisbehaviour;
  /** The vendor's clock, epoch seconds with fraction. */
  nowSec: () => number;
}

/** The bets as the vendor shows them now. All ranges are half-open epoch seconds, by its clock. */
export interface BetStore {
  /** Visible bets, in history order. */
  between(fromSec: number, toSec: number): PvBetRecord[];
  /** The same, newest first, made hour by hour as they are taken. */
  newestFirst(fromSec: number, toSec: number): Generator<PvBetRecord>;
  /** Their sums; hours that can no longer change are summed once. */
  tally(fromSec: number, toSec: number): PvTally;
  /** Whether what stands before toSec can no longer change. */
  isSettled(toSec: number): boolean;
}

/** Makes a store over a plan's bets. */
export function createBetStore(options: BetStoreOptions): BetStore {
  const { plan, misbehave, nowSec } = options;
  const { clock } = plan;
  const betsOfHour = withExtras(createBetsOfHour(plan), options.extraBets, clock);
  const slack = clock === 'end_at' ? 0 : MAX_ROUND_SECONDS;
  // Extra bets may take as long as they like, so that nothing of theirs is ever taken as settled.
  const isSettled = (toSec: number): boolean =>
    options.extraBets.length === 0 && keepsBets(misbehave) && toSec + slack <= nowSec();

  const inHour: InHour = (hourSec, fromSec, toSec) => {
    const all = betsOfHour(hourSec);
    const bets = all.slice(lowerBound(all, clock, fromSec), lowerBound(all, clock, toSec));
    return isSettled(Math.min(toSec, hourSec + 3600)) ? bets : shown(bets, options);
  };
  // Nothing that begins after now can be visible: such hours are not even made.
  const hours = (fromSec: number, toSec: number): number[] =>
    hoursBetween(fromSec, Math.min(toSec, Math.ceil(nowSec())));

  const tallyOfHour = hourTallier(inHour, isSettled);

  return {
    isSettled,
    between: (fromSec, toSec) => hours(fromSec, toSec).flatMap((h) => inHour(h, fromSec, toSec)),
    *newestFirst(fromSec, toSec) {
      for (const hour of hours(fromSec, toSec).reverse()) {
        yield* inHour(hour, fromSec, toSec).toReversed();
      }
    },
    tally(fromSec, toSec) {
      const tally = emptyTally();
      for (const hour of hours(fromSec, toSec)) addTally(tally, tallyOfHour(hour, fromSec, toSec));
      return tally;
    },
  };
}

type InHour = (hourSec: number, fromSec: number, toSec: number) => readonly PvBetRecord[];

// Sums of a whole hour that can no longer change are kept.
function hourTallier(inHour: InHour, isSettled: (toSec: number) => boolean) {
  const kept = new Map<number, PvTally>();
  return (hourSec: number, fromSec: number, toSec: number): PvTally => {
    const whole = fromSec <= hourSec && hourSec + 3600 <= toSec && isSettled(hourSec + 3600);
    const known = whole ? kept.get(hourSec) : undefined;
    if (known !== undefined) return known;
    const tally = emptyTally();
    for (const bet of inHour(hourSec, fromSec, toSec)) addBet(tally, bet);
    if (whole) kept.set(hourSec, tally);
    return tally;
  };
}

function shown(bets: readonly PvBetRecord[], options: BetStoreOptions): PvBetRecord[] {
  const { misbehave, plan } = options;
  const now = options.nowSec();
  return bets
    .filter((bet) => bet.end_at + latenessOf(misbehave, plan.seed, bet) < now)
    .filter((bet) => !misbehave.withdrawn.has(bet.event_id))
    .map((bet) => {
      const change = misbehave.amended.get(bet.event_id);
      return change === undefined ? bet : { ...bet, ...change };
    });
}

type BetsOfHour = (hourStartSec: number) => readonly PvBetRecord[];

function withExtras(made: BetsOfHour, extras: readonly PvBetRecord[], clock: PvClock): BetsOfHour {
  if (extras.length === 0) return made;
  const byHour = Map.groupBy(extras, (bet) => hourOf(bet[clock]));
  const inOrder = compareBets(clock);
  return (hourSec) => {
    const extra = byHour.get(hourSec);
    return extra === undefined ? made(hourSec) : [...made(hourSec), ...extra].sort(inOrder);
  };
}

function lowerBound(bets: readonly PvBetRecord[], clock: PvClock, sec: number): number {
  let low = 0;
  let high = bets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bets[middle] as PvBetRecord)[clock] < sec) low = middle + 1;
    else high = middle;
  }
  return low;
}

function hourOf(sec: number): number {
  return Math.floor(sec / 3600) * 3600;
}

function hoursBetween(fromSec: number, toSec: number): number[] {
  const count = Math.max(0, Math.ceil((toSec - hourOf(fromSec)) / 3600));
  return Array.from({ length: count }, (_, index) => hourOf(fromSec) + index * 3600);
}
