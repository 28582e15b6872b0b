import type { WmBet, WmSettlement, WmTip, WmTransfer } from './bet.ts';
import { type BetBook, createBetBook } from './bet-book.ts';
import { createHours, hoursBetween, type WmHours, type WmPlan } from './hours.ts';
import { MAX_RESETTLE_MS, MAX_SETTLE_MS } from './rounds.ts';
import { makeTransfers } from './transfers.ts';

/** How long reports are kept (wm.txt, every report). */
export const RETENTION_MS = 60 * 86_400_000;

/** A half-open range of epoch ms. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What the store needs beside the plan of what is generated. */
export interface WmStoreOptions {
  plan: WmPlan;
  bets: readonly WmBet[];
  tips: readonly WmTip[];
  transfers: readonly WmTransfer[];
  /** The vendor's clock, epoch ms. */
  nowMs: () => number;
}

/** What the vendor shows now: nothing to come, nothing past retention. */
export interface WmStore extends Pick<BetBook, 'resettle'> {
  readonly users: readonly string[];
  /** Bets made in the range, open ones too, in order of time, then number. */
  betsByTime(range: TimeRange): WmBet[];
  /** Bets whose newest visible outcome lies in the range, in that order. */
  betsByUpdate(range: TimeRange): WmBet[];
  /** The visible outcomes of a bet, oldest first. */
  versionsOf(bet: WmBet): WmSettlement[];
  tips(range: TimeRange): WmTip[];
  transfers(user: string, range: TimeRange): WmTransfer[];
}

interface Source extends WmStoreOptions {
  hours: WmHours;
  book: BetBook;
}

/** Makes a store over a plan and what is given beside it. */
export function createStore(options: WmStoreOptions): WmStore {
  const hours = createHours(options.plan);
  const book = createBetBook(options.bets, hours, options.nowMs);
  const source = { ...options, hours, book };
  return {
    users: usersOf(options),
    versionsOf: book.versionsOf,
    resettle: book.resettle,
    betsByTime: (range) => betsByTime(source, range),
    betsByUpdate: (range) => betsByUpdate(source, range),
    tips: (range) =>
      [...hoursOf(source, range).flatMap((hour) => hours.at(hour).tips), ...options.tips]
        .filter((tip) => isWithin(tip.betMs, range) && isKept(source, tip.betMs))
        .sort(byNumber((tip) => tip.betMs)),
    transfers: (user, range) =>
      [...makeTransfers(options.plan, user, range), ...options.transfers]
        .filter((transfer) => transfer.user === user)
        .filter(({ addMs }) => isWithin(addMs, range) && isKept(source, addMs))
        .sort((a, b) => a.addMs - b.addMs),
  };
}

function betsByTime(source: Source, range: TimeRange): WmBet[] {
  const { hours, book } = source;
  const made = hoursOf(source, range).flatMap((hour) => hours.at(hour).bets);
  return [...made, ...book.given.values()]
    .filter((bet) => isWithin(bet.betMs, range) && isKept(source, bet.betMs))
    .map(book.current)
    .sort(byNumber((bet) => bet.betMs));
}

function betsByUpdate(source: Source, range: TimeRange): WmBet[] {
  const { hours, book } = source;
  const settledFrom = range.fromMs - MAX_SETTLE_MS;
  const againFrom = settledFrom - MAX_RESETTLE_MS;
  const candidates = [
    ...hoursOf(source, { ...range, fromMs: settledFrom }).flatMap((hour) => hours.at(hour).bets),
    ...hoursOf(source, { ...range, fromMs: againFrom }).flatMap((hour) => hours.resettled(hour)),
    ...book.given.values(),
    ...book.changed.values(),
  ];
  const newestMs = (bet: WmBet): number => book.versionsOf(bet).at(-1)?.settleMs ?? Number.NaN;
  const distinct = new Map(candidates.map((bet) => [bet.betId, book.current(bet)]));
  return [...distinct.values()]
    .filter((bet) => isKept(source, bet.betMs) && isWithin(newestMs(bet), range))
    .sort(byNumber(newestMs));
}

// Only hours that can be shown at all: no others are even made.
function hoursOf({ plan, nowMs }: Source, range: TimeRange): number[] {
  const fromMs = Math.max(range.fromMs, plan.fromMs, nowMs() - RETENTION_MS);
  return hoursBetween(fromMs, Math.min(range.toMs, Math.floor(nowMs()) + 1));
}

function isKept({ nowMs }: Source, atMs: number): boolean {
  return atMs <= nowMs() && atMs >= nowMs() - RETENTION_MS;
}

function isWithin(atMs: number, range: TimeRange): boolean {
  return atMs >= range.fromMs && atMs < range.toMs;
}

function usersOf({ plan, bets, tips, transfers }: WmStoreOptions): string[] {
  const given = [...bets, ...tips, ...transfers].map((row) => row.user);
  return [...new Set([...plan.users, ...given])];
}

function byNumber<T extends { betId: string }>(msOf: (row: T) => number) {
  return (a: T, b: T): number =>
    msOf(a) - msOf(b) || a.betId.length - b.betId.length || (a.betId < b.betId ? -1 : 1);
}
