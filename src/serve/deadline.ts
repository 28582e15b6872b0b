/** Waiting that ends. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves with the first of the events, or when the time is over. */
export async function within(ms: number, events: readonly Promise<void>[]): Promise<void> {
  const late = new AbortController();
  const timer = sleep(ms, undefined, { signal: late.signal }).catch(() => {});
  await Promise.race([...events, timer]);
  late.abort();
}
