/**
 * How far the warehouse holds the journal, in a file beside it: the third witness, which the wallet reads
 * when it starts and while it serves, so that it never waits for the warehouse. Whoever ships writes it.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { asDiskFault } from '../contract/disk-faults.ts';
import type { ChainPoint, WarehouseEnd } from './entries.ts';
import type { JournalFile } from './journal-file.ts';

const LINE = /^ggr-shipped (\d+) ([0-9a-f]{64}) (\d+) ([0-9a-f]{64}) (\d+) ([0-9a-f]{64})\n$/;

export function shippedPath(journalPath: string): string {
  return `${journalPath}.shipped`;
}

/** How far the warehouse held the entries when that was last noted, here or in the table of an older ggr. */
export function shippedOf(file: JournalFile): bigint {
  const noted = (file.get('read-shipped')?.[0] ?? 0n) as bigint;
  const { seq } = readShipped(file.path) ?? { seq: 0n };
  return seq > noted ? seq : noted;
}

/** The newest entry, closure and act that the warehouse was known to hold; undefined where nobody wrote that. */
export function readShipped(journalPath: string): Required<WarehouseEnd> | undefined {
  let text: string;
  try {
    text = readFileSync(shippedPath(journalPath), 'latin1');
  } catch {
    return undefined;
  }
  const found = LINE.exec(text);
  if (!found) return undefined;
  const point = (at: number) => pointOf(found[at] ?? '', found[at + 1] ?? '');
  return { ...point(1), closures: point(3), acts: point(5) };
}

/** On disk, and whole at every moment, when it returns. Throws StoreError where the disk is full. */
export function writeShipped(
  journalPath: string,
  { closures, acts, ...end }: Required<WarehouseEnd>,
): void {
  const path = shippedPath(journalPath);
  const part = `${path}.${randomBytes(6).toString('hex')}`;
  const text = `ggr-shipped ${lineOf(end)} ${lineOf(closures)} ${lineOf(acts)}\n`;
  try {
    const file = openSync(part, 'wx', 0o600);
    try {
      writeFileSync(file, text); // all of it, or it throws
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
    const folder = openSync(dirname(path), 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch (error) {
    rmSync(part, { force: true });
    throw asDiskFault(error, path);
  }
}

function pointOf(seq: string, hash: string): ChainPoint {
  return { seq: BigInt(seq), hash: Buffer.from(hash, 'hex') };
}

function lineOf({ seq, hash }: ChainPoint): string {
  return `${seq} ${hash.toString('hex')}`;
}
