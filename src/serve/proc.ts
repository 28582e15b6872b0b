/** What Linux tells of another process, and two things that it is told. Elsewhere nothing is known. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

const NICEST = 19;

/** Memory that a process holds, in bytes; undefined where that cannot be read. */
export function readRss(pid: number): number | undefined {
  try {
    const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kib === undefined ? undefined : Number(kib) * 1024;
  } catch {
    return undefined;
  }
}

/** Whether somebody stopped the process, so that it does nothing until it is let go on. */
export function isStopped(pid: number): boolean {
  try {
    return /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Says where a process stands among others when memory or cores run out. */
export function setRank(
  pid: number,
  { oomScoreAdj, nicer }: { readonly oomScoreAdj: number; readonly nicer: number },
): void {
  setOomScore(pid, oomScoreAdj);
  setNicer(pid, nicer);
}

/** Has Linux end this process before others when memory runs out. */
function setOomScore(pid: number, score: number): void {
  if (score === 0) return;
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, String(score));
  } catch {
    // no Linux, or it does not let us: the bound on memory is watched all the same
  }
}

/**
 * Makes a process so much nicer than this one: it waits where both want a core. Each thread by itself, as Linux has no
 * other way.
 */
export function setNicer(pid: number, by: number): void {
  if (by === 0) return;
  try {
    const niceness = Math.min(getPriority() + by, NICEST);
    // the first thread before the others are listed: those that it starts later take after it
    setPriority(pid, niceness);
    for (const thread of readdirSync(`/proc/${pid}/task`)) setPriority(Number(thread), niceness);
  } catch {
    // no Linux, or a filter of system calls (packaging/systemd): who waits is the system's to say
  }
}
