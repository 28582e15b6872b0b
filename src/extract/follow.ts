/** Follows a vendor's cursor from page to page, one page ahead of whoever reads. */
import { VendorError } from '../contract/errors.ts';
import type { CursorContext, CursorPage, CursorRules, CursorStream } from '../contract/stream.ts';
import type { EpochMs } from '../contract/window.ts';
import { counted } from '../transform/text.ts';
import { CursorCircle, isSame, PageCircle } from './circles.ts';

/** A page with where the walk stands after it. */
export interface Step {
  readonly records: readonly unknown[];
  /** What it was asked for with. */
  readonly before: string;
  /** Where the walk stands: behind the last page that brought something new. */
  readonly cursor: string;
  /** The newest event in it; undefined where none can be read. */
  readonly newestAt: EpochMs | undefined;
  /** When it was asked for. */
  readonly askedAt: EpochMs;
  /** Whether everything that was in the report when it was asked has now been read. */
  readonly isLast: boolean;
  /** Its page had fewer rows when it was first read, and pointed on to rows that were there already. */
  readonly doubted: string | undefined;
}

/** A page, and when it was asked for. */
interface Asked {
  readonly page: CursorPage;
  readonly askedAt: EpochMs;
}

/** How long a walk may go on with nothing to show for it. */
export interface WalkLimits {
  /** Pages without rows in a row, each with a new cursor. */
  readonly emptyPages: number;
  /** Pages of what came since the walk began: players are faster than we are. */
  readonly pagesBeyondStart: number;
  /** Pages of one run; the next goes on. At 5 requests a second it has then walked for an hour. */
  readonly pages: number;
}

const LIMITS: WalkLimits = { emptyPages: 100, pagesBeyondStart: 100, pages: 20_000 };
const LONGEST_CURSOR = 1000;
/** Clocks may differ by so much where the vendor does not tell its own. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Yields pages until the cursor stays where it is, or a page that is not full has only what came since
 * this walk began: players go on playing, and the end would never be reached. Throws, after yielding the
 * rows, where the vendor's cursors lead nowhere or have no end; such a page's cursor is not moved to.
 */
export async function* followCursor(
  stream: CursorStream,
  context: CursorContext,
  limits: WalkLimits = LIMITS,
): AsyncGenerator<Step> {
  const { net } = context;
  const ask = (cursor: string): Promise<Asked> => {
    const askedAt = net.now();
    const page = stream.readPage({ ...context, cursor }).then((page) => ({ page, askedAt }));
    page.catch(() => {}); // it is awaited below, unless the reader has left by then
    return page;
  };
  const judge = new Judge(stream, context, limits);
  let { cursor } = context;
  let before = cursor;
  let firstEmpty: string | undefined;
  for (let coming = ask(before); ; ) {
    const { page: first, askedAt } = await coming;
    const next = nextOf(first, before);
    const times = timesOf(first.records, stream.cursor);
    const { verdict, isNew } = judge.judge({ ...first, ...times, before, next, askedAt });
    firstEmpty = first.records.length > 0 ? undefined : (firstEmpty ?? before);
    const from = firstEmpty ?? before;
    let again: CursorPage | undefined;
    if (verdict === 'goes on') {
      coming = ask(next);
      again = await judge.readMore(first, coming, () => ask(from));
      if (again && nextOf(again, next) !== next) coming = ask(again.next);
    }
    const { records } = again ?? first;
    const newestAt = again ? timesOf(records, stream.cursor).newestAt : times.newestAt;
    const behind = again ? nextOf(again, next) : next;
    if (isNew || again) cursor = behind;
    const isLast = verdict === 'last';
    const doubted = again && doubtOf(first, again);
    yield { records, before: again ? from : before, cursor, askedAt, isLast, newestAt, doubted };
    if (isLast) return;
    if (verdict !== 'goes on') throw verdict;
    before = behind;
    if (again) firstEmpty = undefined;
  }
}

/** An empty cursor says that there is no other. */
function nextOf({ next }: CursorPage, otherwise: string): string {
  return next === '' ? otherwise : next;
}

function doubtOf(first: CursorPage, again: CursorPage): string {
  const had = counted(first.records.length, 'row');
  return `a page is doubted: it had ${had}, though more stood behind it; read again it has ${again.records.length}`;
}

/** The oldest and the newest event of a page. */
interface Times {
  readonly oldestAt: EpochMs | undefined;
  readonly newestAt: EpochMs | undefined;
}

/** A full page lies in the order of its rows, near enough: its end and some of the rest tell its times. */
const LOOKED_AT = 200;

function timesOf(records: readonly unknown[], { eventTimeOf, pageSize }: CursorRules): Times {
  const step = records.length < pageSize ? 1 : Math.ceil(records.length / LOOKED_AT);
  let [oldestAt, newestAt] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = records.length - 1; i >= 0; i -= records.length - i < LOOKED_AT ? 1 : step) {
    const micros = eventTimeOf(records[i]);
    if (micros === undefined) continue;
    const at = Number(micros / 1000n);
    oldestAt = Math.min(oldestAt, at);
    newestAt = Math.max(newestAt, at);
  }
  return Number.isFinite(newestAt) ? { oldestAt, newestAt } : UNKNOWN_TIMES;
}

const UNKNOWN_TIMES: Times = { oldestAt: undefined, newestAt: undefined };

