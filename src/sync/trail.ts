/**
 * What a walk remembers of the pages it passed: the oldest below which a row may still appear. Vendors give
 * ids before they store rows, so an end is not a place to go on from (docs/decisions/0010). Pure.
 */
import type { Standing } from '../contract/ledger.ts';
import type { EpochMs } from '../contract/window.ts';
import { DAY_MS } from '../transform/time.ts';

/** A page by where it begins. */
export interface PassedPage extends Standing {
  /** When it was asked for, by the clock that is behind. */
  readonly askedAt: EpochMs;
  /** Its newest event; undefined where it has none that can be read. */
  readonly newestAt: EpochMs | undefined;
}

interface Mark extends Standing {
  readonly askedAt: EpochMs;
  readonly newestAt: EpochMs;
}

/** A row that is dated further ahead is dated wrongly: it would hold the walk back until its day comes. */
const FARTHEST_AHEAD_MS = DAY_MS;
/**
 * So many pages within the time of late rows come of rows dated wrongly only, and the oldest go: ten
 * million rows, and of a vendor with one row a page more than can be asked for in that time.
 */
const MOST_PAGES = 2000;

export class Trail {
  readonly #lateMs: number;
  readonly #open: Mark[] = [];
  #end: EpochMs = Number.NEGATIVE_INFINITY;
  #newestAt: EpochMs | undefined;

  /** `lateMs`: so long after its time a row may still appear. */
  constructor(lateMs: number) {
    this.#lateMs = lateMs;
  }

  /** Takes the next page of the walk, if it has rows. */
  pass({ cursor, rows, askedAt, newestAt }: PassedPage): void {
    const isRight = newestAt !== undefined && newestAt <= askedAt + FARTHEST_AHEAD_MS;
    // where a page does not say when it was, it was not before the page before it
    if (isRight) this.#newestAt = Math.min(newestAt, askedAt);
    if (this.#newestAt === undefined) return;
    this.#end = Math.max(this.#end, this.#newestAt);
    this.#open.push({ cursor, rows, askedAt, newestAt: this.#newestAt });
    while (this.#open.length > MOST_PAGES || this.#isSettled(this.#open[0])) this.#open.shift();
  }

  /**
   * The oldest page that may get late rows: it was read less than `lateMs` after its newest event, or
   * reaches into as much before the newest event of all. Undefined while there is none.
   */
  get oldest(): Mark | undefined {
    return this.#open[0];
  }

  /** Whether rows may come by the clock, and not only because the report ends there. */
  get isLive(): boolean {
    return this.#open.some(({ newestAt, askedAt }) => newestAt >= askedAt - this.#lateMs);
  }

  #isSettled(page: Mark | undefined): boolean {
    if (!page) return false;
    return page.newestAt < Math.min(page.askedAt, this.#end) - this.#lateMs;
  }
}
