import { hex } from '../hex.ts';
import { hashOf } from '../random.ts';
import type { PopBet } from './bet.ts';

/** How IDs look: 19 digits, 24 hexadecimal digits, or one on even and one on odd UTC days. */
export type PopIdFormat = 'decimal' | 'hex' | 'mixed';

/** Where an ID stands in the record. Hexadecimal ones know it to the second only. */
export type Position = Pick<PopBet, 'recordedMs' | 'place'>;

/** IDs that say where they stand, so that any cursor is found without a list of all. */
export interface PopIds {
  print(position: Position): string;
  /** Undefined for what could never be an ID. */
  parse(id: string): Position | undefined;
}

const DAY_MS = 86_400_000;
const PLACE_BITS = 22n;
const PLACE_MASK = (1n << PLACE_BITS) - 1n;
// With this beginning (2010-11-04) milliseconds and place make 19 digits since May 2018.
const DECIMAL_EPOCH_MS = 1_288_834_974_657;

/** The first instant whose decimal IDs have 19 digits, epoch ms. */
export const FIRST_ID_MS = Date.UTC(2018, 5, 1);

/** Makes the IDs of a vendor. */
export function createIds(format: PopIdFormat, seed: number): PopIds {
  const node = nodeOf(seed);
  const isHex = (ms: number): boolean =>
    format === 'mixed' ? Math.floor(ms / DAY_MS) % 2 === 0 : format === 'hex';
  return {
    print({ recordedMs, place }) {
      if (isHex(recordedMs)) return printHexId(recordedMs, node, place);
      const sinceEpoch = BigInt(recordedMs - DECIMAL_EPOCH_MS);
      return String((sinceEpoch << PLACE_BITS) | BigInt(place));
    },
    parse(id) {
      if (/^\d{18,19}$/.test(id)) {
        const number = BigInt(id);
        const recordedMs = Number(number >> PLACE_BITS) + DECIMAL_EPOCH_MS;
        return { recordedMs, place: Number(number & PLACE_MASK) };
      }
      if (!/^[0-9a-f]{24}$/.test(id)) return undefined;
      const recordedMs = Number.parseInt(id.slice(0, 8), 16) * 1000;
      return { recordedMs, place: Number.parseInt(id.slice(18), 16) };
    },
  };
}

/** Ten hexadecimal digits that stand for this vendor. */
export function nodeOf(seed: number): string {
  return (hex(hashOf(seed, 'node', 1), 8) + hex(hashOf(seed, 'node', 2), 8)).slice(0, 10);
}

/** 24 hexadecimal digits: the second, the vendor, a number. */
export function printHexId(atMs: number, node: string, number: number): string {
  return hex(Math.floor(atMs / 1000), 8) + node + hex(number, 6);
}
