/** Hashes of keys as whole numbers below 2^53, ascending: they are sorted, merged and searched without a bigint. */
import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { Database } from './database.ts';

/** Ascending. */
export type KeyHashes = Float64Array<ArrayBufferLike>;

/** One past the greatest. */
export const HASH_END = 2 ** 53;
/** Where one list is so many times longer, it is searched and not walked through. */
const MUCH_LONGER = 16;

/**
 * The hashes that a select gives in its only column, in parts of up to `most`, each sorted and good until the next is
 * asked for. Another statement on the connection would end it.
 */
export async function* readHashes(
  { connection }: Database,
  text: string,
  most: number,
): AsyncGenerator<KeyHashes> {
  const result = await connection.stream(text);
  let part = new Float64Array(Math.min(most, 2 ** 16));
  let filled = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    if (filled + chunk.rowCount > part.length) {
      if (part.length >= most) {
        yield sorted(part.subarray(0, filled));
        filled = 0;
      } else part = grown(part, Math.min(most, part.length * 4));
    }
    part.set(itemsOf(chunk), filled);
    filled += chunk.rowCount;
  }
  if (filled > 0) yield sorted(part.subarray(0, filled));
}

/** The same where they are few enough to be held at once: a call for each chunk would wait for the event loop. */
export async function readAllHashes({ connection }: Database, text: string): Promise<KeyHashes> {
  const result = await connection.run(text);
  const all = new Float64Array(result.rowCount);
  for (let i = 0, filled = 0; i < result.chunkCount; i += 1) {
    const chunk = result.getChunk(i);
    all.set(itemsOf(chunk), filled);
    filled += chunk.rowCount;
  }
  return sorted(all);
}

function itemsOf(chunk: DuckDBDataChunk): Float64Array {
  const { items } = chunk.getColumnVector(0) as unknown as { items: Float64Array };
  return items.subarray(0, chunk.rowCount);
}

/** In place. Doubles that are not below zero sort as their bits do, in half the time. */
function sorted(part: KeyHashes): KeyHashes {
  new BigUint64Array(part.buffer, part.byteOffset, part.length).sort();
  return part;
}

function grown(part: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(length);
  larger.set(part);
  return larger;
}

export function mergeHashes(a: KeyHashes, b: KeyHashes): KeyHashes {
  const merged = new Float64Array(a.length + b.length);
  for (let i = 0, j = 0, n = 0; n < merged.length; n += 1) {
    const x = i < a.length ? (a[i] as number) : HASH_END;
    const y = j < b.length ? (b[j] as number) : HASH_END;
    if (x <= y) i += 1;
    else j += 1;
    merged[n] = x <= y ? x : y;
  }
  return merged;
}

/** Whether the two have a hash in common. */
export function haveCommon(few: KeyHashes, many: KeyHashes): boolean {
  if (few.length > many.length) return haveCommon(many, few);
  const isLonger = many.length > few.length * MUCH_LONGER;
  let at = 0;
  for (const hash of few) {
    if (isLonger) at = firstNotBelow(many, hash, at);
    else while (at < many.length && (many[at] as number) < hash) at += 1;
    if (at === many.length) return false;
    if (many[at] === hash) return true;
  }
  return false;
}

/** Place of the first hash that is not below this one, from `from` on; the length where there is none. */
export function firstNotBelow(hashes: KeyHashes, hash: number, from = 0): number {
  let [low, high] = [from, hashes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hashes[middle] as number) < hash) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Lists that grow by one a commit: as many are merged as keeps their number small. */
export class HashLists {
  readonly #lists: KeyHashes[] = [];
  #keys = 0;

  get keys(): number {
    return this.#keys;
  }

  add(list: KeyHashes): void {
    this.#keys += list.length;
    let last = list;
    for (;;) {
      const before = this.#lists.at(-1);
      if (!before || before.length > last.length * 2) break;
      this.#lists.pop();
      last = mergeHashes(before, last);
    }
    this.#lists.push(last);
  }

  hasAnyOf(hashes: KeyHashes): boolean {
    return this.#lists.some((list) => haveCommon(hashes, list));
  }

  /** All of them, in one. */
  whole(): KeyHashes {
    return this.#lists.reduceRight((a, b) => mergeHashes(b, a), new Float64Array(0));
  }
}
