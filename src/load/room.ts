/** How much room the disk of the store has left. */
import { statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Beside the log, for what comes next. */
const SPARE = 16 * 1024 * 1024;
/** A file system that counts its files is full when it has no more of them. */
const FEW_FILES = 16;

export interface Room {
  readonly folder: string;
  /** Bytes that this user may still write. */
  readonly free: number;
  /** False where no more files can be made, though there are bytes. */
  readonly hasFiles: boolean;
}

/** The room in a folder; undefined where the system does not say. */
export function roomIn(folder: string): Room | undefined {
  try {
    const { bavail, bsize, files, ffree } = statfsSync(folder);
    return { folder, free: bavail * bsize, hasFiles: files === 0 || ffree >= FEW_FILES };
  } catch {
    return undefined;
  }
}

/** The folder that holds the store and everything of ggr's beside it. */
export const storeFolder = (storePath: string): string => dirname(resolve(storePath));

/** What is missing before the store can be opened and written again, in words; undefined where nothing is. */
export function lackOfRoom(storePath: string): string | undefined {
  const room = roomIn(storeFolder(storePath));
  if (!room) return undefined;
  if (!room.hasFiles) return `${room.folder} can hold no more files`;
  // a checkpoint writes what stands in the log once more
  const needed = sizeOf(`${storePath}.wal`) + SPARE;
  if (room.free >= needed) return undefined;
  return `${bytes(room.free)} are free in ${room.folder}, and ${bytes(needed)} are needed`;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** "16 MiB", "3.5 GiB", for people. */
export function bytes(count: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.floor(value)} ${units[unit]}`;
}
