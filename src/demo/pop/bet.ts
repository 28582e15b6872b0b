/** One spin: a row of the record. Amounts: 1/10000. */
export interface PopBet {
  readonly id: string;
  /** When the vendor wrote it down, epoch ms: the order of `record/betlist`, then `place`. */
  readonly recordedMs: number;
  /** Tells apart what was written in one hour; grows with time among the generated. */
  readonly place: number;
  /** InsertTime, epoch ms; recordedMs, unless rows come out of order or late. */
  readonly insertedMs: number;
  /** InsertTime's digits behind the milliseconds, none, three or six. */
  readonly finerDigits: string;
  /** In which offset InsertTime is written, minutes ahead of UTC; 0 is `Z`. */
  readonly offsetMinutes: number;
  readonly userId: string;
  readonly pid: bigint;
  readonly gameId: string;
  readonly bet: bigint;
  readonly win: bigint;
  /** The part of the win that the vendor adds to the rest as floats. */
  readonly firstLine: bigint;
  readonly balanceBefore: bigint;
  readonly grade: number;
  /** The same for all spins of a round. */
  readonly roundId: string;
  /** Whether the round is over. */
  readonly completed: boolean;
}

/** What a given bet needs: all else has a default. */
export type PopBetInput = Partial<Omit<PopBet, 'place'>> & Pick<PopBet, 'recordedMs'>;

/** What can change of a bet that has been shown. */
export type PopAmendment = Partial<Omit<PopBet, 'id' | 'recordedMs' | 'place' | 'insertedMs'>>;

/** A half-open range of epoch ms. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Completes a given bet; a lost spin of 1.0000 for the first player, unless told otherwise. */
export function completeBet(
  input: PopBetInput,
  defaults: Pick<PopBet, 'id' | 'place' | 'userId' | 'pid' | 'gameId'>,
): PopBet {
  return {
    insertedMs: input.recordedMs,
    finerDigits: '',
    offsetMinutes: 0,
    bet: 10_000n,
    win: 0n,
    firstLine: 0n,
    balanceBefore: 1_000_000n,
    grade: 51,
    roundId: input.id ?? defaults.id,
    completed: true,
    ...defaults,
    ...input,
  };
}

/** Order of the record. */
export function comparePositions(
  a: Pick<PopBet, 'recordedMs' | 'place'>,
  b: Pick<PopBet, 'recordedMs' | 'place'>,
): number {
  return a.recordedMs - b.recordedMs || a.place - b.place;
}
