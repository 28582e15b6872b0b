/**
 * The wallet's journal: every entry, session and credit, and the questions the rules ask of it. One
 * process writes it, one request after the other; its unique indexes make each transaction count once.
 */

import { Closures } from './closures.ts';
import {
  type Cents,
  CHAIN_START,
  type ChainPoint,
  chainHash,
  type Entry,
  type EntryKind,
  type Flag,
  type Micros,
  type NewEntry,
} from './entries.ts';
import { JournalFile, type Values } from './journal-file.ts';
import type { Facts, Owner, RoundFacts, SessionFacts, TransactionFacts } from './rules.ts';
import { readShipped } from './shipped.ts';
import { bytes, signed, unsigned } from './sqlite-values.ts';

/** A win without a round looks past so many bets that are paid or cancelled for one that is not. */
const MOST_BETS_LOOKED_AT = 1000;

export class Journal implements Facts {
  readonly file: JournalFile;
  readonly closures: Closures;
  #end: ChainPoint;

  private constructor(file: JournalFile) {
    this.file = file;
    this.closures = new Closures(file);
    this.#end = this.readEnd();
  }

  static open(path: string): Journal {
    return new Journal(JournalFile.open(path));
  }

  static openReadOnly(path: string): Journal {
    return new Journal(JournalFile.openReadOnly(path));
  }

  /** Where the chain ends, what the open transaction has appended included. */
  get end(): ChainPoint {
    return this.#end;
  }

  readEnd(): ChainPoint {
    const row = this.file.get('last-entry');
    return row ? { seq: row[0] as bigint, hash: bytes(row[1]) } : CHAIN_START;
  }

  /** Runs `work` in one transaction, on disk when this returns; whatever it throws undoes everything. */
  atomically<T>(work: () => T): T {
    const end = this.#end;
    try {
      return this.file.atomically(work);
    } catch (error) {
      this.#end = end;
      throw error;
    }
  }

  /** Gives an entry its place in the chain and moves the credit. Only inside `atomically`. */
  append(entry: NewEntry, now: Micros): Entry {
    const placed = { ...entry, seq: this.#end.seq + 1n, receivedAt: now };
    return this.restore({ ...placed, hash: chainHash(this.#end.hash, placed) });
  }

  /** Writes an entry that has its place already. */
  restore(entry: Entry): Entry {
    const { seq, playerId, currency, balanceAfter } = entry;
    this.file.run(
      'insert-entry',
      seq,
      entry.kind,
      currency,
      signed(entry.id),
      entry.key,
      playerId,
      entry.code,
      signed(entry.game),
      signed(entry.roundId),
      signed(entry.round),
      entry.amount,
      balanceAfter,
      entry.flags.length > 0 ? entry.flags.join(',') : null,
      entry.receivedAt,
      entry.hash,
    );
    this.file.run('set-balance', playerId, currency, balanceAfter);
    this.#end = { seq, hash: entry.hash };
    return entry;
  }

  session(code: string): SessionFacts | undefined {
    const row = this.file.get('find-session', code);
    if (!row) return undefined;
    const [playerId, currency, expiresAt, closedAt, blocked, credit] = row;
    return {
      playerId: playerId as string,
      currency: currency as string,
      expiresAt: expiresAt as Micros | null,
      closedAt: closedAt as Micros | null,
      isBlocked: blocked === 1n,
      credit: credit as Cents,
    };
  }

  transaction(currency: string, id: bigint): TransactionFacts | undefined {
    const row = this.file.get('find-transaction', currency, signed(id));
    if (!row) return undefined;
    const [kind, playerId, game, roundId, round, amount, balanceAfter] = row;
    return {
      kind: kind as EntryKind,
      playerId: playerId as string,
      game: unsigned(game),
      roundId: unsigned(roundId),
      round: unsigned(round),
      amount: amount as Cents,
      balanceAfter: balanceAfter as Cents,
    };
  }

  cancelled(currency: string, id: bigint): Cents | undefined {
    return this.file.get('find-cancel', currency, signed(id))?.[0] as Cents | undefined;
  }

  balance(playerId: string, currency: string): Cents {
    return (this.file.get('find-balance', playerId, currency)?.[0] ?? 0n) as Cents;
  }

  round(currency: string, round: bigint, playerId: string): RoundFacts {
    const row = this.file.get('find-round', currency, signed(round), playerId) ?? [];
    const [bets, cancelled, wins, isClosed] = row.map(Number);
    return {
      bets: bets ?? 0,
      cancelled: cancelled ?? 0,
      wins: wins ?? 0,
      isClosed: isClosed === 1,
    };
  }

  unpaidRound({ playerId, currency }: Owner, game: bigint): bigint | undefined {
    let closed: bigint | undefined;
    let newest: bigint | undefined;
    const bets = [playerId, currency, signed(game), MOST_BETS_LOOKED_AT] as const;
    for (const [value, isDone, isClosed] of this.file.iterate('list-player-bets', ...bets)) {
      const round = unsigned(value) ?? undefined;
      if (isDone === 0n && isClosed === 0n) return round;
      if (isDone === 0n) closed ??= round;
      newest ??= round;
    }
    return closed ?? newest;
  }

  /** Up to `most` entries after a seq, in order. */
  entriesAfter(seq: bigint, most: number): Entry[] {
    return this.file.all('list-entries', seq, most).map(toEntry);
  }

  /** The hash of one entry; undefined if there is none. */
  hashAt(seq: bigint): Buffer | undefined {
    if (seq === 0n) return CHAIN_START.hash;
    const row = this.file.get('find-hash', seq);
    return row ? bytes(row[0]) : undefined;
  }

  /** How far the warehouse held the entries when that was last noted. */
  get shipped(): bigint {
    // the table is an older ggr's
    const noted = (this.file.get('read-shipped')?.[0] ?? 0n) as bigint;
    const { seq } = readShipped(this.file.path) ?? { seq: 0n };
    return seq > noted ? seq : noted;
  }

  close(): void {
    this.file.close();
  }
}

function toEntry(row: Values): Entry {
  const [seq, kind, currency, id, key, playerId, code, game, roundId, round, ...rest] = row;
  const [amount, balanceAfter, flags, receivedAt, hash] = rest;
  return {
    seq: seq as bigint,
    kind: kind as EntryKind,
    currency: currency as string,
    id: unsigned(id),
    key: key as string | null,
    playerId: playerId as string,
    code: code as string | null,
    game: unsigned(game),
    roundId: unsigned(roundId),
    round: unsigned(round),
    amount: amount as Cents,
    balanceAfter: balanceAfter as Cents,
    flags: flags === null ? [] : ((flags as string).split(',') as Flag[]),
    receivedAt: receivedAt as Micros,
    hash: bytes(hash),
  };
}
