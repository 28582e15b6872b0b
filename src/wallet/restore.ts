/** Gives a journal back what it lost and the warehouse still has; and accepts what nobody has. */
import { rmSync } from 'node:fs';
import type { Database, StoredRow } from '../load/database.ts';
import { sql } from '../load/sql.ts';
import { type Closure, type ClosureCause, closureHash } from './closures.ts';
import {
  type Cents,
  chainHash,
  type Entry,
  type EntryKind,
  type Flag,
  type Micros,
} from './entries.ts';
import type { Journal } from './journal.ts';
import { Mark, readMark } from './mark.ts';
import { IntegrityError, markPath } from './wallet.ts';

/** Entries and closures of rounds that were restored, and the range of entries that is lost for good. */
export interface Restored {
  readonly restored: bigint;
  readonly closures: bigint;
  readonly lost: { readonly from: bigint; readonly to: bigint } | undefined;
  /** False where entries have no mark beside them, and the wallet goes on refusing to serve. */
  readonly isMarked: boolean;
}

/**
 * Appends the entries of wallet.ledger that follow the journal's last one, and the closures. Each must continue the chain;
 * throws an IntegrityError at the first that does not. Sessions that come back are closed: their wins
 * and cancels are taken, bets wait until the operator opens them again.
 */
export async function restore(db: Database, journal: Journal, now: Micros): Promise<Restored> {
  const first = journal.end.seq;
  for (;;) {
    const rows = await db.many(sql('queries/ledger-after'), { seq: String(journal.end.seq) });
    if (rows.length === 0) break;
    journal.atomically(() => {
      for (const row of rows) restoreEntry(journal, toEntry(row), now);
      journal.file.run('add-note', now, `restored entries up to ${journal.end.seq}`);
    });
  }
  const closures = await restoreClosures(db, journal, now);
  const mark = readMark(markPath(journal.file.path));
  const { seq } = journal.end;
  const isShort = mark.kind === 'mark' && mark.point.seq > seq;
  return {
    restored: seq - first,
    closures,
    lost: isShort ? { from: seq + 1n, to: mark.point.seq } : undefined,
    isMarked: mark.kind === 'mark' || seq === 0n,
  };
}

/**
 * Takes the journal as it stands: the mark is set to its end, and the decision is noted in it. What was
 * acknowledged after that entry is lost, and the same requests will be taken as new.
 */
export function acceptLoss(journal: Journal, now: Micros): void {
  const mark = readMark(markPath(journal.file.path));
  const stood = mark.kind === 'mark' ? `stood at ${mark.point.seq}` : `was ${mark.kind}`;
  const note = `taken as it stands, with ${journal.end.seq} entries; the mark ${stood}`;
  journal.atomically(() => {
    journal.file.run('add-note', now, note);
    // their places are given anew: rounds that wait are looked for from the beginning
    journal.file.run('set-swept', 0n);
  });
  // of two slots the higher one counts, so the old mark must go first
  rmSync(markPath(journal.file.path), { force: true });
  Mark.open(markPath(journal.file.path), journal.end).close();
}

function restoreEntry(journal: Journal, entry: Entry, now: Micros): void {
  const { seq, playerId, currency, code, receivedAt } = entry;
  const follows = seq === journal.end.seq + 1n;
  if (!follows || !chainHash(journal.end.hash, entry).equals(entry.hash)) {
    const message = `entry ${seq} of wallet.ledger does not continue the journal after entry ${journal.end.seq}`;
    throw new IntegrityError([{ code: 'chain-broken', message }]);
  }
  journal.file.run('add-player', playerId);
  if (code !== null && !journal.session(code)) {
    journal.file.run('open-session', code, playerId, currency, receivedAt, null);
    journal.file.run('close-session', now, code);
  }
  journal.restore(entry);
}

/** Returns how many there were. */
async function restoreClosures(db: Database, journal: Journal, now: Micros): Promise<bigint> {
  const { closures } = journal;
  const first = closures.end.seq;
  for (;;) {
    const rows = await db.many(sql('queries/closures-after'), {
      closure: String(closures.end.seq),
    });
    if (rows.length === 0) return closures.end.seq - first;
    journal.atomically(() => {
      for (const row of rows) restoreClosure(journal, toClosure(row));
      journal.file.run('add-note', now, `restored closures of rounds up to ${closures.end.seq}`);
    });
  }
}

function restoreClosure({ closures }: Journal, closure: Closure): void {
  const { seq, hash } = closures.end;
  if (closure.number !== seq + 1n || !closureHash(hash, closure).equals(closure.hash)) {
    const message = `closure ${closure.number} in wallet.closed_rounds does not continue the journal after closure ${seq}`;
    throw new IntegrityError([{ code: 'chain-broken', message }]);
  }
  closures.restore(closure);
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
