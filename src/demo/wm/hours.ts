import { createLru } from '../lru.ts';
import { type Random, randomOf } from '../random.ts';
import type { WmBet, WmTip } from './bet.ts';
import { WM_GAMES } from './games.ts';
import { ipOf, makeRound, type RoundPlan, type UnnumberedBet } from './rounds.ts';

export const HOUR_MS = 3_600_000;

/** What the generated part of a vendor is made from. */
export interface WmPlan extends RoundPlan {
  /** Nothing is generated before it, epoch ms. */
  readonly fromMs: number;
  readonly betsPerDay: number;
  readonly tipsPerDay: number;
  /** Per player. */
  readonly transfersPerDay: number;
}

/** What was bet and tipped in one hour, in order of time, then number. */
export interface WmHour {
  readonly bets: readonly WmBet[];
  readonly tips: readonly WmTip[];
}

/** The generated hours. */
export interface WmHours {
  /** The hour that begins at this epoch ms. */
  at(hourMs: number): WmHour;
  /** Its bets with more than one outcome. */
  resettled(hourMs: number): readonly WmBet[];
  /** The generated bet of this number. */
  find(betId: string): WmBet | undefined;
}

/** Numbers of one hour; betId is hour times this plus the place in the hour. */
const IDS_PER_HOUR = 1_000_000;
const CACHED_BETS = 1_000_000;

/** Makes the hours of a plan as they are asked for; each depends on seed and hour alone. */
export function createHours(plan: WmPlan): WmHours {
  const hours = createLru<number, WmHour>(CACHED_BETS);
  // Kept apart, as every question by update time reaches days back for just these few.
  const resettled = createLru<number, readonly WmBet[]>(CACHED_BETS);
  const at = (hourMs: number): WmHour => {
    const known = hours.get(hourMs);
    if (known !== undefined) return known;
    const hour = makeHour(plan, hourMs);
    hours.set(hourMs, hour, hour.bets.length + hour.tips.length + 1);
    return hour;
  };
  return {
    at,
    resettled(hourMs) {
      const known = resettled.get(hourMs);
      if (known !== undefined) return known;
      const bets = at(hourMs).bets.filter((bet) => bet.versions.length > 1);
      resettled.set(hourMs, bets, bets.length + 1);
      return bets;
    },
    find(betId) {
      if (!/^\d{7,15}$/.test(betId)) return undefined;
      const hourMs = Math.floor(Number(betId) / IDS_PER_HOUR) * HOUR_MS;
      return at(hourMs).bets.find((bet) => bet.betId === betId);
    },
  };
}

/** The starts of the hours that touch [fromMs, toMs). */
export function hoursBetween(fromMs: number, toMs: number): number[] {
  const first = Math.floor(fromMs / HOUR_MS) * HOUR_MS;
  const count = Math.max(0, Math.ceil((toMs - first) / HOUR_MS));
  return Array.from({ length: count }, (_, index) => first + index * HOUR_MS);
}

/** A whole number whose average is `mean`. */
export function countOf(random: Random, mean: number): number {
  return Math.floor(mean + random.next());
}

type Numbered = { at: number; bet: UnnumberedBet } | { at: number; tip: Omit<WmTip, 'betId'> };

function makeHour(plan: WmPlan, hourMs: number): WmHour {
  if (hourMs + HOUR_MS <= plan.fromMs) return { bets: [], tips: [] };
  const random = randomOf(plan.seed, 'hour', hourMs);
  const drafts: Numbered[] = [
    ...draftBets(plan, random, hourMs),
    ...draftTips(plan, random, hourMs),
  ];
  drafts.sort((a, b) => a.at - b.at);
  const bets: WmBet[] = [];
  const tips: WmTip[] = [];
  const cash = new Map<string, bigint>();
  drafts.forEach((draft, index) => {
    const betId = String((hourMs / HOUR_MS) * IDS_PER_HOUR + index + 1);
    if (draft.at < plan.fromMs) return;
    if ('tip' in draft) tips.push({ betId, ...draft.tip });
    else bets.push({ betId, beforeCash: takeCash(cash, draft.bet, random), ...draft.bet });
  });
  return { bets, tips };
}

function draftBets(plan: WmPlan, random: Random, hourMs: number): Numbered[] {
  const count = countOf(random, plan.betsPerDay / 24);
  const drafts: Numbered[] = [];
  for (let round = 0; drafts.length < count; round += 1) {
    const startMs = hourMs + random.int(0, 3599) * 1000;
    const event = String((hourMs / HOUR_MS) * 10_000 + Math.floor(round / 60));
    const bets = makeRound(plan, random, { startMs, event, eventChild: String(1 + (round % 60)) });
    for (const bet of bets) drafts.push({ at: bet.betMs, bet });
  }
  return drafts;
}

function draftTips(plan: WmPlan, random: Random, hourMs: number): Numbered[] {
  return Array.from({ length: countOf(random, plan.tipsPerDay / 24) }, (_, index) => {
    const user = random.pick(plan.users);
    const betMs = hourMs + random.int(0, 3599) * 1000;
    const { gid, gname } = random.pick(WM_GAMES);
    const tip = {
      id: String((hourMs / HOUR_MS) * 1000 + index),
      user,
      betMs,
      tip: random.pick([1n, 5n, 10n, 50n]) * 10_000n,
      ip: ipOf(plan.seed, user),
      gid,
      gname,
      event: String((hourMs / HOUR_MS) * 10_000),
      eventChild: String(random.int(1, 60)),
      tableId: String(random.int(1, 12)),
    };
    return { at: betMs, tip };
  });
}

// A balance that follows the bets of the hour; one row in ten does not tell it.
function takeCash(cash: Map<string, bigint>, bet: UnnumberedBet, random: Random): bigint | null {
  const known = cash.get(bet.user) ?? BigInt(random.int(500, 5000)) * 10_000n;
  const enough = bet.bet * 5n;
  const before = known < enough ? known + enough : known;
  cash.set(bet.user, before + (bet.versions[0]?.winLoss ?? 0n));
  return random.next() < 0.1 ? null : before;
}
