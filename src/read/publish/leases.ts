/**
 * Who still reads a snapshot. Whoever has its analytics.duckdb open, or locked by flock, is seen by the lock, as
 * far as the system tells of locks; our own readers hold a lease besides, a file that names their process. What
 * a process has open survives in any case, as files do whose names are gone.
 */

import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ANALYTICS, Place } from './place.ts';

/** Kept whoever reads: one that is just being opened is the newest, or was a moment ago. */
const KEPT = 2;
const LEASES = 'leases';

export interface Lease {
  readonly number: number;
  /** Of the snapshot. */
  readonly folder: string;
  readonly release: () => void;
}

/** Holds the newest snapshot until it is released or this process ends; undefined where there is none. */
export function takeLease(dir: string): Lease | undefined {
  const place = new Place(dir);
  mkdirSync(join(place.dir, LEASES), { recursive: true, mode: 0o700 });
  for (;;) {
    const number = place.current();
    if (number === undefined) return undefined;
    const started = startOf(process.pid) ?? '0';
    const name = `${number}.${process.pid}.${started}.${randomUUID()}`;
    const file = join(place.dir, LEASES, name);
    writeFileSync(file, '');
    const folder = place.folder(number);
    const release = () => rmSync(file, { force: true });
    // removed between the look and the lease: there is a newer one
    if (existsSync(folder)) return { number, folder, release };
    release();
  }
}

/** What the system tells of a process. */
export interface Processes {
  /** When it began, in a form to compare; undefined where that is not seen. A pid alone may be anybody's later. */
  readonly startOf: (pid: number) => string | undefined;
  /** Whether there is one of that number, seen or not. */
  readonly isThere: (pid: number) => boolean;
}

const SYSTEM: Processes = { startOf, isThere };

/** Removes the snapshots that nobody reads, but never the newest two. */
export function removeUnused(place: Place, processes = SYSTEM): void {
  const old = place.numbers().slice(0, -KEPT);
  if (old.length === 0) return;
  const locked = lockedInodes();
  const leased = leasedNumbers(place, processes);
  const current = place.current();
  for (const number of old) {
    if (number === current || leased.has(number)) continue;
    const file = statSync(join(place.folder(number), ANALYTICS), { throwIfNoEntry: false });
    if (file && locked.has(file.ino)) continue;
    place.remove(number);
  }
}

/**
 * One that is there and hidden is believed: systemd's PrivateUsers= and ProtectProc= keep units that run as one user
 * from seeing each other in /proc.
 */
function leasedNumbers(place: Place, { startOf, isThere }: Processes): Set<number> {
  const folder = join(place.dir, LEASES);
  if (!existsSync(folder)) return new Set();
  const held = new Set<number>();
  for (const name of readdirSync(folder)) {
    const [number, pid, started] = name.split('.');
    const began = startOf(Number(pid));
    const isHeld = began === undefined ? isThere(Number(pid)) : began === started;
    if (started && isHeld) held.add(Number(number));
    else rmSync(join(folder, name), { force: true });
  }
  return held;
}

function startOf(pid: number): string | undefined {
  try {
    // the name of the command, in brackets, may hold anything; the 22nd field counts from behind it
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function isThere(pid: number): boolean {
  try {
    return Number.isSafeInteger(pid) && pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Inodes of files that anybody has locked. DuckDB locks what it has open, to read, too. */
function lockedInodes(): Set<number> {
  try {
    const lines = readFileSync('/proc/locks', 'utf8').matchAll(/ \w+:\w+:(\d+) /g);
    return new Set([...lines].map(([, inode]) => Number(inode)));
  } catch {
    return new Set();
  }
}