interface JudgedPage extends CursorPage, Times {
  readonly before: string;
  readonly askedAt: EpochMs;
}

interface Judgement {
  readonly verdict: 'goes on' | 'last' | VendorError;
  /** Whether the page brought something: only then the walk stands behind it. */
  readonly isNew: boolean;
}

/** Says what to make of each page of a walk, by those before it. */
class Judge {
  readonly #where: string;
  readonly #rules: CursorRules;
  readonly #pageSize: number;
  readonly #limits: WalkLimits;
  readonly #vendorAheadMs: () => number;
  readonly #startedAt: EpochMs;
  #cursors: CursorCircle;
  readonly #circle = new PageCircle();
  #pages = 0;
  #longest = 0;
  #empty = 0;
  #beyondStart = 0;

  constructor(stream: CursorStream, { account, net, cursor }: CursorContext, limits: WalkLimits) {
    this.#where = `account ${account.name}: ${stream.name}`;
    this.#rules = stream.cursor;
    this.#pageSize = stream.cursor.pageSize;
    this.#limits = limits;
    this.#vendorAheadMs = () => net.clockAheadMs(account.name) ?? 0;
    this.#startedAt = net.now();
    this.#cursors = new CursorCircle(cursor);
  }

  judge(page: JudgedPage): Judgement {
    const { records, before, next } = page;
    const isFull = records.length >= this.#pageSize;
    const isBeyond = this.#isBeyond(page);
    this.#pages += 1;
    this.#longest = Math.max(this.#longest, records.length);
    this.#empty = records.length === 0 ? this.#empty + 1 : 0;
    this.#beyondStart += isBeyond ? 1 : 0;
    const ends = (verdict: Judgement['verdict']) => ({ verdict, isNew: false });
    if (next === before) return ends(isFull ? this.#fault(FULL_AND_SAME) : 'last');
    if (next.length > LONGEST_CURSOR) return ends(this.#fault(TOO_LONG));
    if (this.#cursors.isClosedBy(next)) return ends(this.#fault(CAME_BACK));
    if (records.length === 0) {
      const isEndless = this.#empty >= this.#limits.emptyPages;
      return ends(isEndless ? this.#fault(endlessEmpty(this.#empty)) : 'goes on');
    }
    const { isAgain, isEndless } = this.#circle.look(records);
    if (isEndless) return ends(this.#fault(SAME_ROWS));
    const isPatient = isFull && this.#beyondStart < this.#limits.pagesBeyondStart;
    if (isBeyond && !isPatient) return { verdict: 'last', isNew: true };
    const isLong = this.#pages >= this.#limits.pages;
    const verdict = isLong ? this.#fault(tooMany(this.#pages), GOES_ON) : 'goes on';
    return { verdict, isNew: !isAgain };
  }

  /**
   * A page that is shorter than others, though rows that were there already stand behind it, lacks some: nobody
   * would ask for them again. It is read once more, the first of several empty ones; returns it where it has more
   * before the rows that stand behind it: at the end of a report it grows by those, too. A vendor that caps its
   * pages has none that is shorter but the last.
   */
  async readMore(
    { records }: CursorPage,
    behind: Promise<Asked>,
    ask: () => Promise<Asked>,
  ): Promise<CursorPage | undefined> {
    const isLongest = records.length >= this.#longest;
    if (records.length >= this.#pageSize || (isLongest && this.#pages > 1)) return undefined;
    const following = await behind.catch(() => undefined); // what it throws is thrown when it is its turn
    const rows = following?.page.records ?? [];
    if (!following || rows.length === 0 || (isLongest && rows.length <= records.length))
      return undefined;
    if (this.#isBeyond({ ...timesOf(rows, this.#rules), askedAt: following.askedAt }))
      return undefined;
    const { page } = await ask();
    const behindAt = page.records.findIndex((record) => isSame(record, rows[0]));
    const there = behindAt < 0 ? page.records.length : behindAt;
    if (there <= records.length) return undefined;
    this.#cursors = new CursorCircle(page.next); // what it passed without rows it may pass again
    return page;
  }

  /** Only what came since the walk began. What is newer than now is dated wrongly, and tells nothing. */
  #isBeyond({ oldestAt, newestAt, askedAt }: Times & Pick<Asked, 'askedAt'>): boolean {
    if (oldestAt === undefined || newestAt === undefined) return false;
    const aheadMs = this.#vendorAheadMs();
    return (
      oldestAt >= this.#startedAt + aheadMs && newestAt <= askedAt + aheadMs + CLOCK_TOLERANCE_MS
    );
  }

  #fault(what: string, hint = HINT): VendorError {
    return new VendorError('unstable', `${this.#where}: ${what}`, { hint });
  }
}

const HINT = 'the rows are kept and the next sync asks again; if it stays so, tell the vendor';
const GOES_ON = 'everything so far is kept: run it again, it goes on where it stands';
const FULL_AND_SAME = 'a full page repeats its own cursor: what lies behind it cannot be read';
const CAME_BACK = 'the vendor came back to a cursor of this walk';
const SAME_ROWS = 'the same rows come again and again under new cursors';
const TOO_LONG = `the vendor's cursor is longer than ${LONGEST_CURSOR} characters`;
const endlessEmpty = (pages: number) =>
  `${pages} pages in a row were empty and each named a new cursor: the report has no end`;
const tooMany = (pages: number) => `no end after ${pages} pages in one run`;
