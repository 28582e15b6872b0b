/** Reads a numbered list of pages in order, fetching a few ahead. */
import { VendorError } from '../contract/errors.ts';
import type { OrScanned } from '../contract/plain.ts';
import type { Page } from '../contract/stream.ts';

/** Of one window, twenty million rows at PV: a total beyond it is no count, and its pages may have no end. */
const MOST_PAGES = 10_000;

type CountedPage = OrScanned<Page> & { readonly total: number };

interface Pagination<P extends CountedPage> {
  /** The most that the document allows, and that is asked for. */
  readonly pageSize: number;
  /** How many pages may be on their way at once. */
  readonly ahead: number;
  /** Pages are numbered from 1; `total` counts the records of all pages. */
  readonly fetchPage: (page: number, size: number) => Promise<P>;
}

/** Yields every page that the first page's total promises. Whether it kept its word, sync checks. */
export async function* paginate<P extends CountedPage>({
  pageSize,
  ahead,
  fetchPage,
}: Pagination<P>): AsyncGenerator<P> {
  const first = await fetchPage(1, pageSize);
  yield first;
  const size = sizeGiven(first, pageSize);
  // A page that is not full is the last, whatever total says; sync compares the two.
  const isFull = (page: P) => page.records.length >= size;
  const pages = isFull(first) ? Math.ceil(first.total / size) : 1;
  if (pages > MOST_PAGES) throw tooMany(first.total);
  const coming: Promise<P>[] = [];
  for (let next = 2; next <= pages || coming.length > 0; ) {
    while (next <= pages && coming.length < ahead) {
      const page = fetchPage(next, size);
      page.catch(() => {}); // it is awaited below, unless the reader has left by then
      coming.push(page);
      next += 1;
    }
    const page = (await coming.shift()) as P;
    yield page;
    if (!isFull(page)) return;
  }
}

/**
 * A vendor may give fewer records a page than its document says, and than it was asked for: the first
 * page shows it, where total promises more. The pages behind it are asked for in that size, so that they
 * begin where it ended, by whichever size the vendor counts.
 */
function sizeGiven({ records, total }: CountedPage, asked: number): number {
  const given = records.length;
  const isCapped = given > 0 && given < asked && given < total;
  return isCapped && total / given <= MOST_PAGES ? given : asked;
}

function tooMany(total: number): VendorError {
  return new VendorError('unstable', `total says ${total}: more than ${MOST_PAGES} pages`, {
    hint: 'the next sync asks again; if it stays so, tell the vendor',
  });
}
