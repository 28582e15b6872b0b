/** Someone's SQL: found harmless, run, and its errors told as the asker's. */
import { GgrError, UsageError } from '../contract/errors.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { type ReadKind, refuseWriting } from './guard.ts';
import { type QueryResult, runSpooled, runWhole } from './result.ts';

export interface Statement {
  readonly text: string;
  /** Ends the query. */
  readonly signal: AbortSignal;
  /** Rows wait on disk, not in the memory of a process that has other things to do. */
  readonly isSpooled: boolean;
}

/** A statement that was found harmless, and the store in which it may run. */
export interface Read {
  readonly warehouse: Warehouse;
  readonly text: string;
  readonly kind: ReadKind;
  /** Aborted when the query must end. */
  readonly signal: AbortSignal;
  readonly run: () => Promise<QueryResult>;
}

/** Refuses what does more than read, and closes the store after `use`. Throws UsageError. */
export async function readStatement<T>(
  warehouse: Warehouse,
  { text, signal, isSpooled }: Statement,
  use: (read: Read) => Promise<T>,
): Promise<T> {
  try {
    const kind = await refuseWriting(warehouse.db, text);
    signal.throwIfAborted();
    const run = () =>
      isSpooled && kind === 'select'
        ? runSpooled(warehouse.db, text)
        : runWhole(warehouse.db, text);
    return await use({ warehouse, text, kind, signal, run });
  } catch (error) {
    signal.throwIfAborted();
    throw asUsageError(error);
  } finally {
    await warehouse.close();
  }
}

function asUsageError(error: unknown): unknown {
  if (error instanceof GgrError || !(error instanceof Error)) return error;
  const known =
    /^(Parser|Binder|Catalog|Conversion|Invalid Input|Permission|Out of Range|Not implemented|IO|Out of Memory|Constraint) Error/;
  return known.test(error.message) ? new UsageError(error.message, { cause: error }) : error;
}
