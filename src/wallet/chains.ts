/**
 * The three chains of a journal that is given back what it lost: entries, closures and acts. Each link must
 * follow from the one before it, wherever it comes from.
 */
import type { Database, StoredRow } from '../load/database.ts';
import { sql } from '../load/sql.ts';
import { type Act, type ActKind, actHash } from './acts.ts';
import { type Closure, type ClosureCause, closureHash } from './closures.ts';
import {
  type Cents,
  type ChainPoint,
  chainHash,
  type Entry,
  type EntryKind,
  type Flag,
  type Micros,
} from './entries.ts';

/** Up to some thousands of links after a point, in order. */
export type Source<T> = (end: ChainPoint) => Promise<readonly T[]> | readonly T[];

export interface Chain<T> {
  /** "entry 5 of wallet.ledger". */
  readonly name: (number: bigint) => string;
  readonly number: (link: T) => bigint;
  readonly hash: (before: Buffer, link: T) => Buffer;
  /** In the warehouse. */
  readonly shipped: (db: Database) => Source<T>;
}

export const ENTRIES: Chain<Entry> = {
  name: (seq) => `entry ${seq} of wallet.ledger`,
  number: ({ seq }) => seq,
  hash: chainHash,
  shipped:
    (db) =>
    async ({ seq }) =>
      (await db.many(sql('queries/ledger-after'), { seq: String(seq) })).map(toEntry),
};

export const CLOSURES: Chain<Closure> = {
  name: (number) => `closure ${number} in wallet.closed_rounds`,
  number: ({ number }) => number,
  hash: closureHash,
  shipped:
    (db) =>
    async ({ seq: closure }) =>
      (await db.many(sql('queries/closures-after'), { closure: String(closure) })).map(toClosure),
};

export const ACTS: Chain<Act> = {
  name: (number) => `act ${number} in wallet.acts`,
  number: ({ number }) => number,
  hash: actHash,
  shipped:
    (db) =>
    async ({ seq: act }) =>
      (await db.many(sql('queries/acts-after'), { act: String(act) })).map(toAct),
};

/** Of some links those that follow from a point, one from the other, up to the first that does not. */
export function following<T extends { readonly hash: Buffer }>(
  { number, hash }: Chain<T>,
  point: ChainPoint,
  links: readonly T[],
): readonly T[] {
  let { seq, hash: before } = point;
  const broken = links.findIndex((link) => {
    const follows = number(link) === seq + 1n && hash(before, link).equals(link.hash);
    seq += 1n;
    before = link.hash;
    return !follows;
  });
  return broken === -1 ? links : links.slice(0, broken);
}

function toAct(row: StoredRow): Act {
  return {
    number: row.act as bigint,
    kind: row.kind as ActKind,
    playerId: row.player_id as string,
    code: row.code as string | null,
    currency: row.currency as string | null,
    expiresAt: row.expires_at as Micros | null,
    actedAt: row.acted_at as Micros,
    hash: Buffer.from(row.hash as string, 'hex'),
  };
}

function toClosure(row: StoredRow): Closure {
  return {
    number: row.closure as bigint,
    currency: row.currency as string,
    round: row.round as bigint,
    playerId: row.player_id as string,
    cause: row.cause as ClosureCause,
    closedBy: row.closed_by as string | null,
    reason: row.reason as string | null,
    afterSeq: row.after_seq as bigint,
    closedAt: row.closed_at as Micros,
    hash: Buffer.from(row.hash as string, 'hex'),
  };
}

function toEntry(row: StoredRow): Entry {
  const text = (name: string) => row[name] as string | null;
  const integer = (name: string) => row[name] as bigint | null;
  return {
    seq: row.seq as bigint,
    kind: row.kind as EntryKind,
    currency: row.currency as string,
    id: integer('id'),
    key: text('key'),
    playerId: row.player_id as string,
    code: text('code'),
    game: integer('game'),
    roundId: integer('round_id'),
    round: integer('round'),
    amount: row.amount as Cents,
    balanceAfter: row.balance_after as Cents,
    flags: (text('flags')?.split(',') ?? []) as Flag[],
    receivedAt: row.received_at as Micros,
    hash: Buffer.from(row.hash as string, 'hex'),
  };
}
