import { lostSettlement, type WmBet, type WmSettlement } from './bet.ts';
import type { WmHours } from './hours.ts';
import type { WmSettlementPatch } from './misbehaviour.ts';

/** The given bets, and the bets, given or generated, that were settled again by hand. */
export interface BetBook {
  readonly given: ReadonlyMap<string, WmBet>;
  readonly changed: ReadonlyMap<string, WmBet>;
  /** The bet with all outcomes it has by now been given. */
  current(bet: WmBet): WmBet;
  /** Its visible outcomes, oldest first. */
  versionsOf(bet: WmBet): WmSettlement[];
  /** See WmMisbehaviour. */
  resettle(betId: string, patch: WmSettlementPatch, atMs: number): void;
}

/** Makes a book of given bets; nowMs is the vendor's clock, epoch ms. */
export function createBetBook(
  bets: readonly WmBet[],
  hours: WmHours,
  nowMs: () => number,
): BetBook {
  const given = new Map(bets.map((bet) => [bet.betId, bet]));
  const changed = new Map<string, WmBet>();
  const current = (bet: WmBet): WmBet => changed.get(bet.betId) ?? bet;
  const find = (betId: string): WmBet | undefined =>
    changed.get(betId) ?? given.get(betId) ?? hours.find(betId);
  return {
    given,
    changed,
    current,
    versionsOf: (bet) => current(bet).versions.filter((version) => version.settleMs <= nowMs()),
    resettle(betId, patch, atMs) {
      const bet = find(betId);
      if (bet === undefined) throw new RangeError(`no such bet: ${betId}`);
      changed.set(betId, { ...bet, versions: withVersion(bet, patch, atMs) });
    },
  };
}

function withVersion(bet: WmBet, patch: WmSettlementPatch, atMs: number): WmSettlement[] {
  const before = bet.versions.findLast((version) => version.settleMs <= atMs);
  const next = { ...(before ?? lostSettlement(bet.bet)), reset: true, ...patch, settleMs: atMs };
  return [...bet.versions, next].sort((a, b) => a.settleMs - b.settleMs);
}
