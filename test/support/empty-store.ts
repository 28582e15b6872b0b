/** A fresh store in a quarter of the time: the migrated, empty one of this run, copied. */
import { copyFileSync } from 'node:fs';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where test/support/global-setup.ts made it, and closed it. */
    emptyStore: string;
  }
}

/** In place of a path: code that cannot make a store fails in the tests, where it is seen. */
export const NOT_MADE = '';

/** For stores that a test opens itself: two threads of DuckDB's cost a fifth more CPU. Commands have the default. */
export const ONE_THREAD = 1;

/** Puts it there. Tests of how a store is made begin without. */
export function makeEmptyStore(path: string): string {
  const made = inject('emptyStore');
  if (made !== NOT_MADE) copyFileSync(made, path);
  return path;
}
