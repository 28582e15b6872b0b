/** A file that a command reads whole. */
import { readFileSync, statSync } from 'node:fs';
import { UsageError } from '../../contract/errors.ts';
import { refuseStore } from '../../read/sink.ts';

const LARGEST = 8 * 1024 * 1024;

/** The text of a file. Throws UsageError where it is missing, too large, no UTF-8, or the store itself. */
export function readInput(path: string, store: string): string {
  // reading the store in its own process and closing it would drop DuckDB's lock on it
  refuseStore(path, store, path);
  const bytes = readBytes(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UsageError(`${path} is not UTF-8`, { hint: 'save it as UTF-8', cause: error });
  }
}

function readBytes(path: string): Buffer {
  try {
    const { size } = statSync(path);
    if (size > LARGEST) {
      throw new UsageError(`${path} has ${size} bytes, and ${LARGEST} are allowed`, {
        hint: 'import it in parts, each with its header',
      });
    }
    return readFileSync(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new UsageError(`there is no file ${path}`, {
        hint: 'the path counts from the working folder',
        cause: error,
      });
    }
    const reason = error instanceof Error ? error.message.split(',')[0] : String(error);
    throw new UsageError(`${path} cannot be read: ${reason}`, {
      hint: 'name a file that this user may read',
      cause: error,
    });
  }
}
