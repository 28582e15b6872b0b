/**
 * The high-water mark: how many entries the journal had when an answer was last given, kept in a file
 * of its own. A journal that opens with fewer has lost entries that somebody was told of; neither
 * SQLite nor DuckDB notices a log that ends too early.
 *
 * The file has two slots that are written in turn, each in a sector of its own and with a checksum: a
 * power cut can tear at most one, and the other then holds the mark before it.
 */
import { hash } from 'node:crypto';
import { closeSync, constants, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { WalletError } from '../contract/errors.ts';
import { openInPlace } from '../contract/own-files.ts';
import type { ChainPoint } from './entries.ts';

const SLOT_BYTES = 4096;
const LINE = /^ggr-mark (\d+) ([0-9a-f]{64}) ([0-9a-f]{8})$/;

/** What the file says. A torn slot is no loss: the other one holds an older mark. */
export type MarkReading =
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'mark'; readonly point: ChainPoint; readonly slot: 0 | 1 };

export function readMark(path: string): MarkReading {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return { kind: 'missing' };
    }
    return { kind: 'unreadable' };
  }
  // killed, or without power, between making the file and its first line
  if (bytes.every((byte) => byte === 0)) return { kind: 'missing' };
  const found = ([0, 1] as const)
    .map((slot) => ({ slot, point: parseSlot(bytes.subarray(slot * SLOT_BYTES)) }))
    .filter((read): read is { slot: 0 | 1; point: ChainPoint } => read.point !== undefined)
    .sort((a, b) => (a.point.seq < b.point.seq ? 1 : -1));
  return found[0] ? { kind: 'mark', ...found[0] } : { kind: 'unreadable' };
}

function parseSlot(slot: Buffer): ChainPoint | undefined {
  const line = slot.subarray(0, SLOT_BYTES).toString('latin1').split('\n')[0] ?? '';
  const [, seq, hex, sum] = LINE.exec(line) ?? [];
  if (seq === undefined || hex === undefined || sum !== checksum(seq, hex)) return undefined;
  return { seq: BigInt(seq), hash: Buffer.from(hex, 'hex') };
}

function formatSlot({ seq, hash: digest }: ChainPoint): Buffer {
  const hex = digest.toString('hex');
  return Buffer.from(`ggr-mark ${seq} ${hex} ${checksum(String(seq), hex)}\n`.padEnd(SLOT_BYTES));
}

function checksum(seq: string, hex: string): string {
  return hash('sha256', `${seq} ${hex}`).slice(0, 8);
}

function shortMark(bytes: number): WalletError {
  const says = `the wallet's mark came to the disk with ${bytes} of ${SLOT_BYTES} bytes`;
  return new WalletError(says, { hint: 'free space on the disk of the journal' });
}

export class Mark {
  readonly #file: number;
  #slot: 0 | 1;
  #written: bigint;

  private constructor(file: number, slot: 0 | 1, written: bigint) {
    this.#file = file;
    this.#slot = slot;
    this.#written = written;
  }

  /** Opens the file for marks to come, and sets it to where the chain ends now. */
  static open(path: string, end: ChainPoint): Mark {
    const before = readMark(path);
    // O_DSYNC: a write is on disk when it returns, for one call to the system instead of two
    const file = openInPlace(path, constants.O_DSYNC);
    const mark = new Mark(file, before.kind === 'mark' ? before.slot : 1, -1n);
    mark.advance(end);
    const folder = openSync(dirname(path), constants.O_RDONLY);
    fsyncSync(folder);
    closeSync(folder);
    return mark;
  }

  /**
   * Puts the mark on disk; returns when it is there. Not asynchronous: 0.3 to 0.7 ms on the thread that
   * waits for the commit anyway, where a round through the thread pool took 3.5 ms (bench:wallet). Throws
   * where it is not there whole, as a commit that fails does: nothing of it is answered, and the slot is
   * written again by the next one, while the other holds the mark before.
   */
  advance(point: ChainPoint): void {
    if (point.seq <= this.#written) return;
    const slot = this.#slot === 0 ? 1 : 0;
    const bytes = writeSync(this.#file, formatSlot(point), 0, SLOT_BYTES, slot * SLOT_BYTES);
    if (bytes < SLOT_BYTES) throw shortMark(bytes); // the disk is full: no error of the system comes with it
    this.#slot = slot;
    this.#written = point.seq;
  }

  close(): void {
    closeSync(this.#file);
  }
}
