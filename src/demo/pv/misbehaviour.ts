import { hashOf } from '../random.ts';
import type { PvBetRecord } from './bet-record.ts';

/** Fields of a resettled bet. A bet's times never change, as windows filter by them. */
export type PvAmendment = Partial<Omit<PvBetRecord, 'event_id' | 'start_at' | 'end_at'>>;

/** What the vendor does wrong; all of it can be set, changed and taken back while it runs. */
export interface PvMisbehaviour {
  /** This share (0 to 1) of bets becomes visible only so many seconds after end_at. */
  lateness: { share: number; bySeconds: number };
  /**
   * For so many reads of a window of several pages, page 1 is read before the window's first bet
   * became visible: the later pages show it, so total grows by one and all rows shift.
   */
  growingTotals: number;
  /**
   * For so many reads of a window of several pages (Infinity for always), the last row of page 1
   * stands again as the first of page 2 in place of the right one; total is as it should be.
   */
  repeatedRows: number;
  /** The most rows of a page or list, whatever size was asked for; the document's limits without it. */
  mostRows: number;
  /** event_ids that have disappeared, from histories and summaries. */
  readonly withdrawn: Set<string>;
  /** event_id to changed fields, in histories and summaries. */
  readonly amended: Map<string, PvAmendment>;
  /** event_id to what `/api/all/history` (and nothing else) makes of a copy of the record. */
  readonly malformed: Map<string, (record: Record<string, unknown>) => unknown>;
}

/** A vendor that does nothing wrong yet. */
export function createMisbehaviour(): PvMisbehaviour {
  return {
    lateness: { share: 0, bySeconds: 0 },
    growingTotals: 0,
    repeatedRows: 0,
    mostRows: Number.POSITIVE_INFINITY,
    withdrawn: new Set(),
    amended: new Map(),
    malformed: new Map(),
  };
}

/** Whether the set of visible bets is the one that was generated. */
export function keepsBets(misbehave: PvMisbehaviour): boolean {
  const { lateness, withdrawn, amended } = misbehave;
  return lateness.share === 0 && withdrawn.size === 0 && amended.size === 0;
}

/** Whether history pages are what they should be, too. */
export function keepsPages(misbehave: PvMisbehaviour): boolean {
  const { growingTotals, repeatedRows, mostRows, malformed } = misbehave;
  const isEven = growingTotals <= 0 && repeatedRows <= 0 && mostRows === Number.POSITIVE_INFINITY;
  return keepsBets(misbehave) && isEven && malformed.size === 0;
}

/** By how many seconds this bet is late: always the same for the same seed and event_id. */
export function latenessOf(misbehave: PvMisbehaviour, seed: number, bet: PvBetRecord): number {
  const { share, bySeconds } = misbehave.lateness;
  if (share === 0) return 0;
  return hashOf(seed, 'late', bet.event_id) / 2 ** 32 < share ? bySeconds : 0;
}
