/** What DuckDB's messages about the file mean to an operator. */
import { ROOM_HINT } from '../contract/disk-faults.ts';
import { StoreError } from '../contract/errors.ts';
import { describeHolder } from './describe-holder.ts';
import type { Holder } from './lock.ts';

/** Whoever must know that DuckDB gave the file up: it must be opened anew, after a FATAL error by a new process. */
export type OnBroken = (fault: StoreError) => void;

const GIVEN_UP_CODES: ReadonlySet<string> = new Set(['store-broken', 'store-suspended']);

/** Passes an error on, and tells of it if it means that the file is given up. */
export function tellBroken(error: unknown, onBroken: OnBroken | undefined): unknown {
  if (isGivenUp(error)) onBroken?.(error);
  return error;
}

/** Whether it says that the file must be opened anew. */
export function isGivenUp(error: unknown): error is StoreError {
  return error instanceof StoreError && GIVEN_UP_CODES.has(error.code);
}

/** A transaction that `failed`, and that DuckDB did not take back either. */
export function stillOpen(fault: Error, failed: unknown): StoreError {
  const says = `DuckDB could not take a transaction back: ${firstLine(fault.message)}`;
  return new StoreError('store-broken', says, {
    hint: 'run the command again: nothing of the transaction was written',
    cause: failed,
  });
}

/** A checkpoint that failed is told with its cause behind it; what counts is that the file is given up. */
const GIVEN_UP = /fatal error|has been invalidated|corrupt|checksum/i;
const FULL =
  /ENOSPC|EDQUOT|no space left|quota exceeded|disk full|not enough space|max_temp_directory_size|could not write/i;

/** Turns DuckDB's complaint about disk or file into one clear line; other errors pass unchanged. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error;
  const { message } = error;
  const isFull = FULL.test(message);
  if (GIVEN_UP.test(message)) return givenUp(error, isFull);
  if (isFull) {
    return new StoreError(
      'store-full',
      `the disk of the warehouse is full: ${firstLine(message)}`,
      { hint: ROOM_HINT, cause: error },
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
  return error;
}

/** Nothing works on the file any more until it is opened anew. */
function givenUp(cause: Error, isFull: boolean): StoreError {
  const says = `DuckDB gave up on the warehouse: ${firstLine(cause.message)}`;
  if (isFull) {
    return new StoreError('store-suspended', `the disk of the warehouse is full, and ${says}`, {
      hint: ROOM_HINT,
      cause,
    });
  }
  return new StoreError('store-broken', says, {
    hint: 'run the command again; if it says the same, restore GGR_WAREHOUSE from a backup',
    cause,
  });
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
  // without a /proc, as in a reader's own root, the program's name is missing
  const [, program, pid] = /lock is held in (.*?) ?\(?PID (\d+)/.exec(message) ?? [];
  if (holder && Number(pid) === holder.pid) return describeHolder(holder);
  if (pid === undefined) {
    return holder
      ? `another process; its lock file names ${describeHolder(holder)}, but may be old`
      : 'another process';
  }
  return program ? `${program} (process ${pid})` : `process ${pid}`;
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}
