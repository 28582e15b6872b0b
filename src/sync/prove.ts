/**
 * Holds windows against the vendor's own totals: equal ones are verified at once, however many; what differs
 * is bisected to the windows that differ. The number of calls grows with the logarithm of what is compared.
 */
import type { WindowState } from '../contract/ledger.ts';
import type { ControlTotals } from '../contract/stream.ts';
import type { Window } from '../contract/window.ts';
import { areSame, Comparer, isEqual, type Proving, spanOf } from './comparer.ts';
import type { Difference } from './difference.ts';
import { compareEachHour } from './each-hour.ts';
import type { SyncContext } from './job.ts';

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
  readonly #comparer: Comparer;

  constructor(job: Proving, context: SyncContext) {
    this.#comparer = new Comparer(job, context);
  }

  get calls(): number {
    return this.#comparer.calls;
  }

  /**
   * Compares day by day, one call for as much as it answers for; with `isEach` every window with its own
   * totals.
   */
  async prove(windows: readonly Unproved[], isEach = false): Promise<void> {
    for (const group of groupsOf(windows, this.#comparer.longestMs)) {
      for (const theirs of await this.#comparer.ask(spanOf(group))) {
        const inside = group.filter((w) => w.start >= theirs.start && w.end <= theirs.end);
        if (inside.length === 0) continue;
        if (isEach && inside.length > 1) await this.#compareEach(inside, theirs);
        else await this.#compare(inside, theirs);
      }
    }
  }

  /**
   * Compares windows that are verified once more, for as long as rows may still come late: a call for all, and
   * more where a day differs. What is equal again marks no window; it is returned, and kept by whoever asked.
   */
  async look(windows: readonly Unproved[]): Promise<Difference[]> {
    const equal: Difference[] = [];
    for (const theirs of await this.#comparer.ask(spanOf(windows))) {
      const inside = windows.filter((w) => w.start < theirs.end && theirs.start < w.end);
      if (inside.length === 0) continue;
      const window = spanOf(inside);
      const ours = await this.#comparer.sum(window);
      if (isEqual(ours, theirs)) equal.push({ window, ours, theirs });
      else await this.#compare(inside, theirs);
    }
    return equal;
  }

  /** Keeps a comparison that was equal, without a word on the windows. */
  enterEqual(difference: Difference): Promise<void> {
    return this.#comparer.enter(difference, { verdict: 'equal', marks: undefined });
  }

  /**
   * Compares single windows with their own totals, until so many calls were made. Where one differs, all of its
   * day: what it lacks may have moved to another. `dayOf` gives the windows of that day.
   */
  async proveInTurn(
    hours: readonly Window[],
    { dayOf, most }: { readonly dayOf: (hour: Window) => readonly Window[]; readonly most: number },
  ): Promise<void> {
    const done = new Set<number>();
    const before = this.calls;
    for (const hour of hours) {
      if (done.has(hour.start)) continue;
      if (this.calls - before >= most) return;
      const theirs = await this.#comparer.askOne(hour);
      const ours = await this.#comparer.sum(hour);
      if (isEqual(ours, theirs)) {
        await this.#comparer.enter(
          { window: hour, ours, theirs },
          { verdict: 'equal', marks: 'verified' },
        );
        continue;
      }
      const day = dayOf(hour);
      await this.#compareEach(day, await this.#comparer.askOne(spanOf(day)));
      for (const { start } of day) done.add(start);
    }
  }

  /** Compares an interval that is no window of the ledger, by the vendor's own clock: it marks none. */
  async provePart(part: Window, isUnread: boolean): Promise<Difference[]> {
    const found: Difference[] = [];
    const { longestMs } = this.#comparer;
    for (let { start } = part; start < part.end; start += longestMs) {
      const piece = { start, end: Math.min(start + longestMs, part.end) };
      for (const theirs of await this.#comparer.ask(piece)) {
        const window = { start: theirs.start, end: theirs.end };
        const ours = await this.#comparer.sumEvents(window);
        // a refused record of the window may lie outside this part of it
        const isSame = areSame(ours, theirs);
        const difference = { window, ours, theirs, isUnread };
        const verdict = isSame ? 'equal' : 'differs';
        await this.#comparer.enter(difference, { verdict, marks: undefined });
        if (!isSame) found.push(difference);
      }
    }
    return found;
  }

  async #compareEach(windows: readonly Window[], whole: ControlTotals): Promise<void> {
    const { verified, differing, contradictions } = await compareEachHour(
      this.#comparer,
      windows,
      whole,
    );
    this.verified.push(...verified);
    this.differing.push(...differing);
    this.contradictions.push(...contradictions);
  }

  async #compare(windows: readonly Unproved[], theirs: ControlTotals): Promise<boolean> {
    const window = spanOf(windows);
    const ours = await this.#comparer.sum(window);
    const isSingle = windows.length === 1;
    if (isEqual(ours, theirs)) {
      // two windows that differ by the same bet are equal together
      const isSure = isSingle || !windows.some(({ state }) => state === 'mismatch');
      const marks = isSure ? 'verified' : undefined;
      await this.#comparer.enter({ window, ours, theirs }, { verdict: 'equal', marks });
      if (isSure) this.verified.push(...windows);
      else await this.#bisect(windows);
      return true;
    }
    const found = { window, ours, theirs };
    const difference = await (isSingle
      ? this.#comparer.narrow(found)
      : this.#comparer.explain(found));
    if (isSingle) {
      await this.#comparer.enter(difference, { verdict: 'differs', marks: 'mismatch' });
      this.differing.push(difference);
      return false;
    }
    await this.#comparer.enter(difference, { verdict: 'differs', marks: undefined });
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
      } else if (!(await this.#compare(half, await this.#comparer.askOne(spanOf(half))))) {
        isEverythingEqual = false;
      }
    }
    return isEverythingEqual;
  }

  /** What belongs to a span that differs is not verified, whatever it was before. */
  async #giveUp(windows: readonly Window[]): Promise<void> {
    const window = spanOf(windows);
    const reason = `not compared one by one: more than ${MOST_CALLS} calls for totals`;
    await this.#comparer.keep({ window, reason, verdict: 'inconclusive', marks: 'loaded' });
    this.unresolved.push(...windows);
  }
}
