/**
 * The wallet's journal: every entry, session and credit, and the questions the rules ask of it. One
 * process writes it, one request after the other; its unique indexes make each transaction count once.
 */

import { Acts } from './acts.ts';
import { adopt } from './adopt.ts';
import { Closures } from './closures.ts';
import {
  type Cents,
  CHAIN_START,
  type ChainPoint,
  chainHash,
  type Entry,
  type EntryKind,
  type Micros,
  type NewEntry,
} from './entries.ts';
import { readEntries } from './journal-entries.ts';
import { JournalDamage, JournalFile } from './journal-file.ts';
import { Register } from './register.ts';
import type { Facts, Owner, RoundFacts, SessionFacts, TransactionFacts } from './rules.ts';
import { shippedOf } from './shipped.ts';
import { bytes, signed, unsigned } from './sqlite-values.ts';

/** A win without a round looks past so many bets that are paid or cancelled for one that is not. */
const MOST_BETS_LOOKED_AT = 1000;
/** The schema that brought acts and checksums. */
const PROVED_SINCE = 3;
const TRANSACTIONS: ReadonlySet<EntryKind> = new Set(['bet', 'win', 'tombstone']);
const CANCELS: ReadonlySet<EntryKind> = new Set(['cancel']);

export class Journal implements Facts {
  readonly file: JournalFile;
  readonly closures: Closures;
  readonly acts: Acts;
  /** Sessions, players and credits. */
  readonly register: Register;
  #end: ChainPoint;

  private constructor(file: JournalFile) {
    this.file = file;
    this.closures = new Closures(file);
    this.acts = new Acts(file);
    this.register = new Register(file, this.acts);
    this.#end = this.readEnd();
  }

  static open(path: string): Journal {
    return begin(
      JournalFile.open(path, (upgraded, from) => {
        if (from < PROVED_SINCE) adopt(upgraded);
      }),
      (file) => new Journal(file),
    );
  }

  static openReadOnly(path: string): Journal {
    return begin(JournalFile.openReadOnly(path), (file) => new Journal(file));
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
    this.register.setBalance(playerId, currency, balanceAfter);
    this.#end = { seq, hash: entry.hash };
    return entry;
  }

  session(code: string): SessionFacts | undefined {
    return this.register.session(code);
  }

  transaction(currency: string, id: bigint): TransactionFacts | undefined {
    return this.#entryOf(currency, id, TRANSACTIONS);
  }

  cancelled(currency: string, id: bigint): Cents | undefined {
    return this.#entryOf(currency, id, CANCELS)?.balanceAfter;
  }

  balance(playerId: string, currency: string): Cents {
    return this.register.balance(playerId, currency);
  }

  /** The transfer that an idempotency key stands for. */
  transfer(key: string): Entry | undefined {
    const seq = this.file.get('find-transfer', key)?.[0];
    if (seq === undefined && !this.file.get('find-key-again', key)) return undefined;
    const found = seq === undefined ? undefined : this.#proved(seq as bigint);
    if (found?.key !== key) throw damaged('the index of keys does not hold what it must');
    return found;
  }

  /** One lookup of an id that was seen, two of one that was not: a byte that rots in an index is no second debit. */
  #entryOf(currency: string, id: bigint, kinds: ReadonlySet<EntryKind>): Entry | undefined {
    const isIt = (entry: Entry) =>
      entry.id === id && entry.currency === currency && kinds.has(entry.kind);
    const statement = kinds === CANCELS ? 'find-cancel' : 'find-transaction';
    const seq = this.file.get(statement, currency, signed(id))?.[0];
    if (seq !== undefined) {
      const entry = this.#proved(seq as bigint);
      if (isIt(entry)) return entry;
      throw damaged('an index leads to another transaction');
    }
    for (const [other] of this.file.all('list-ids-again', signed(id))) {
      if (isIt(this.#proved(other as bigint))) throw damaged('an index has lost a transaction');
    }
    return undefined;
  }

  /** An entry, held against the hash of the one before it. */
  #proved(seq: bigint): Entry {
    const before = this.hashAt(seq - 1n);
    const [entry] = this.entriesAfter(seq - 1n, 1);
    if (before && entry?.seq === seq && chainHash(before, entry).equals(entry.hash)) return entry;
    throw damaged(`entry ${seq} or the one before it is not as it was written`);
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
    return readEntries(this.file, seq, most);
  }

  /** The hash of one entry; undefined if there is none. */
  hashAt(seq: bigint): Buffer | undefined {
    if (seq === 0n) return CHAIN_START.hash;
    const row = this.file.get('find-hash', seq);
    return row ? bytes(row[0]) : undefined;
  }

  /** How far the warehouse held the entries when that was last noted. */
  get shipped(): bigint {
    return shippedOf(this.file);
  }

  close(): void {
    this.file.close();
  }
}

function damaged(what: string): JournalDamage {
  return new JournalDamage(`the wallet's journal is damaged: ${what}`);
}

/** Lets go of a file that does not even tell where its chain ends. */
function begin(file: JournalFile, make: (file: JournalFile) => Journal): Journal {
  try {
    return make(file);
  } catch (error) {
    file.close();
    throw error;
  }
}
