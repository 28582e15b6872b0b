/**
 * The checksum in a row of the journal that is changed in its place and so stands in no chain: a byte that
 * rots in it shows when the row is met (decision 0018). CRC-32, 0.2 µs; it is no proof against people.
 */
import { crc32 } from 'node:zlib';

const SEPARATOR = '\x1f';

/** Over the columns of a row in their order; the same in SQL is row_sum(…). */
export function rowSum(...columns: readonly unknown[]): bigint {
  return BigInt(crc32(columns.map((value) => value ?? '').join(SEPARATOR)));
}
