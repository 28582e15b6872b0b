/**
 * A window that is read again in parts, as one that the vendor cannot answer at once, stood whole in the
 * ledger: its row and the rows it owns are split first. Otherwise the first part would withdraw what belongs
 * to the others, and the old row would lie across the new ones.
 */
import { contains, subtract } from '../contract/intervals.ts';
import type { AnyStream } from '../contract/stream.ts';
import type { Window } from '../contract/window.ts';
import { sqlTimestamp } from '../transform/time.ts';
import { noteChange } from './changes.ts';
import type { Database } from './database.ts';
import { identifier, sql } from './sql.ts';
import { markSplit } from './touched.ts';
import type { LedgerEntry } from './windows.ts';

interface Part {
  readonly account: string;
  readonly stream: AnyStream;
  readonly owner: Window;
}

/** Whether a window of the ledger holds rows and reaches beyond one that it touches. */
export function isAcross(held: LedgerEntry, owner: Window): boolean {
  return held.fetchedAt !== null && !contains(owner, held);
}

/** Splits the held windows that reach beyond this one, at its borders. */
export async function splitWindows(
  db: Database,
  { account, stream, owner }: Part,
  across: readonly Window[],
): Promise<void> {
  const key = { account, stream: stream.name };
  const fill = {
    table: stream.table,
    event: identifier(stream.eventTime),
    // by another clock than event time a window has rows, and owns none
    owns_rows: String(stream.mode === 'replace'),
  };
  for (const old of across) {
    const inside = {
      start: Math.max(old.start, owner.start),
      end: Math.min(old.end, owner.end),
    };
    const parts = [inside, ...subtract([old], [owner])];
    const reach = { old_start: sqlTimestamp(old.start), old_end: sqlTimestamp(old.end) };
    await markSplit(db, fill, { account, ...reach });
    await noteChange(db, { relation: 'sync.windows', ...key, window: old });
    // all rows first: a part counts what is its own then
    for (const statement of ['queries/shift-window-rows', 'queries/split-window']) {
      for (const part of parts) {
        await db.run(sql(statement, fill), {
          ...key,
          ...reach,
          start: sqlTimestamp(part.start),
          end: sqlTimestamp(part.end),
        });
      }
    }
    await db.run(sql('queries/delete-split-window'), {
      ...key,
      start: sqlTimestamp(old.start),
      end: sqlTimestamp(old.end),
    });
  }
}
