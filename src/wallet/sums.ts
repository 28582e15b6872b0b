/** What a journal sums to, as lines that the warehouse's can be held against. */
import type { Journal } from './journal.ts';

const BILLION = 1_000_000_000n;

/** "EUR 3 1200": currency, entries and their sum in cents, up to an entry. */
export function sumsOf({ file }: Journal, upTo: bigint): string[] {
  return file.all('sum-entries', upTo).map(([currency, entries, billions, rest]) => {
    return `${currency} ${entries} ${(billions as bigint) * BILLION + (rest as bigint)}`;
  });
}
