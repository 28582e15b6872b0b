/**
 * Holds windows against the vendor's own totals: equal ones are verified at once, however many; what differs
 * is bisected to the windows that differ. The number of calls grows with the logarithm of what is compared.
 */
import type { WindowState } from '../contract/ledger.ts';
import type { ControlTotals } from '../contract/stream.ts';
import type { Window } from '../contract/window.ts';
import {
  type Explained,
  enterCheck,
  type HeldTotals,
  type Marks,
  sumEvents,
  sumWindows,
  type Verdict,
} from '../load/checks.ts';
import { type Difference, explained, reasonOf } from './difference.ts';
import type { SyncContext, WindowJob } from './job.ts';
import { sumRefused } from './refused.ts';

/** A vendor whose totals are wrong everywhere is not asked for ever. */
const MOST_CALLS = 200;

/** A window to prove; one that differs already is taken for equal by its own totals alone. */
export interface Unproved extends Window {
  readonly state?: WindowState;
}

export interface Proof {
  readonly verified: readonly Window[];
  /** Single windows of the ledger. */
  readonly differing: readonly Difference[];
  /** Days whose own windows all agree, and which do not: the vendor contradicts itself. */
  readonly contradictions: readonly Difference[];
  /** Windows of spans that differ, not looked at one by one: that would be too many calls. */
  readonly unresolved: readonly Window[];
  readonly calls: number;
}

export type Proving = Pick<WindowJob, 'account' | 'stream' | 'priority'>;

/** Compares windows of the ledger with the vendor's totals, and enters what comes of it. Throws VendorError. */
export async function prove(
  job: Proving,
  windows: readonly Unproved[],
  context: SyncContext,
): Promise<Proof> {
  const prover = new Prover(job, context);
  await prover.prove(windows);
  return prover;
}

/** Windows that follow each other without a hole, as far as one call reaches. */
export function groupsOf<W extends Window>(windows: readonly W[], longestMs: number): W[][] {
  const groups: W[][] = [];
  for (const window of [...windows].sort((a, b) => a.start - b.start)) {
    const group = groups.at(-1);
    const isNext = group?.at(-1)?.end === window.start;
    const fits = group?.[0] !== undefined && window.end - group[0].start <= longestMs;
    if (group && isNext && fits) group.push(window);
    else groups.push([window]);
  }
  return groups;
}

export class Prover implements Proof {
  readonly verified: Window[] = [];
  readonly differing: Difference[] = [];
  readonly contradictions: Difference[] = [];
  readonly unresolved: Window[] = [];
  calls = 0;
  readonly #job: Proving;
  readonly #context: SyncContext;

  constructor(job: Proving, context: SyncContext) {
    this.#job = job;
    this.#context = context;
  }

