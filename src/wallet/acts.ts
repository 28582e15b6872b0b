/**
 * What the operator did at the desk: sessions opened and closed, players blocked. `sessions` and `players`
 * say how things stand; this says how they came to stand so, in a chain of hashes of its own, and is
 * shipped, so that both can be proved and built again (decision 0018).
 */
import { hash } from 'node:crypto';
import { CHAIN_START, type ChainPoint, type Micros } from './entries.ts';
import type { JournalFile, Values } from './journal-file.ts';
import { bytes } from './sqlite-values.ts';

export type ActKind = 'session-opened' | 'session-closed' | 'player-blocked' | 'player-unblocked';

export interface NewAct {
  readonly kind: ActKind;
  readonly playerId: string;
  /** The session's; null of players. */
  readonly code: string | null;
  readonly currency: string | null;
  readonly expiresAt: Micros | null;
}

export interface Act extends NewAct {
  /** 1, 2, 3, … */
  readonly number: bigint;
  readonly actedAt: Micros;
  /** SHA-256 over the hash before it and all of the above, as sql/queries/prove-acts.sql does it. */
  readonly hash: Buffer;
}

const SEPARATOR = '\x1f';

/** The hash of an act that follows `before`. */
export function actHash(before: Buffer, act: Omit<Act, 'hash'>): Buffer {
  const fields = [
    before.toString('hex'),
    act.number,
    act.kind,
    act.playerId,
    act.code ?? '',
    act.currency ?? '',
    act.expiresAt ?? '',
    act.actedAt,
  ];
  return hash('sha256', fields.join(SEPARATOR), 'buffer');
}

/** The acts of one journal. */
export class Acts {
  readonly #file: JournalFile;

  constructor(file: JournalFile) {
    this.#file = file;
  }

  /** Where their chain ends. */
  get end(): ChainPoint {
    const row = this.#file.hasActs ? this.#file.get('last-act') : undefined;
    return row ? { seq: row[0] as bigint, hash: bytes(row[1]) } : CHAIN_START;
  }

  /** Gives an act its place in the chain. Only inside the journal's transaction. */
  append(act: NewAct, now: Micros): Act {
    const { seq, hash: before } = this.end;
    const placed = { ...act, number: seq + 1n, actedAt: now };
    return this.restore({ ...placed, hash: actHash(before, placed) });
  }

  /** Writes an act that has its place already. */
  restore(act: Act): Act {
    const { number, kind, playerId, code, currency, expiresAt, actedAt } = act;
    const named = [kind, playerId, code, currency] as const;
    this.#file.run('insert-act', number, ...named, expiresAt, actedAt, act.hash);
    return act;
  }

  /** Up to `most` acts after a number, in order. */
  after(number: bigint, most: number): Act[] {
    return this.#file.hasActs ? this.#file.all('list-acts', number, most).map(toAct) : [];
  }

  /** The hash of one act; undefined if there is none. */
  hashAt(number: bigint): Buffer | undefined {
    if (number === 0n) return CHAIN_START.hash;
    const row = this.#file.hasActs ? this.#file.get('find-act-hash', number) : undefined;
    return row && bytes(row[0]);
  }
}

function toAct(row: Values): Act {
  const [number, kind, playerId, code, currency, expiresAt, actedAt, digest] = row;
  return {
    number: number as bigint,
    kind: kind as ActKind,
    playerId: playerId as string,
    code: code as string | null,
    currency: currency as string | null,
    expiresAt: expiresAt as Micros | null,
    actedAt: actedAt as Micros,
    hash: bytes(digest),
  };
}
