/**
 * A run: a file of hashes, ascending, that is never changed once it is written. Behind them stand a Bloom filter, which
 * says of nearly every new key that it is not there, and a fence each few hundred hashes, between which one is looked up.
 * Nothing of it stays in memory but the fences: 62 MB of filter for 50 M keys are read in 15 ms, and of few keys their
 * own blocks alone.
 */
import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { firstNotBelow, HASH_END, type KeyHashes } from './key-hashes.ts';

const BYTES = Float64Array.BYTES_PER_ELEMENT;
/** A page of the file system's: one read gives all between two fences. */
const FENCE = 512;
/** Bits of a block of the filter: one cache line. */
const BLOCK_BITS = 512;
const BLOCK = BLOCK_BITS / 8;
const WORDS = BLOCK_BITS / 32;
/** Of so many a key, seven are set: one key in a hundred that is not there is taken for one that may be. */
const BITS_A_KEY = 10;
const BITS = 7;
/** What is read or written at once. */
const PIECE = 2 ** 18;
/** Blocks that lie further apart than this are read one by one. */
const FAR = 2 ** 14;

interface Layout {
  readonly blocks: number;
  readonly fences: number;
  /** Offsets in bytes. */
  readonly filterAt: number;
  readonly fencesAt: number;
  readonly size: number;
}

function layoutOf(keys: number): Layout {
  const blocks = Math.ceil((keys * BITS_A_KEY) / BLOCK_BITS);
  const fences = Math.ceil(keys / FENCE);
  const filterAt = keys * BYTES;
  const fencesAt = filterAt + blocks * BLOCK;
  return { blocks, fences, filterAt, fencesAt, size: fencesAt + fences * BYTES };
}

/** The block of a hash: in the order of the hashes, so that a filter is written and read from its begin to its end. */
const blockOf = (hash: number, blocks: number) => Math.floor((hash / HASH_END) * blocks);

