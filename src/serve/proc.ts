/** What Linux tells of another process, and one thing that it is told. Elsewhere nothing is known. */
import { readFileSync, writeFileSync } from 'node:fs';

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

/** Has Linux end this process before others when memory runs out. */
export function setOomScore(pid: number, score: number): void {
  if (score === 0) return;
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, String(score));
  } catch {
    // no Linux, or it does not let us: the bound on memory is watched all the same
  }
}
