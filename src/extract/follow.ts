/** Follows a vendor's cursor from page to page, one page ahead of whoever reads. */
import { VendorError } from '../contract/errors.ts';
import type { CursorContext, CursorPage, CursorStream } from '../contract/stream.ts';
import type { EpochMs } from '../contract/window.ts';

/** A page with where the walk stands after it. */
export interface Step {
  readonly records: readonly unknown[];
  readonly cursor: string;
  /** When it was asked for. */
  readonly askedAt: EpochMs;
  /** Whether everything that was in the report when it was asked has now been read. */
  readonly isLast: boolean;
}

/**
 * Yields pages until the cursor stays where it is, or a page that is not full reaches beyond the start
 * of this walk: players go on playing, and the end would never be reached. Throws, after yielding the
 * rows, where the vendor's cursors lead nowhere; such a page's cursor is not moved to.
 */
export async function* followCursor(
  stream: CursorStream,
  context: CursorContext,
): AsyncGenerator<Step> {
  const { account, net } = context;
  const ask = (cursor: string) => {
    const askedAt = net.now();
    const page = stream.readPage({ ...context, cursor }).then((page) => ({ page, askedAt }));
    page.catch(() => {}); // it is awaited below, unless the reader has left by then
    return page;
  };
  const startedAt = net.now();
  let { cursor } = context;
  const seen = new Set([cursor]);
  for (let coming = ask(cursor); ; ) {
    const { page, askedAt } = await coming;
    const { records } = page;
    const next = page.next === '' ? cursor : page.next;
    const isFull = records.length >= stream.cursor.pageSize;
    const repeats = next === cursor;
    if ((repeats && isFull) || (!repeats && seen.has(next))) {
      yield { records, cursor, askedAt, isLast: false };
      throw leadsNowhere(`account ${account.name}: ${stream.name}`, repeats);
    }
    const isLast = repeats || (!isFull && reaches(page, stream, startedAt));
    if (!isLast) coming = ask(next);
    cursor = next;
    seen.add(cursor);
    yield { records, cursor, askedAt, isLast };
    if (isLast) return;
  }
}

function reaches({ records }: CursorPage, { cursor }: CursorStream, instant: EpochMs): boolean {
  return records.some((record) => (cursor.eventTimeOf(record) ?? 0n) >= BigInt(instant) * 1000n);
}

function leadsNowhere(where: string, repeats: boolean): VendorError {
  const what = repeats
    ? 'a full page repeats its own cursor: what lies behind it cannot be read'
    : 'the vendor came back to a cursor of this walk';
  return new VendorError('unstable', `${where}: ${what}`, {
    hint: 'the rows are kept and the next sync asks again; if it stays so, tell the vendor',
  });
}
