/** What may be wrong with the file of the journal. */
import { WalletError } from '../contract/errors.ts';
import { findUnfinished } from '../load/unfinished-restore.ts';

/** SQLITE_CORRUPT and SQLITE_NOTADB, the low byte of the extended codes. */
const DAMAGE: ReadonlySet<number> = new Set([11, 26]);
const PRIMARY_CODE = 0xff;

/** It cannot be opened, is none, or is not whole. */
export class JournalFault extends WalletError {}

/** Another process writes it now. */
export class JournalHeld extends JournalFault {}

/** A newer ggr wrote it: that one must be used. */
export class JournalNewer extends JournalFault {}

/** A restore of it was not finished: an empty one would answer as if nothing had been. */
export class JournalUnfinished extends JournalFault {}

/** A page, a row or an index of it is not as it was written: nothing more may be answered from it. */
export class JournalDamage extends JournalFault {
  constructor(message: string, cause?: unknown) {
    super(message, {
      hint: '`ggr wallet verify` lists what is wrong; `ggr wallet restore`, without the daemon, builds the journal anew',
      cause,
    });
  }
}

/** An error of SQLite that says so as JournalDamage; any other as it came. */
export function asDamage(error: unknown, path: string): unknown {
  const { errcode = 0, message } = error as { errcode?: number; message?: string };
  if (!DAMAGE.has(errcode & PRIMARY_CODE)) return error;
  return new JournalDamage(`the wallet's journal ${path} is damaged: ${message}`, error);
}

/** Throws JournalUnfinished where a restore of the journal was not finished. */
export function refuseUnfinished(path: string): void {
  const unfinished = findUnfinished(path);
  if (unfinished) throw new JournalUnfinished(unfinished.says, { hint: unfinished.hint });
}
