import type { PopAmendment, PopBet } from './bet.ts';
import type { PopErrorCode } from './errors.ts';
import type { PopColumn } from './rows.ts';

/** What the vendor does wrong; all of it can be set, changed and taken back while it runs. */
export interface PopMisbehaviour {
  /** Every rightly signed request gets this code (1001, 1003, 1013, 1014, ...). */
  refusal: PopErrorCode | undefined;
  /** Requests that name this game (`GameId`) or this player get this code. */
  readonly refusedGames: Map<string, PopErrorCode>;
  readonly refusedPlayers: Map<string, PopErrorCode>;
  /** So many next calls of a path answer 1019. */
  readonly busy: Map<string, number>;
  /** A call sooner than this after the last accepted one of its path gets 1019, with no Retry-After. */
  minIntervalMs: number;
  /** betlist with a greater Count is never answered. */
  stallAboveCount: number;
  /** `code` is left out of successes, of errors, or of every second success. */
  codeAbsent: 'no' | 'success' | 'alternate' | 'everywhere';
  /** How an empty betlist writes its List. */
  emptyList: 'list' | 'null';
  /** betlist and getbetlogs give at most so many rows, whatever Count and PageSize say. */
  maxRows: number;
  /** NextStartID as sent, from the one asked and the right one; undefined leaves it out. */
  cursor: ((asked: string, right: string) => unknown) | undefined;
  /** StartIDs that mean nothing to betlist any more: refused like those that are no ID. */
  unknownCursors: ReadonlySet<string>;
  /** For so many next betlists with a StartID, its row comes once more, as the first. */
  inclusiveStart: number;
  /** For so many next betlists with rows, the first row stands there twice. */
  doubledRows: number;
  /** Columns that are neither in Title nor in the rows. */
  readonly missingColumns: Set<PopColumn>;
  /** Columns whose names Title lacks while the rows have their cells. */
  readonly untitledColumns: Set<PopColumn>;
  /** ID to cells as sent in place of the right ones, in betlist and getbetlogs. */
  readonly cells: Map<string, Partial<Record<PopColumn, unknown>>>;
  /** ID to what betlist makes of the row's cells. */
  readonly malformed: Map<string, (cells: unknown[]) => unknown>;
  /** IDs that have disappeared, from reports and sums. */
  readonly withdrawn: Set<string>;
  /** ID to what has changed, in reports and sums. */
  readonly amended: Map<string, PopAmendment>;
  /**
   * How long after its ID was given a row is stored, in ms: until then no report and no sum has it, and
   * a cursor may pass it. 0 for every row without it.
   */
  storedAfterMs: ((bet: PopBet) => number) | undefined;
  /** How far the vendor's clock is ahead of `now`, in ms. */
  clockOffsetMs: number;
}

/** A vendor that does nothing wrong yet. */
export function createMisbehaviour(
  initial: Pick<PopMisbehaviour, 'minIntervalMs' | 'codeAbsent' | 'clockOffsetMs'>,
): PopMisbehaviour {
  return {
    ...initial,
    refusal: undefined,
    refusedGames: new Map(),
    refusedPlayers: new Map(),
    busy: new Map(),
    stallAboveCount: Number.POSITIVE_INFINITY,
    emptyList: 'list',
    maxRows: Number.POSITIVE_INFINITY,
    cursor: undefined,
    unknownCursors: new Set(),
    inclusiveStart: 0,
    doubledRows: 0,
    missingColumns: new Set(),
    untitledColumns: new Set(),
    cells: new Map(),
    malformed: new Map(),
    withdrawn: new Set(),
    amended: new Map(),
    storedAfterMs: undefined,
  };
}
