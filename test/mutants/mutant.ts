/** A change to the code that takes one guard away, and the tests that must notice it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Mutant {
  /** What the code no longer does, as people would say it. */
  readonly guard: string;
  /** Under the root of the repository; TypeScript or SQL. */
  readonly file: string;
  /** Must stand exactly once in the file: short and characteristic, so that it outlives moves around it. */
  readonly find: string;
  readonly replace: string;
  /** Test files of which at least one test must fail. */
  readonly seenBy: readonly string[];
}

/** The list no longer fits the code; the message says which entry, and what it looked for. */
export class StaleMutant extends Error {}

/** The file's text without the guard. Throws a StaleMutant where the text to find does not stand once. */
export function mutate(text: string, { guard, file, find, replace }: Mutant): string {
  const times = text.split(find).length - 1;
  if (times === 1) return text.replace(find, () => replace);
  throw new StaleMutant(
    `stale mutant "${guard}": ${JSON.stringify(find)} stands ${times} times in ${file}, not once; ` +
      'adapt its entry under test/mutants/list',
  );
}

/** Takes the guard out of a copy of the repository; returns what puts it back. */
export function applyMutant(root: string, mutant: Mutant): () => void {
  const path = join(root, mutant.file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, mutate(text, mutant));
  return () => writeFileSync(path, text);
}
