/**
 * A note beside a store or a journal while `ggr restore` puts another in its place: whoever is killed meanwhile
 * leaves neither the old one nor the new one there, and what opens it next must not begin an empty one.
 */
import { readFileSync, rmSync } from 'node:fs';
import { writeWhole } from '../contract/own-files.ts';

/** Ends the name of the note. */
export const RESTORING = '.restoring';

/** What stands at a path, and the next step. */
export interface Unfinished {
  readonly says: string;
  readonly hint: string;
}

/** Notes that the backup in `from` is being put in the place of `path`. Throws StoreError where the disk refuses it. */
export function noteRestore(path: string, from: string): void {
  writeWhole(`${path}${RESTORING}`, `${from}\n`);
}

/** All of it is in its place. */
export function forgetRestore(path: string): void {
  rmSync(`${path}${RESTORING}`, { force: true });
}

/** Whether a restore of `path` began and did not end; undefined where none did. */
export function findUnfinished(path: string): Unfinished | undefined {
  const from = readNote(path);
  if (from === undefined) return undefined;
  return {
    says: `a restore of ${path} was not finished: what stands there, if anything, is not whole`,
    hint: `run \`ggr restore --from ${from}\` again; what was there before is in before-restore-… beside it`,
  };
}

function readNote(path: string): string | undefined {
  try {
    return readFileSync(`${path}${RESTORING}`, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
