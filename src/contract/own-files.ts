/**
 * Files that ggr makes under a name that everybody knows. Whoever can write in the folder could have put
 * something there before us, such as a link to a file that only we may write: it is replaced or refused,
 * never followed.
 */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { asDiskFault } from './disk-faults.ts';
import { StoreError } from './errors.ts';

/** Nobody but its user reads what ggr writes. */
const MODE = 0o600;
const FOLDER_MODE = 0o700;

/** Makes a folder that a setting names, and those above it. Throws StoreError. */
export function makeFolder(folder: string): void {
  try {
    makeEach(resolve(folder));
  } catch (error) {
    const cause = asDiskFault(error, folder);
    if (cause instanceof StoreError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new StoreError('store-folder', `the folder ${folder} cannot be made: ${code}`, {
      hint: 'name a folder in which this user may write',
      cause,
    });
  }
}

/** One after the other: Node's own recursion never ends where a folder refuses new ones with ENOENT, as /proc does. */
export function makeEach(folder: string): void {
  const parent = dirname(folder);
  if (!existsSync(parent)) makeEach(parent);
  try {
    mkdirSync(folder, { mode: FOLDER_MODE });
  } catch (error) {
    if (!existsSync(folder) || !statSync(folder).isDirectory()) throw error;
  }
}

/** A name beside `path` that nobody could have foreseen; hidden, because it is not whole yet. */
export function partOf(path: string): string {
  // shortened: a name has 255 bytes, and it must hold the random part too
  return join(dirname(path), `.${basename(path).slice(0, 40)}.${randomUUID()}.part`);
}

/**
 * Writes a small file whole: under a random name first, so that a reader sees the old file or the new one,
 * and what was planted under the known name is replaced. Throws StoreError where the disk refuses it.
 */
export function writeWhole(path: string, text: string): void {
  const part = partOf(path);
  try {
    writeFileSync(part, text, { mode: MODE, flag: 'wx' });
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw asDiskFault(error, path);
  }
}

/** The same where there is no such file: of several who make it at once one does. False where it is there. */
export function writeNew(path: string, text: string): boolean {
  const part = partOf(path);
  try {
    writeFileSync(part, text, { mode: MODE, flag: 'wx' });
    linkSync(part, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw asDiskFault(error, path);
  } finally {
    rmSync(part, { force: true });
  }
}

/** Opens a file to write in its place, making it where there is none. Throws StoreError for a link or anything else. */
export function openInPlace(path: string, flags = 0): number {
  const { O_WRONLY, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  refusePlanted(path);
  // between the look and this nothing can be slipped in: a link ends with ELOOP, a pipe does not hang
  const file = openSync(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | flags, MODE);
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw planted(path, 'no file');
}

/** Makes an empty file where there is none, so that whoever opens it next by its name finds ours. */
export function makeEmpty(path: string): void {
  refusePlanted(path);
  // not opened where it is there: closing it would drop the locks that SQLite and DuckDB hold on it
  if (!existsSync(path)) closeSync(openSync(path, 'wx', MODE));
}

/** Throws StoreError where the name is taken by a link. */
export function refuseLink(path: string): void {
  if (look(path)?.isSymbolicLink()) throw planted(path, 'a link');
}

/** Throws StoreError where the name is taken by a link, or by anything but a file. */
export function refusePlanted(path: string): void {
  const found = look(path);
  if (found && !found.isFile()) throw planted(path, kindOf(found));
}

/** The same for a folder, which must be this user's: in another's anything may be planted later. */
export function refusePlantedFolder(path: string): void {
  const found = look(path);
  if (!found) return;
  if (!found.isDirectory()) throw planted(path, kindOf(found));
  if (found.uid !== process.geteuid?.()) throw planted(path, "another user's folder");
}

function look(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function kindOf(found: Stats): string {
  if (found.isSymbolicLink()) return 'a link';
  return found.isDirectory() ? 'a folder' : found.isFile() ? 'a file' : 'no file';
}

/** What stands where a file of ours belongs. */
export function planted(path: string, what: string): StoreError {
  return new StoreError('store-foreign', `${path} is ${what}, where ggr keeps a file of its own`, {
    hint: `it was left untouched: see where it comes from (ls -l ${path}), take it away, and run this again`,
  });
}
