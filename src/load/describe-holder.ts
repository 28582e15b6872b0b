/** Who has a store, in words. Without what reads its lock file, which a process that answers one query need not load. */
import type { Holder } from './lock.ts';

/** The process that a person ends: a part that is ended is started again. */
export function pidToEnd({ pid, supervisor }: Holder): number {
  return supervisor ?? pid;
}

/** "ggr backfill (process 4711, since …)". */
export function describeHolder(holder: Holder): string {
  return `ggr ${holder.command} (process ${pidToEnd(holder)}, since ${holder.since})`;
}
