/** Where a query's result goes, such as a file that appears only when it is whole. */
import { once } from 'node:events';
import { createWriteStream, existsSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../contract/errors.ts';
import { partOf } from '../contract/own-files.ts';

/** Whatever stands behind it, which may be a pipe that has no path, or a file that others write, too. */
const OWN_OUTPUT = /^\/(?:dev\/(?:stdout|stderr|fd\/\d+)|proc\/self\/fd\/\d+)$/;

/** The wallet's, beside the store: with its mark and its lock. */
const JOURNAL = 'wallet.sqlite';

export interface Sink {
  readonly write: (text: string) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** A file to be: written under another name beside it, then renamed. */
export interface Target {
  /** The name to write under. */
  readonly part: string;
  /** How it is opened: a file is new, a device is there, and of an output of this process nothing is cut off. */
  readonly flags: 'wx' | 'w' | 'a';
  /** Puts the whole file in its place. */
  readonly commit: () => void | Promise<void>;
  readonly discard: () => void | Promise<void>;
}

/**
 * Refuses the store and its companions; devices such as /dev/stdout are written directly. A link is replaced
 * by the file, and what it leads to stays: in a folder of many users it may be anybody's.
 */
export function openTarget(out: string, store: string): Target {
  if (OWN_OUTPUT.test(resolve(out))) {
    return { part: out, flags: 'a', commit: () => {}, discard: () => {} };
  }
  const real = refuseStore(out, store, `--out ${out}`);
  const path = join(realPath(dirname(resolve(out))), basename(out));
  if (!existsSync(dirname(path)))
    throw new UsageError(`--out: there is no folder ${dirname(path)}`);
  if (existsSync(real) && statSync(real).isDirectory()) {
    throw new UsageError(`--out ${out} is a folder`, { hint: 'name a file in it' });
  }
  if (existsSync(real) && !statSync(real).isFile()) {
    return { part: real, flags: 'w', commit: () => {}, discard: () => {} };
  }
  const part = partOf(path);
  return {
    part,
    flags: 'wx',
    commit: () => renameSync(part, path),
    discard: () => rmSync(part, { force: true }),
  };
}

/** Refuses the store, the wallet's journal and their companions; returns the real path. `name` is what the error calls it. */
export function refuseStore(file: string, store: string, name: string): string {
  const path = realPath(resolve(file));
  const kept = realPath(resolve(store));
  const journal = join(dirname(kept), JOURNAL);
  if (path === kept || path.startsWith(`${kept}.`)) {
    throw new UsageError(`${name} is the warehouse itself`, { hint: 'name another file' });
  }
  if (path.startsWith(journal)) {
    throw new UsageError(`${name} is the wallet's journal`, { hint: 'name another file' });
  }
  return path;
}

function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}

/** A file written no faster than it takes. */
export function openFile({ part, flags }: Pick<Target, 'part' | 'flags'>): Sink {
  const file = createWriteStream(part, { flags, mode: 0o600 });
  const failed = once(file, 'error').then(([error]: unknown[]) => {
    throw outFault(error);
  });
  failed.catch(() => {});
  const whenDone = (event: 'drain' | 'close') => once(file, event).catch(() => failed);
  return {
    write: async (text) => {
      // a file that has failed takes nothing and never drains: its error came before
      if (!file.write(`${text}\n`)) await Promise.race([whenDone('drain'), failed]);
    },
    end: async () => {
      file.end();
      // one that could not be opened has closed before anybody waits for it
      if (!file.closed) await Promise.race([whenDone('close'), failed]);
      if (file.errored) await failed;
    },
  };
}

/** Whether whoever read the answer closed the pipe before its end, as `head` does. */
export function isSeenEnough(error: unknown): boolean {
  const cause = error instanceof UsageError ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'EPIPE';
}

/** Why a file of --out could not be written. */
export function outFault(error: unknown): UsageError {
  const reason = error instanceof Error ? error.message : String(error);
  return new UsageError(`--out cannot be written: ${reason}`, {
    hint: 'free space there or name another file',
    cause: error,
  });
}