  /**
   * Compares day by day, one call for as much as it answers for; with `isEach` every window with its own
   * totals, so that a bet that moved inside its day, which no sum of the day shows, is found.
   */
  async prove(windows: readonly Unproved[], isEach = false): Promise<void> {
    for (const group of groupsOf(windows, this.#job.stream.totals?.longestMs ?? 0)) {
      for (const theirs of await this.#ask(spanOf(group))) {
        const inside = group.filter((w) => w.start >= theirs.start && w.end <= theirs.end);
        if (inside.length === 0) continue;
        if (isEach && inside.length > 1) await this.#compareEach(inside, theirs);
        else await this.#compare(inside, theirs);
      }
    }
  }

  /** Compares an interval that is no window of the ledger, by the vendor's own clock: it marks none. */
  async provePart(part: Window, isUnread: boolean): Promise<Difference[]> {
    const found: Difference[] = [];
    const longestMs = this.#job.stream.totals?.longestMs ?? 0;
    for (let { start } = part; start < part.end; start += longestMs) {
      const piece = { start, end: Math.min(start + longestMs, part.end) };
      for (const theirs of await this.#ask(piece)) {
        const window = { start: theirs.start, end: theirs.end };
        const ours = await sumEvents(this.#context.warehouse.db, { ...this.#key, window });
        // a refused record of the window may lie outside this part of it
        const isSame = areSame(ours, theirs);
        const difference = { window, ours, theirs, isUnread };
        const verdict = isSame ? 'equal' : 'differs';
        await this.#enter(difference, { verdict, marks: undefined });
        if (!isSame) found.push(difference);
      }
    }
    return found;
  }

  async #compareEach(windows: readonly Window[], whole: ControlTotals): Promise<void> {
    const window = spanOf(windows);
    let isEverythingEqual = true;
    for (const each of windows) {
      if (!(await this.#compare([each], await this.#askOne(each)))) isEverythingEqual = false;
    }
    const ours = await this.#sum(window);
    const difference = { window, ours, theirs: whole };
    const isSame = isEqual(ours, whole);
    await this.#enter(difference, { verdict: isSame ? 'equal' : 'differs', marks: undefined });
    if (isEverythingEqual && !isSame) this.contradictions.push(difference);
  }

  async #compare(windows: readonly Unproved[], theirs: ControlTotals): Promise<boolean> {
    const window = spanOf(windows);
    const ours = await this.#sum(window);
    const isSingle = windows.length === 1;
    if (isEqual(ours, theirs)) {
      // two windows that differ by the same bet are equal together
      const isSure = isSingle || !windows.some(({ state }) => state === 'mismatch');
      const marks = isSure ? 'verified' : undefined;
      await this.#enter({ window, ours, theirs }, { verdict: 'equal', marks });
      if (isSure) this.verified.push(...windows);
      else await this.#bisect(windows);
      return true;
    }
    const refused = await sumRefused(this.#context.warehouse.db, { ...this.#job, window, ours });
    const difference = { window, ours, theirs, refused };
    if (isSingle) {
      await this.#enter(difference, { verdict: 'differs', marks: 'mismatch' });
      this.differing.push(difference);
      return false;
    }
    await this.#enter(difference, { verdict: 'differs', marks: undefined });
    if (await this.#bisect(windows)) this.contradictions.push(difference);
    return false;
  }

  /** Whether every part agrees, though the whole did not. */
  async #bisect(windows: readonly Unproved[]): Promise<boolean> {
    const middle = Math.ceil(windows.length / 2);
    let isEverythingEqual = true;
    for (const half of [windows.slice(0, middle), windows.slice(middle)]) {
      if (half.length === 0) continue;
      if (this.calls >= MOST_CALLS) {
        await this.#giveUp(half);
        isEverythingEqual = false;
      } else if (!(await this.#compare(half, await this.#askOne(spanOf(half))))) {
        isEverythingEqual = false;
      }
    }
    return isEverythingEqual;
  }

  /** What belongs to a span that differs is not verified, whatever it was before. */
  async #giveUp(windows: readonly Window[]): Promise<void> {
    const window = spanOf(windows);
    const reason = `not compared one by one: more than ${MOST_CALLS} calls for totals`;
    await this.#keep({ window, reason, verdict: 'inconclusive', marks: 'loaded' });
    this.unresolved.push(...windows);
  }

  #sum(window: Window): Promise<HeldTotals> {
    return sumWindows(this.#context.warehouse.db, { ...this.#key, window });
  }

  get #key() {
    return { account: this.#job.account.name, stream: this.#job.stream };
  }

  async #ask(window: Window): Promise<readonly ControlTotals[]> {
    const { account, stream, priority } = this.#job;
    const { net, signal } = this.#context;
    this.calls += 1;
    return (await stream.totals?.read({ account, net, signal, priority, window })) ?? [];
  }

  async #askOne(window: Window): Promise<ControlTotals> {
    const [theirs, ...more] = await this.#ask(window);
    if (!theirs || more.length > 0) throw new Error('one day has one entry');
    return theirs;
  }

  #enter(difference: Difference, { verdict, marks }: { verdict: Verdict; marks: Marks }) {
    const reason = verdict === 'equal' ? null : reasonOf(difference);
    return this.#keep({ ...difference, reason, explained: explained(difference), verdict, marks });
  }

  #keep({ window, ours, theirs, reason, explained, verdict, marks }: Kept): Promise<void> {
    const { warehouse, net, runId: run } = this.#context;
    const account = this.#job.account.name;
    const stream = this.#job.stream.name;
    const now = net.now();
    const place = { account, stream, window, run, now };
    return enterCheck(
      warehouse,
      { ...place, witness: 'totals', verdict, ours, theirs, reason, explained },
      marks,
    );
  }
}

interface Kept {
  readonly window: Window;
  readonly ours?: HeldTotals;
  readonly theirs?: ControlTotals;
  readonly reason: string | null;
  readonly explained?: Explained | undefined;
  readonly verdict: Verdict;
  readonly marks: Marks;
}

function spanOf(windows: readonly Window[]): Window {
  return { start: windows[0]?.start ?? 0, end: windows.at(-1)?.end ?? 0 };
}

/** Equal with a refused record is a record too many. */
function isEqual(ours: HeldTotals, theirs: ControlTotals): boolean {
  return ours.rejects === 0n && areSame(ours, theirs);
}

function areSame(ours: HeldTotals, theirs: ControlTotals): boolean {
  return ours.count === theirs.count && ours.stake === theirs.stake && ours.ggr === theirs.ggr;
}
