/** Gives a journal back what it lost and the warehouse still has; and accepts what nobody has. */
import { rmSync } from 'node:fs';
import type { Database, StoredRow } from '../load/database.ts';
import { sql } from '../load/sql.ts';
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

/** Entries that were restored, and the range that is lost for good. */
export interface Restored {
  readonly restored: bigint;
  readonly lost: { readonly from: bigint; readonly to: bigint } | undefined;
  /** False where entries have no mark beside them, and the wallet goes on refusing to serve. */
  readonly isMarked: boolean;
}

/**
 * Appends the entries of wallet.ledger that follow the journal's last one. Each must continue the chain;
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
  const mark = readMark(markPath(journal.file.path));
  const { seq } = journal.end;
  const isShort = mark.kind === 'mark' && mark.point.seq > seq;
  return {
    restored: seq - first,
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
  journal.atomically(() => journal.file.run('add-note', now, note));
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
