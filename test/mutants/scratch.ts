/** A copy of the repository in which code may be broken. */
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** Not copied: what is large, what is nobody's source, and what may hold secrets. */
const LEFT_OUT = new Set(['.git', '.env', 'dist', 'node_modules', 'warehouse', 'docs/.site']);

export interface Scratch {
  readonly root: string;
  readonly remove: () => void;
}

/** Copies it to a temporary folder; the packages are linked. */
export function copyRepository(root: string): Scratch {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'ggr-mutants-')));
  cpSync(root, copy, {
    recursive: true,
    filter: (source) => !LEFT_OUT.has(relative(root, source)),
  });
  symlinkSync(realpathSync(join(root, 'node_modules')), join(copy, 'node_modules'));
  return { root: copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}
