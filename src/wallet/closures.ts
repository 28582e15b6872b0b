/**
 * Rounds that end without a word of the game server: when their time is over, or by the operator's hand
 * (decision 0013). A closure is what a win of 0 would have been, and moves nothing; so it stands beside
 * the entries, with a chain of hashes of its own. None is ever changed.
 */
import { hash } from 'node:crypto';
import { CHAIN_START, type ChainPoint, type Micros } from './entries.ts';
import type { JournalFile, Values } from './journal-file.ts';
import { bytes, signed, unsigned } from './sqlite-values.ts';

export type ClosureCause = 'timed-out' | 'closed-by-hand';

/** Rounds are a player's own: two who name the same one have two. */
export interface RoundKey {
  readonly currency: string;
  readonly round: bigint;
  readonly playerId: string;
}

export interface NewClosure extends RoundKey {
  readonly cause: ClosureCause;
  /** Who closed it by hand, as far as that was said. */
  readonly closedBy: string | null;
  readonly reason: string | null;
}

export interface Closure extends NewClosure {
  /** 1, 2, 3, … over all players and currencies. */
  readonly number: bigint;
  /** The newest entry when it was made: what comes after it came late. */
  readonly afterSeq: bigint;
  readonly closedAt: Micros;
  /** SHA-256 over the hash before it and all of the above, as sql/queries/prove-closures.sql does it. */
  readonly hash: Buffer;
}

const SEPARATOR = '\x1f';

/** The hash of a closure that follows `before`. */
export function closureHash(before: Buffer, closure: Omit<Closure, 'hash'>): Buffer {
  const fields = [
    before.toString('hex'),
    closure.number,
    closure.currency,
    closure.round,
    closure.playerId,
    closure.cause,
    closure.closedBy ?? '',
    closure.reason ?? '',
    closure.afterSeq,
    closure.closedAt,
  ];
  return hash('sha256', fields.join(SEPARATOR), 'buffer');
}

/** The closures of one journal. */
export class Closures {
  readonly #file: JournalFile;

  constructor(file: JournalFile) {
    this.#file = file;
  }

  /** Where their chain ends. */
  get end(): ChainPoint {
    if (!this.#file.hasClosures) return CHAIN_START;
    const row = this.#file.get('last-closure');
    return row ? { seq: row[0] as bigint, hash: bytes(row[1]) } : CHAIN_START;
  }

  /** Gives a closure its place in the chain. Only inside the journal's transaction. */
  append(closure: NewClosure, { afterSeq, now }: { afterSeq: bigint; now: Micros }): Closure {
    const { seq, hash: before } = this.end;
    const placed = { ...closure, number: seq + 1n, afterSeq, closedAt: now };
    return this.restore({ ...placed, hash: closureHash(before, placed) });
  }

  /** Writes a closure that has its place already. */
  restore(closure: Closure): Closure {
    this.#file.run(
      'insert-closure',
      closure.number,
      closure.currency,
      signed(closure.round),
      closure.playerId,
      closure.cause,
      closure.closedBy,
      closure.reason,
      closure.afterSeq,
      closure.closedAt,
      closure.hash,
    );
    return closure;
  }

  find({ currency, round, playerId }: RoundKey): Closure | undefined {
    const row = this.#file.get('find-closure', currency, signed(round), playerId);
    return row && toClosure(row);
  }

  /** Up to `most` closures after a number, in order. */
  after(number: bigint, most: number): Closure[] {
    if (!this.#file.hasClosures) return [];
    return this.#file.all('list-closures', number, most).map(toClosure);
  }

  /** The hash of one closure; undefined if there is none. */
  hashAt(number: bigint): Buffer | undefined {
    if (number === 0n) return CHAIN_START.hash;
    if (!this.#file.hasClosures) return undefined;
    const row = this.#file.get('find-closure-hash', number);
    return row && bytes(row[0]);
  }
}

function toClosure(row: Values): Closure {
  const [number, currency, round, playerId, cause, closedBy, reason, afterSeq, closedAt, hash] =
    row;
  return {
    number: number as bigint,
    currency: currency as string,
    round: unsigned(round) as bigint,
    playerId: playerId as string,
    cause: cause as ClosureCause,
    closedBy: closedBy as string | null,
    reason: reason as string | null,
    afterSeq: afterSeq as bigint,
    closedAt: closedAt as Micros,
    hash: bytes(hash),
  };
}
