/**
 * Our own lock file beside the store. DuckDB's lock keeps other processes out; this file only hints at whom
 * they are waiting for: after a crash and a reboot its pid and its port may be anybody's. So nothing is
 * decided by it: DuckDB says whether the store is held, and who listens proves itself (serve/holder.ts).
 * The database file itself is never opened here: closing such a handle would drop DuckDB's lock.
 */
import { readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { writeWhole } from '../contract/own-files.ts';

const HOLDER = z.object({
  pid: z.number().int(),
  command: z.string(),
  since: z.string(),
  /** The process that started the holder and is the one to end. */
  supervisor: z.number().int().optional(),
  /** Where the holder listens, if it is a daemon. */
  address: z.url({ protocol: /^http$/ }).optional(),
  /** Of this start of the daemon: no other one, and no other store, can prove that it is meant. */
  id: z.string().min(1).optional(),
});
export type Holder = Readonly<z.infer<typeof HOLDER>>;

const lockPath = (storePath: string) => `${storePath}.lock`;

/** Written by whoever holds the store. Throws StoreError where the disk is full. */
export function writeLock(storePath: string, holder: Holder): void {
  writeHolder(lockPath(storePath), holder);
}

/** The same in a file of another name: whoever serves the wallet of a store names itself so. */
export function writeHolder(path: string, holder: Holder): void {
  writeWhole(path, `${JSON.stringify(holder)}\n`);
}

/** Before the store is closed: after that the file may be the next holder's. */
export function removeLock(storePath: string): void {
  removeHolder(lockPath(storePath));
}

export function removeHolder(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // a folder that lets us write no lock: there is none of ours to remove
  }
}

/** What the lock file says, or undefined without one that can be read. It may be old. */
export function readHolder(storePath: string): Holder | undefined {
  return readHolderAt(lockPath(storePath));
}

export function readHolderAt(path: string): Holder | undefined {
  try {
    return HOLDER.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined; // no file, or one that was torn when its process died
  }
}
