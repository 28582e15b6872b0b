/** A copy of the journal as it stands at one moment, while the wallet serves, with a mark of its own. */
import { closeSync, openSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { sql } from '../load/sql.ts';
import { Journal } from './journal.ts';
import { asDamage } from './journal-faults.ts';
import { Mark } from './mark.ts';
import { markPath } from './wallet.ts';

/** All pages at once: in smaller steps SQLite begins anew whenever the wallet has written, and never ends. */
const EVERY_PAGE = 2 ** 31 - 1;

/**
 * Copies the journal to a file that is not there yet; `shipped` is the newest entry that the copy of the
 * warehouse beside it holds. Throws a JournalFault.
 */
export async function copyJournal(from: string, to: string, shipped: bigint): Promise<void> {
  closeSync(openSync(to, 'wx', 0o600)); // player data: before SQLite makes it for others to read
  try {
    const source = new DatabaseSync(from, { readOnly: true, timeout: 5000 });
    try {
      await backup(source, to, { rate: EVERY_PAGE });
    } finally {
      source.close();
    }
  } catch (error) {
    throw asDamage(error, from);
  }
  // one file without a log, that may be read where nothing can be written
  const copy = new DatabaseSync(to);
  copy.exec('pragma journal_mode = delete');
  copy.prepare(sql('journal/limit-shipped')).run(shipped);
  copy.close();
  const journal = Journal.openReadOnly(to);
  const { end } = journal;
  journal.close();
  Mark.open(markPath(to), end).close();
}
