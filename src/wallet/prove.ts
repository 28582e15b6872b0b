/** Proves the ledger on both sides: `ggr wallet verify`. */
import { count, type Database } from '../load/database.ts';
import { sql } from '../load/sql.ts';
import type { ChainPoint } from './entries.ts';
import { followJournal } from './follow.ts';
import type { IntegrityFault } from './integrity.ts';
import { Journal } from './journal.ts';
import { readMark } from './mark.ts';
import { ledgerEnd } from './ship.ts';
import { markPath } from './wallet.ts';

export interface Proof {
  /** Entries in the journal and in the warehouse. */
  readonly journal: bigint;
  readonly warehouse: bigint | undefined;
  readonly faults: readonly IntegrityFault[];
}

/**
 * Follows every entry of the journal and, where the warehouse can be read, of wallet.ledger; compares
 * balances with their entries and, per currency, the sums of both sides. The process answers others
 * meanwhile. Throws a JournalFault where there is no journal, and the signal's reason.
 */
export async function prove(
  journalPath: string,
  db: Database | undefined,
  signal = new AbortController().signal,
): Promise<Proof> {
  // What the journal must reach is read before its end: a wallet that serves moves all of it on.
  const shipped = shippedOf(journalPath);
  const mark = readMark(markPath(journalPath));
  const warehouse = db ? await ledgerEnd(db) : undefined;
  const request = { path: journalPath, mark, warehouse, shipped };
  const { seq, faults, sums } = await followJournal(request, signal);
  const there = db && warehouse ? await proveLedger(db, sums, warehouse) : [];
  return { journal: seq, warehouse: warehouse?.seq, faults: [...faults, ...there] };
}

function shippedOf(journalPath: string): bigint {
  const journal = Journal.openReadOnly(journalPath);
  try {
    return journal.shipped;
  } finally {
    journal.close();
  }
}

async function proveLedger(
  db: Database,
  here: readonly string[],
  end: ChainPoint,
): Promise<IntegrityFault[]> {
  const broken = await db.many(sql('queries/prove-ledger'));
  const faults: IntegrityFault[] = broken.map((row) => ({
    code: row.balance_differs ? 'balance-differs' : 'chain-broken',
    message: `entry ${row.seq} of wallet.ledger ${describeBreak(row)}`,
  }));
  const there = (await db.many(sql('queries/sum-ledger'), { seq: String(end.seq) })).map((row) =>
    [row.currency, count(row.entries), row.amount].join(' '),
  );
  for (const row of await db.many(sql('queries/prove-closures'))) {
    const message = `closure ${row.closure} in wallet.closed_rounds ${describeClosure(row)}`;
    faults.push({ code: 'chain-broken', message });
  }
  const differing = here.filter((line) => !there.includes(line));
  for (const line of differing) {
    const message = `journal and wallet.ledger differ in ${line.split(' ')[0]}: the journal has ${line.split(' ').slice(1).join(' entries that sum to ')} cents up to entry ${end.seq}`;
    faults.push({ code: 'balance-differs', message });
  }
  return faults;
}

function describeClosure(row: Record<string, unknown>): string {
  if (row.follows_a_gap) return 'does not follow the one before it: there is a gap or a double';
  if (row.is_ahead) return 'was made after entries that wallet.ledger does not hold';
  return 'does not have the hash of what it says: it was changed';
}

function describeBreak(row: Record<string, unknown>): string {
  if (row.follows_a_gap) return 'does not follow the one before it: there is a gap or a double';
  if (row.balance_differs) return 'has a balance that is not the sum of the entries before it';
  return 'does not have the hash of what it says: it was changed';
}
