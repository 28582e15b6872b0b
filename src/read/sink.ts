/** Where a query's result goes, such as a file that appears only when it is whole. */
import { once } from 'node:events';
import { createWriteStream, existsSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../contract/errors.ts';

export interface Sink {
  readonly write: (text: string) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** A file to be: written under another name beside it, then renamed. */
export interface Target {
  /** The name to write under. */
  readonly part: string;
  /** Puts the whole file in its place. */
  readonly commit: () => void | Promise<void>;
  readonly discard: () => void | Promise<void>;
}

/** Refuses the store and its companions; devices such as /dev/stdout are written directly. */
export function openTarget(out: string, store: string): Target {
  const path = refuseStore(out, store, `--out ${out}`);
  if (!existsSync(dirname(path)))
    throw new UsageError(`--out: there is no folder ${dirname(path)}`);
  if (existsSync(path) && !statSync(path).isFile()) {
    return { part: path, commit: () => {}, discard: () => {} };
  }
  const part = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  return {
    part,
    commit: () => renameSync(part, path),
    discard: () => rmSync(part, { force: true }),
  };
}

/** Refuses the store and its companions; returns the real path. `name` is what the error calls it. */
export function refuseStore(file: string, store: string, name: string): string {
  const path = realPath(resolve(file));
  const kept = realPath(resolve(store));
  if (path === kept || path.startsWith(`${kept}.`)) {
    throw new UsageError(`${name} is the warehouse itself`, { hint: 'name another file' });
  }
  return path;
}

function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}

/** A file written no faster than it takes. */
export function openFile(path: string): Sink {
  const file = createWriteStream(path);
  const failed = once(file, 'error').then(([error]: unknown[]) => {
    throw outFault(error);
  });
  failed.catch(() => {});
  return {
    write: async (text) => {
      if (!file.write(`${text}\n`)) await once(file, 'drain').catch(() => failed);
    },
    end: async () => {
      file.end();
      await once(file, 'close').catch(() => failed);
      if (file.errored) await failed;
    },
  };
}

/** Why a file of --out could not be written. */
export function outFault(error: unknown): UsageError {
  const reason = error instanceof Error ? error.message : String(error);
  return new UsageError(`--out cannot be written: ${reason}`, {
    hint: 'free space there or name another file',
    cause: error,
  });
}
