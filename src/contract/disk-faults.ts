/** What the system says when a file of ours cannot be written, as an operator reads it. */
import { StoreError } from './errors.ts';

/** ENOSPC: no room, or no more files; EDQUOT: this user's share of it is used up. */
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);
const REFUSED: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS']);

/** The next step where a disk is full; what may not be deleted is said, because it lies nearest. */
export const ROOM_HINT =
  'free space there, but delete no file that begins like the store or the wallet; what was committed is kept, so run the command again';

/** A full disk or a refused right at `path` becomes a StoreError; other errors pass unchanged. */
export function asDiskFault(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (FULL.has(code)) {
    return new StoreError('store-full', `the disk is full: ${path} cannot be written (${code})`, {
      hint: ROOM_HINT,
      cause: error,
    });
  }
  if (REFUSED.has(code)) {
    return new StoreError('store-folder', `${path} cannot be written: ${code}`, {
      hint: 'give this user the right to write it, as chown and chmod do',
      cause: error,
    });
  }
  return error;
}
