/**
 * Our own lock file beside the store. DuckDB's lock keeps other processes out; this file tells them
 * whom they are waiting for. The database file itself is never opened here: closing such a handle
 * would drop DuckDB's lock.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

export interface Holder {
  readonly pid: number;
  readonly command: string;
  readonly since: string;
  /** Where the holder listens, if it is a daemon. */
  readonly address?: string;
}

const lockPath = (storePath: string) => `${storePath}.lock`;

export function writeLock(storePath: string, holder: Holder): void {
  writeFileSync(lockPath(storePath), `${JSON.stringify(holder)}\n`, { mode: 0o600 });
}

export function removeLock(storePath: string): void {
  try {
    rmSync(lockPath(storePath), { force: true });
  } catch {
    // a folder that lets us write no lock: there is none of ours to remove
  }
}

/** The process in the lock file, or undefined if there is no file or the process is gone. */
export function readHolder(storePath: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(lockPath(storePath), 'utf8')) as Holder;
    return isAlive(holder.pid) ? holder : undefined;
  } catch {
    return undefined; // no file, or one that was torn when its process died
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // another user's
  }
}

/** "ggr backfill (process 4711, since …)". */
export function describeHolder({ command, pid, since }: Holder): string {
  return `ggr ${command} (process ${pid}, since ${since})`;
}
