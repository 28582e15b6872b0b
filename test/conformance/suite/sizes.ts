/** How much is written into a book, by what a stream declares of its pages. */
import { type AnyStream, hasCursor } from '../../../src/contract/stream.ts';
import type { Adapter } from './adapter.ts';

/** Records of each player or game in a small book. */
export const FEW = 4;

export const pageSizeOf = ({ windows, cursor }: AnyStream) =>
  (windows ?? cursor)?.pageSize ?? Number.POSITIVE_INFINITY;
export const hasPages = (stream: AnyStream) => Number.isFinite(pageSizeOf(stream));

/** More than a page of it, where it has pages. */
export const many = (stream: AnyStream) => (hasPages(stream) ? pageSizeOf(stream) + 3 : FEW);

/** Two full pages. */
export const twoFull = (stream: AnyStream) => 2 * pageSizeOf(stream);

/** Whether its pages have numbers; else it has a limit and no pages. */
export function isNumbered(stream: AnyStream, adapter: Adapter): boolean {
  return hasPages(stream) && !hasCursor(stream) && adapter.isNumbered === true;
}
