/** How many windows of a stream are in work at once. */

/** Each window in flight holds pages in memory and a stage on disk. */
const MOST_WINDOWS = 3;
/** A first window that takes longer than this keeps the others waiting no more. */
export const FIRST_ALONE_MS = 10_000;
/** Of all of them together, as many as the newest says that one has. */
const MOST_RECORDS = 500_000;

/** `concurrency` is the account's; `records` are those of the window that ended last. */
export function windowsInFlight(concurrency: number, records: number): number {
  const fitting = Math.max(1, Math.floor(MOST_RECORDS / Math.max(1, records)));
  return Math.min(concurrency, MOST_WINDOWS, fitting);
}
