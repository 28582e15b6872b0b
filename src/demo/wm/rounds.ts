import { hashOf, type Random } from '../random.ts';
import type { WmBet, WmSettlement } from './bet.ts';
import { payOut, playRound, WM_GAMES, type WmGame, type WmOutcome } from './games.ts';

/** A bet that has no number yet. */
export type UnnumberedBet = Omit<WmBet, 'betId' | 'beforeCash'>;

/** The longest time from a bet to its first outcome. */
export const MAX_SETTLE_MS = 60_000;
/** The longest time from there to the outcome of a round that is judged again. */
export const MAX_RESETTLE_MS = 72 * 3_600_000;

/** What rounds are made from. */
export interface RoundPlan {
  readonly users: readonly string[];
  readonly seed: number;
  /** The share (0 to 1) of rounds that are judged again hours to days later. */
  readonly resettledShare: number;
  /** Nothing is judged again after it, epoch ms. */
  readonly resettledUntilMs: number;
}

interface Round {
  readonly game: WmGame;
  readonly event: string;
  readonly eventChild: string;
  readonly tableId: string;
  readonly settleMs: number;
  readonly outcome: WmOutcome;
  readonly again: { settleMs: number; outcome: WmOutcome } | undefined;
}

const CHIPS = [10n, 20n, 30n, 50n, 100n, 200n, 500n];

/** All bets of one round that begins at startMs: one to three players, one or two bets each. */
export function makeRound(
  plan: RoundPlan,
  random: Random,
  at: { startMs: number; event: string; eventChild: string },
): UnnumberedBet[] {
  const game = random.next() < 0.4 ? (WM_GAMES[0] as WmGame) : random.pick(WM_GAMES);
  const outcome = playRound(game, random);
  const settleMs = at.startMs + random.int(5, MAX_SETTLE_MS / 1000) * 1000;
  const againMs = settleMs + random.int(3600, MAX_RESETTLE_MS / 1000) * 1000;
  const judgedAgain = random.next() < plan.resettledShare;
  const round: Round = {
    game,
    event: at.event,
    eventChild: at.eventChild,
    tableId: String(random.int(1, 12)),
    settleMs,
    outcome,
    again: judgedAgain
      ? { settleMs: againMs, outcome: playRound(game, random, outcome.winner) }
      : undefined,
  };
  const first = random.int(0, plan.users.length - 1);
  const players = Math.min(plan.users.length, random.pick([1, 1, 1, 2, 3]));
  return Array.from({ length: players }, (_, index) => {
    const user = plan.users[(first + index) % plan.users.length] as string;
    return betsOfPlayer({ plan, random, round, user, betMs: at.startMs });
  }).flat();
}

interface Seat {
  plan: RoundPlan;
  random: Random;
  round: Round;
  user: string;
  betMs: number;
}

function betsOfPlayer(seat: Seat): UnnumberedBet[] {
  const { random, round } = seat;
  const amount = (): bigint => random.pick(CHIPS) * 10_000n;
  const bothSides = round.game.opposite && random.next() < 0.08;
  if (!bothSides) {
    const bet = amount();
    return [makeBet(seat, { bet, validbet: bet, betCode: random.pick(round.game.sides).code })];
  }
  const [left, right] = [amount(), amount()];
  const [leftCode, rightCode] = round.game.sides.map((side) => side.code) as [string, string];
  // Only what the other side does not cover counts as valid.
  return [
    makeBet(seat, { bet: left, validbet: left > right ? left - right : 0n, betCode: leftCode }),
    makeBet(seat, { bet: right, validbet: right > left ? right - left : 0n, betCode: rightCode }),
  ];
}

interface Stake {
  readonly bet: bigint;
  readonly validbet: bigint;
  readonly betCode: string;
}

function makeBet(seat: Seat, stake: Stake): UnnumberedBet {
  const { plan, random, round, user, betMs } = seat;
  const { game, event, eventChild, tableId, again } = round;
  const commission = random.next() < 0.2 ? '1' : '0';
  const first = { ...settle(seat, { ...stake, commission }, round), reset: false };
  const isInTime = again !== undefined && again.settleMs <= plan.resettledUntilMs;
  const second = isInTime && { ...settle(seat, { ...stake, commission }, again), reset: true };
  return {
    user,
    betMs,
    bet: stake.bet,
    betCode: stake.betCode,
    betResult: stake.betCode,
    ip: ipOf(plan.seed, user),
    gid: game.gid,
    gname: game.gname,
    event,
    eventChild,
    tableId,
    commission,
    walletId: random.next() < 0.2 ? String(random.int(1_000_000, 9_999_999)) : null,
    versions: second ? [first, second] : [first],
  };
}

function settle(
  { plan, round, user }: Seat,
  stake: Stake & { commission: '0' | '1' },
  { settleMs, outcome }: { settleMs: number; outcome: WmOutcome },
): Omit<WmSettlement, 'reset'> {
  const { gross, net } = payOut(round.game, stake, outcome);
  const validbet = net === 0n ? 0n : stake.validbet;
  // Half of the players get a rebate of 0.3 %.
  const water = hashOf(plan.seed, user) % 2 === 0 ? (validbet * 3n) / 1000n : 0n;
  const { gameResult } = outcome;
  return { settleMs, validbet, water, waterbet: validbet, result: gross, winLoss: net, gameResult };
}

/** A player's address, always the same. */
export function ipOf(seed: number, user: string): string {
  return `203.0.113.${1 + (hashOf(seed, 'ip', user) % 254)}`;
}
