/**
 * The wallet's journal, entry by entry. Entries are never changed: what was wrong is followed by its
 * opposite. Each carries the hash of the one before it, so a changed or missing one shows.
 */
import { hash } from 'node:crypto';

/** Minor units of a currency (cents, kopecks), as Wallet API v2 sends every amount. Never a number. */
export type Cents = bigint;
/** Microseconds since 1970-01-01T00:00:00Z. */
export type Micros = bigint;

export type EntryKind = 'bet' | 'win' | 'cancel' | 'tombstone' | 'deposit' | 'withdraw';

/**
 * What a person should look at. Ordinary entries carry none.
 *
 *   orphan           a win without a bet before it in its round
 *   round-paid       a second win in a round, or a cancel of a bet whose round has paid
 *   bet-cancelled    a win in a round whose bets were all cancelled
 *   round-closed     a win in a round that was closed (closures.ts), or a cancel of a bet in it
 *   session-expired  a win after its session had expired
 *   session-closed   a win after its session was closed
 *   player-blocked   a win of a blocked player
 */
export type Flag =
  | 'orphan'
  | 'round-paid'
  | 'bet-cancelled'
  | 'round-closed'
  | 'session-expired'
  | 'session-closed'
  | 'player-blocked';

/** An entry before it has its place in the chain. */
export interface NewEntry {
  readonly kind: EntryKind;
  readonly currency: string;
  /** Transaction id of the game server; a cancel or tombstone carries the cancelled one. */
  readonly id: bigint | null;
  /** Idempotency key of a transfer. */
  readonly key: string | null;
  readonly playerId: string;
  /** The game session; null for transfers. */
  readonly code: string | null;
  readonly game: bigint | null;
  /** As the game server sent it. */
  readonly roundId: bigint | null;
  /** The round it belongs to: roundId, else the id of the bet that began it. */
  readonly round: bigint | null;
  /** Signed: a bet is negative. */
  readonly amount: Cents;
  /** The player's credit in the currency after it. */
  readonly balanceAfter: Cents;
  readonly flags: readonly Flag[];
}

export interface Entry extends NewEntry {
  /** 1, 2, 3, … over all players and currencies. */
  readonly seq: bigint;
  readonly receivedAt: Micros;
  /** SHA-256 over the hash before it and all of the above, as sql/queries/prove-ledger.sql does it. */
  readonly hash: Buffer;
}

/** The end of the chain. */
export interface ChainPoint {
  readonly seq: bigint;
  readonly hash: Buffer;
}

/** The newest entry that the warehouse holds, the newest closure of a round, and the newest act of the operator. */
export interface WarehouseEnd extends ChainPoint {
  readonly closures?: ChainPoint;
  readonly acts?: ChainPoint;
}

export const CHAIN_START: ChainPoint = { seq: 0n, hash: Buffer.alloc(32) };

const SEPARATOR = '\x1f';

/** The hash of an entry that follows `before`. */
export function chainHash(before: Buffer, entry: Omit<Entry, 'hash'>): Buffer {
  const fields = [
    before.toString('hex'),
    entry.seq,
    entry.kind,
    entry.currency,
    entry.id ?? '',
    entry.key ?? '',
    entry.playerId,
    entry.code ?? '',
    entry.game ?? '',
    entry.roundId ?? '',
    entry.round ?? '',
    entry.amount,
    entry.balanceAfter,
    entry.flags.join(','),
    entry.receivedAt,
  ];
  return hash('sha256', fields.join(SEPARATOR), 'buffer');
}
