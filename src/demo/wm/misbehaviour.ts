import type { WmSettlement } from './bet.ts';

/** The commands this vendor knows. */
export const WM_COMMANDS = [
  'Hello',
  'GetAgentBalance',
  'GetBalance',
  'GetMemberTradeReport',
  'GetDateTimeReport',
  'GetTipReport',
  'GetUnsettleReport',
] as const;
export type WmCommandName = (typeof WM_COMMANDS)[number];

/** What changes when a bet is settled again; `reset` is Y unless told otherwise. */
export type WmSettlementPatch = Partial<Omit<WmSettlement, 'settleMs'>>;

/** How 107 says that there are no rows. */
export type WmEmptyResult = 'null' | 'absent' | 'list' | 'rotate';

/** What the vendor does wrong; all of it can be set, changed and taken back while it runs. */
export interface WmMisbehaviour {
  /**
   * Gives a bet, generated or given, one more outcome at epoch ms atMs: the one that stood then,
   * with the patch. It shows once atMs is past. Throws a RangeError if there is no such bet.
   */
  resettle(betId: string, patch: WmSettlementPatch, atMs: number): void;
  /** betId to what the reports make of a copy of the row. */
  readonly malformed: Map<string, (row: Record<string, unknown>) => unknown>;
  /**
   * For so many answers by update time that hold a resettled bet, each such bet is shown in the
   * version before its newest one.
   */
  outOfOrder: number;
  /** Resettled bets stand in every bet report in both their last versions, in this order. */
  duplicateVersions: 'no' | 'old-first' | 'new-first';
  /** So many next calls of a command answer 911. */
  readonly busy: Map<WmCommandName, number>;
  /** Reports over more than so many ms are never answered. */
  readonly stallAboveMs: Map<WmCommandName, number>;
  /** Players, or the vendorId itself, that answer 10505. */
  readonly disabled: Set<string>;
  emptyResult: WmEmptyResult;
  /** How far the vendor's clock is ahead of `now`, in ms. */
  clockOffsetMs: number;
}

/** A vendor that does nothing wrong yet. */
export function createMisbehaviour(
  initial: Pick<WmMisbehaviour, 'emptyResult' | 'clockOffsetMs' | 'resettle'>,
): WmMisbehaviour {
  return {
    ...initial,
    malformed: new Map(),
    outOfOrder: 0,
    duplicateVersions: 'no',
    busy: new Map(),
    stallAboveMs: new Map(),
    disabled: new Set(),
  };
}
