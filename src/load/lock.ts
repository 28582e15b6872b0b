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

/** "ggr backfill (process 4711, since …)", or undefined if no file says so or its process is gone. */
export function describeHolder(storePath: string): string | undefined {
  try {
    const holder = JSON.parse(readFileSync(lockPath(storePath), 'utf8')) as Holder;
    process.kill(holder.pid, 0);
    return `ggr ${holder.command} (process ${holder.pid}, since ${holder.since})`;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EPERM') return 'another user';
    return undefined;
  }
}