/** Calls `visit` with the word and the bit of each of a hash's places in its block, as long as it returns true. */
function everyBit(hash: number, visit: (word: number, bit: number) => boolean): boolean {
  const low = (hash % 2 ** 32) | 0;
  let mixed = Math.imul(low ^ (low >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  const step = ((mixed >>> 9) & (BLOCK_BITS - 1)) | 1;
  let place = mixed & (BLOCK_BITS - 1);
  for (let n = 0; n < BITS; n += 1) {
    if (!visit(place >>> 5, 1 << (place & 31))) return false;
    place = (place + step) & (BLOCK_BITS - 1);
  }
  return true;
}

export class KeyRun {
  readonly keys: number;
  readonly #file: number;
  readonly #layout: Layout;
  #fences: Float64Array | undefined;

  private constructor(file: number, keys: number) {
    this.#file = file;
    this.keys = keys;
    this.#layout = layoutOf(keys);
  }

  /** Opens a run of so many keys; undefined where the file is not there, or not as long as it was written. */
  static open(path: string, keys: number): KeyRun | undefined {
    let file: number;
    try {
      file = openSync(path, 'r');
    } catch {
      return undefined;
    }
    const run = new KeyRun(file, keys);
    if (fstatSync(file).size === run.#layout.size) return run;
    run.close();
    return undefined;
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Whether one of these stands in the run. */
  hasAnyOf(hashes: KeyHashes): boolean {
    const { blocks, filterAt } = this.#layout;
    const gap = (blocks * BLOCK) / Math.max(1, hashes.length);
    const piece = gap > FAR ? BLOCK : Math.min(PIECE, blocks * BLOCK);
    const bytes = new Uint8Array(piece);
    const words = new Uint32Array(bytes.buffer);
    let [from, to] = [0, 0];
    for (const hash of hashes) {
      const block = blockOf(hash, blocks);
      if (block >= to) {
        from = block;
        to = from + readSync(this.#file, bytes, 0, piece, filterAt + from * BLOCK) / BLOCK;
        to = Math.min(to, blocks);
      }
      const base = (block - from) * WORDS;
      const may = everyBit(hash, (word, bit) => ((words[base + word] as number) & bit) !== 0);
      if (may && this.#has(hash)) return true;
    }
    return false;
  }

  #has(hash: number): boolean {
    this.#fences ??= this.#read(this.#layout.fencesAt, this.#layout.fences);
    const fences = this.#fences;
    const next = firstNotBelow(fences, hash);
    if (fences[next] === hash) return true;
    if (next === 0) return false;
    const from = (next - 1) * FENCE;
    const between = this.#read(from * BYTES, Math.min(FENCE, this.keys - from));
    return between[firstNotBelow(between, hash)] === hash;
  }

  /** All of it, from its begin, in pieces that are good until the next is asked for. */
  *hashes(): Generator<KeyHashes> {
    const piece = new Float64Array(PIECE / BYTES);
    for (let from = 0; from < this.keys; from += piece.length)
      yield this.#readInto(piece.subarray(0, this.keys - from), from * BYTES);
  }

  #read(at: number, count: number): Float64Array {
    return this.#readInto(new Float64Array(count), at);
  }

  #readInto(read: Float64Array, at: number): Float64Array {
    readSync(this.#file, new Uint8Array(read.buffer, 0, read.byteLength), 0, read.byteLength, at);
    return read;
  }
}

/** Writes a run of so many keys, given in order. It is on the disk when this returns. */
export function writeRun(path: string, keys: number, hashes: Iterable<KeyHashes>): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    const layout = layoutOf(keys);
    const filter = new FilterWriter(file, layout);
    const fences = new Float64Array(layout.fences);
    let [written, last] = [0, -1];
    for (const piece of hashes) {
      for (let i = 0; i < piece.length; i += 1) {
        const hash = piece[i] as number;
        // out of order a run would hide keys
        if (!(hash >= last && hash < HASH_END)) throw new Error(`${path} is not in order`);
        last = hash;
        if ((written + i) % FENCE === 0) fences[(written + i) / FENCE] = hash;
        filter.add(hash);
      }
      writeAll(file, piece, written * BYTES);
      written += piece.length;
    }
    if (written !== keys) throw new Error(`${path} has ${written} of ${keys} keys`);
    filter.end();
    writeAll(file, fences, layout.fencesAt);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Hashes come in order, and so do their blocks: it holds one piece of the filter. */
class FilterWriter {
  readonly #file: number;
  readonly #layout: Layout;
  readonly #words = new Uint32Array(PIECE / 4);
  /** The first block of the piece. */
  #from = 0;

  constructor(file: number, layout: Layout) {
    this.#file = file;
    this.#layout = layout;
  }

  add(hash: number): void {
    const block = blockOf(hash, this.#layout.blocks);
    while (block >= this.#from + PIECE / BLOCK) this.#flush();
    const base = (block - this.#from) * WORDS;
    const words = this.#words;
    everyBit(hash, (word, bit) => {
      words[base + word] = (words[base + word] as number) | bit;
      return true;
    });
  }

  end(): void {
    while (this.#from < this.#layout.blocks) this.#flush();
  }

  #flush(): void {
    const blocks = Math.min(PIECE / BLOCK, this.#layout.blocks - this.#from);
    const part = this.#words.subarray(0, blocks * WORDS);
    writeAll(this.#file, part, this.#layout.filterAt + this.#from * BLOCK);
    this.#words.fill(0);
    this.#from += PIECE / BLOCK;
  }
}

function writeAll(file: number, values: Float64Array | Uint32Array, at: number): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  for (let done = 0; done < bytes.length; )
    done += writeSync(file, bytes, done, bytes.length - done, at + done);
}

/** The hashes of several runs in one order, in pieces as theirs; as many are merged at once as a look at each head is cheap for. */
export function* mergeRuns(runs: readonly KeyRun[]): Generator<KeyHashes> {
  const sources = runs.map((run) => run.hashes());
  const pieces = sources.map((source) => source.next().value ?? undefined) as (
    | KeyHashes
    | undefined
  )[];
  const places = pieces.map(() => 0);
  const heads = Float64Array.from(pieces, (piece) => piece?.[0] ?? HASH_END);
  const out = new Float64Array(PIECE / BYTES);
  let filled = 0;
  for (;;) {
    let least = 0;
    for (let i = 1; i < heads.length; i += 1)
      if ((heads[i] as number) < (heads[least] as number)) least = i;
    const hash = heads[least] as number;
    if (hash === HASH_END) break;
    out[filled] = hash;
    filled += 1;
    if (filled === out.length) {
      yield out;
      filled = 0;
    }
    const place = (places[least] as number) + 1;
    const piece = pieces[least] as KeyHashes;
    if (place < piece.length) {
      places[least] = place;
      heads[least] = piece[place] as number;
      continue;
    }
    const next = sources[least]?.next().value as KeyHashes | undefined;
    [pieces[least], places[least], heads[least]] = [next, 0, next?.[0] ?? HASH_END];
  }
  if (filled > 0) yield out.subarray(0, filled);
}
