/** Proves the ledger on both sides: `ggr wallet verify`. */
import type { Database } from '../load/database.ts';
import { followJournal, type Watch } from './follow.ts';
import type { IntegrityFault } from './integrity.ts';
import { JournalDamage } from './journal-faults.ts';
import { JournalFile } from './journal-file.ts';
import { readMark } from './mark.ts';
import { proveLedger } from './prove-ledger.ts';
import { ledgerEnd } from './ship.ts';
import { shippedOf } from './shipped.ts';
import { markPath } from './wallet.ts';

export interface Proof {
  /** Entries in the journal and in the warehouse. */
  readonly journal: bigint;
  readonly warehouse: bigint | undefined;
  readonly faults: readonly IntegrityFault[];
}

/**
 * Follows every entry of the journal and, where the warehouse can be read, of wallet.ledger; compares
 * indexes with their tables, credits, sessions and players with what made them, and, per currency, the sums
 * of both sides. The process answers others meanwhile. Throws a JournalFault where there is no journal, and
 * the signal's reason.
 */
export function prove(
  journalPath: string,
  db: Database | undefined,
  signal = new AbortController().signal,
): Promise<Proof> {
  return proveWatched(journalPath, db, { signal, seen: () => {} });
}

/** The same for somebody who waits. */
export async function proveWatched(
  journalPath: string,
  db: Database | undefined,
  watch: Watch,
): Promise<Proof> {
  // What the journal must reach is read before its end: a wallet that serves moves all of it on.
  const shipped = shippedAt(journalPath);
  const mark = readMark(markPath(journalPath));
  const warehouse = db ? await ledgerEnd(db) : undefined;
  const request = { path: journalPath, mark, warehouse, shipped };
  const { seq, faults, sums } = await followJournal(request, watch);
  const there = db && warehouse ? await proveLedger(db, sums, warehouse) : [];
  return { journal: seq, warehouse: warehouse?.seq, faults: [...faults, ...there] };
}

/** 0 where it cannot be read: following the journal says why. */
function shippedAt(journalPath: string): bigint {
  const file = JournalFile.openReadOnly(journalPath);
  try {
    return shippedOf(file);
  } catch (error) {
    if (error instanceof JournalDamage) return 0n;
    throw error;
  } finally {
    file.close();
  }
}
