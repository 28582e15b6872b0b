/** The lock beside the journal. */
import { DatabaseSync } from 'node:sqlite';
import { makeEmpty } from '../contract/own-files.ts';
import { JournalFault, JournalHeld } from './journal-faults.ts';

const SQLITE_BUSY = 5;

/**
 * One process writes a journal: a second one would give its entries the same places. The lock of the
 * store does not see to that, because stores may share a folder; this one ends with its process.
 */
export function holdAlone(path: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    makeEmpty(`${path}.lock`);
    lock = new DatabaseSync(`${path}.lock`, { timeout: 0 });
    lock.exec('begin exclusive');
    return lock;
  } catch (cause) {
    lock?.close();
    const { errcode, message } = cause as { errcode?: number; message: string };
    if (errcode !== SQLITE_BUSY) {
      throw new JournalFault(`${path}.lock cannot be opened: ${message}`, { cause });
    }
    throw new JournalHeld(
      `the wallet's journal ${path} is held by another process: stores in one folder share it`,
      { hint: 'end that one, or give each store a folder of its own (GGR_WAREHOUSE)', cause },
    );
  }
}
