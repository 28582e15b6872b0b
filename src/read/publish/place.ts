/**
 * The folder of the snapshots: published/<n>/ each, and the link `current` to the newest. A snapshot is made
 * beside them under a name that no reader knows, and gets its own when every byte of it is on the disk; so
 * whoever is killed at any instruction leaves nothing but a folder that the next publish sweeps away.
 */
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { asDiskFault } from '../../contract/disk-faults.ts';
import { makeFolder } from '../../contract/own-files.ts';

export const CURRENT = 'current';
/** Never called ggr: a catalogue of that name makes every mention of ggr.bets ambiguous. */
export const ANALYTICS = 'analytics.duckdb';
const UNFINISHED = '.tmp-';
/** File systems without hard links, or with fewer than are wanted. */
const NO_LINK: readonly string[] = ['EPERM', 'EXDEV', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS'];

export class Place {
  readonly dir: string;

  /** Throws StoreError where nothing can be written in it. */
  constructor(dir: string) {
    this.dir = resolve(dir);
    makeFolder(this.dir);
  }

  folder(number: number): string {
    return join(this.dir, String(number));
  }

  /** The numbers of all snapshots, the oldest first. */
  numbers(): number[] {
    return readdirSync(this.dir)
      .filter((name) => /^[1-9]\d*$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  }

  /** The number that `current` leads to; undefined where there is none. */
  current(): number | undefined {
    try {
      const number = Number(readlinkSync(join(this.dir, CURRENT)));
      return Number.isSafeInteger(number) && existsSync(this.folder(number)) ? number : undefined;
    } catch {
      return undefined;
    }
  }

  /** A folder for the next snapshot. */
  begin(): string {
    try {
      return mkdtempSync(join(this.dir, UNFINISHED));
    } catch (error) {
      throw asDiskFault(error, this.dir);
    }
  }

  /** What publishes that were killed left. Only the owner of the store publishes, one at a time. */
  sweep(): void {
    for (const name of readdirSync(this.dir)) {
      if (name.startsWith(UNFINISHED)) rmSync(join(this.dir, name), { recursive: true });
    }
  }

  /** Gives a folder its number and lets `current` lead to it. `files` are those that were written. Throws StoreError. */
  async finish(folder: string, number: number, files: readonly string[]): Promise<void> {
    try {
      await this.#finish(folder, number, files);
    } catch (error) {
      throw asDiskFault(error, this.dir);
    }
  }

  async #finish(folder: string, number: number, files: readonly string[]): Promise<void> {
    await Promise.all(files.map(flush));
    await Promise.all([folder, ...new Set(files.map((file) => dirname(file)))].map(flush));
    renameSync(folder, this.folder(number));
    // a link cannot be changed, but another one can take its place at once
    const link = join(this.dir, `${UNFINISHED}${CURRENT}`);
    symlinkSync(String(number), link);
    renameSync(link, join(this.dir, CURRENT));
    await flush(this.dir);
  }

  /** First under a name that no reader knows: nobody comes upon half a snapshot. */
  remove(number: number): void {
    const gone = join(this.dir, `${UNFINISHED}gone-${number}`);
    renameSync(this.folder(number), gone);
    rmSync(gone, { recursive: true });
  }
}

/** The same file in another folder; false where it is not there any more. */
export function share(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') return false;
    if (!NO_LINK.includes(code)) throw asDiskFault(error, to);
    return copy(from, to);
  }
}

/** The same in its own bytes; false where it is not there any more. Throws StoreError where the disk refuses it. */
export function copy(from: string, to: string): boolean {
  if (!existsSync(from)) return false;
  try {
    copyFileSync(from, to);
    return true;
  } catch (error) {
    throw asDiskFault(error, to);
  }
}

/** Until it is on the disk. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
