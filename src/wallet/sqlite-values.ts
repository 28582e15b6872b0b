/** SQLite's integers have a sign, its blobs are views: how the journal's values become ours. */
import type { Values } from './journal-file.ts';

/** An unsigned 64-bit number is kept as the signed one of the same bits. */
export function signed(value: bigint): bigint;
export function signed(value: bigint | null): bigint | null;
export function signed(value: bigint | null): bigint | null {
  return value === null ? null : BigInt.asIntN(64, value);
}

export function unsigned(value: Values[number] | undefined): bigint | null {
  return typeof value === 'bigint' ? BigInt.asUintN(64, value) : null;
}

export function bytes(value: Values[number] | undefined): Buffer {
  const view = value as Uint8Array;
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}
