/** What DuckDB's messages about the file mean to an operator. */
import { StoreError } from '../contract/errors.ts';
import { describeHolder, type Holder } from './lock.ts';

/** Whoever must know that DuckDB gave the file up (a FATAL error): it must be opened anew. */
export type OnBroken = (fault: StoreError) => void;

/** Passes an error on, and tells of it if it means that the file is given up. */
export function tellBroken(error: unknown, onBroken: OnBroken | undefined): unknown {
  if (error instanceof StoreError && error.code === 'store-broken') onBroken?.(error);
  return error;
}

/** Turns DuckDB's complaint about disk or file into one clear line; other errors pass unchanged. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error;
  const { message } = error;
  if (
    /ENOSPC|no space left|disk full|not enough space|max_temp_directory_size|could not write/i.test(
      message,
    )
  ) {
    return new StoreError(
      'store-full',
      `the disk of the warehouse is full: ${firstLine(message)}`,
      {
        hint: 'free space there or point GGR_WAREHOUSE elsewhere; what was committed is kept, so run the command again',
        cause: error,
      },
    );
  }
  if (/^Out of Memory Error/.test(message)) {
    return new StoreError(
      'store-memory',
      `DuckDB's memory limit was not enough: ${firstLine(message)}`,
      {
        hint: 'nothing of the window was written; run it again with a concurrency of 1, so that one window is in work at a time',
        cause: error,
      },
    );
  }
  if (/fatal error|database has been invalidated|corrupt|checksum/i.test(message)) {
    return new StoreError(
      'store-broken',
      `DuckDB gave up on the warehouse: ${firstLine(message)}`,
      {
        hint: 'run the command again; if it says the same, restore GGR_WAREHOUSE from a backup',
        cause: error,
      },
    );
  }
  return error;
}

/** Why the file could not be opened. `holder` is the process in our own lock file, if any. */
export function openFault(error: unknown, path: string, holder: Holder | undefined): StoreError {
  const message = error instanceof Error ? error.message : String(error);
  if (/could not set lock|conflicting lock|being used by another process/i.test(message)) {
    const who = whoHolds(message, holder);
    return new StoreError('store-locked', `the warehouse ${path} is held by ${who}`, {
      hint: 'wait until it ends, or point GGR_WAREHOUSE at another file',
      cause: error,
    });
  }
  if (
    /not a valid duckdb|magic bytes|serialization|newer version|older version|is a directory/i.test(
      message,
    )
  ) {
    return new StoreError('store-foreign', `${path} is not a warehouse that this ggr can read`, {
      hint: 'point GGR_WAREHOUSE at another file; nothing was changed',
      cause: error,
    });
  }
  const fault = asStoreError(error);
  if (fault instanceof StoreError) return fault;
  return new StoreError(
    'store-foreign',
    `the warehouse ${path} cannot be opened: ${firstLine(message)}`,
    {
      hint: 'check GGR_WAREHOUSE and the rights on its folder',
      cause: error,
    },
  );
}

/** Our lock file knows more, but DuckDB knows better: a lock file may be old, and its pid someone else's. */
function whoHolds(message: string, holder: Holder | undefined): string {
  const [, program, pid] = /lock is held in (.*?) ?\(PID (\d+)\)/.exec(message) ?? [];
  if (holder && (pid === undefined || Number(pid) === holder.pid)) return describeHolder(holder);
  if (pid === undefined) return 'another process';
  return program ? `${program} (process ${pid})` : `process ${pid}`;
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}
