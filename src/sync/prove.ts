/**
 * Holds windows against the vendor's own totals: equal ones are verified at once, however many; what differs
 * is bisected to the windows that differ. The number of calls grows with the logarithm of what is compared.
 */
import type { ControlTotals } from '../contract/stream.ts';
import type { Window } from '../contract/window.ts';
import { enterCheck, type HeldTotals, sumWindows, type Verdict } from '../load/checks.ts';
import { DAY_MS, iso } from '../transform/time.ts';
import type { SyncContext, WindowJob } from './job.ts';

/** A vendor whose totals are wrong everywhere is not asked for ever. */
const MOST_CALLS = 200;

export interface Difference {
  readonly window: Window;
  readonly ours: HeldTotals;
  readonly theirs: ControlTotals;
}

export interface Proof {
  readonly verified: readonly Window[];
  /** Single windows of the ledger. */
  readonly differing: readonly Difference[];
  /** Days whose own windows all agree, and which do not: the vendor contradicts itself. */
  readonly contradictions: readonly Difference[];
  readonly calls: number;
}

type Proving = Pick<WindowJob, 'account' | 'stream' | 'priority'>;

/** Compares windows of the ledger with the vendor's totals, and enters what comes of it. Throws VendorError. */
export async function prove(
  job: Proving,
  windows: readonly Window[],
  context: SyncContext,
): Promise<Proof> {
  const prover = new Prover(job, context);
  for (const group of groupsOf(windows, job.stream.totals?.longestMs ?? 0)) {
    await prover.proveGroup(group);
  }
  return prover;
}

/** Windows that follow each other without a hole, as far as one call reaches. */
export function groupsOf(windows: readonly Window[], longestMs: number): Window[][] {
  const groups: Window[][] = [];
  for (const window of [...windows].sort((a, b) => a.start - b.start)) {
    const group = groups.at(-1);
    const isNext = group?.at(-1)?.end === window.start;
    const fits = group?.[0] !== undefined && window.end - group[0].start <= longestMs;
    if (group && isNext && fits) group.push(window);
    else groups.push([window]);
  }
  return groups;
}

class Prover implements Proof {
  readonly verified: Window[] = [];
  readonly differing: Difference[] = [];
  readonly contradictions: Difference[] = [];
  calls = 0;
  readonly #job: Proving;
  readonly #context: SyncContext;

  constructor(job: Proving, context: SyncContext) {
    this.#job = job;
    this.#context = context;
  }

  /** One call for all of it, compared day by day. */
  async proveGroup(windows: readonly Window[]): Promise<void> {
    for (const theirs of await this.#ask(spanOf(windows))) {
      const inside = windows.filter((w) => w.start >= theirs.start && w.end <= theirs.end);
      if (inside.length > 0) await this.#compare(inside, theirs);
    }
  }

  async #compare(windows: readonly Window[], theirs: ControlTotals): Promise<boolean> {
    const window = spanOf(windows);
    const ours = await sumWindows(this.#context.warehouse.db, { ...this.#key, window });
    if (isEqual(ours, theirs)) {
      await this.#enter({ window, ours, theirs }, { verdict: 'equal', marks: 'verified' });
      this.verified.push(...windows);
      return true;
    }
    const difference = { window, ours, theirs };
    if (windows.length === 1) {
      await this.#enter(difference, { verdict: 'differs', marks: 'mismatch' });
      this.differing.push(difference);
      return false;
    }
    await this.#enter(difference, { verdict: 'differs', marks: undefined });
    if (await this.#bisect(windows)) this.contradictions.push(difference);
    return false;
  }

  /** Whether every part agrees, though the whole did not. */
  async #bisect(windows: readonly Window[]): Promise<boolean> {
    const middle = Math.ceil(windows.length / 2);
    let isEverythingEqual = true;
    for (const half of [windows.slice(0, middle), windows.slice(middle)]) {
      if (half.length === 0) continue;
      if (this.calls >= MOST_CALLS) return false;
      const [theirs, ...more] = await this.#ask(spanOf(half));
      if (!theirs || more.length > 0) throw new Error('one day has one entry');
      if (!(await this.#compare(half, theirs))) isEverythingEqual = false;
    }
    return isEverythingEqual;
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

  #enter(
    { window, ours, theirs }: Difference,
    { verdict, marks }: { verdict: Verdict; marks: 'verified' | 'mismatch' | undefined },
  ): Promise<void> {
    const { warehouse, net, runId } = this.#context;
    const check = {
      account: this.#job.account.name,
      stream: this.#job.stream.name,
      window,
      witness: 'totals' as const,
      verdict,
      ours,
      theirs,
      reason: verdict === 'equal' ? null : reasonOf({ window, ours, theirs }),
      run: runId,
      now: net.now(),
    };
    return enterCheck(warehouse, check, marks);
  }
}

function spanOf(windows: readonly Window[]): Window {
  return { start: windows[0]?.start ?? 0, end: windows.at(-1)?.end ?? 0 };
}

function isEqual(ours: HeldTotals, theirs: ControlTotals): boolean {
  return (
    ours.rejects === 0n &&
    ours.count === theirs.count &&
    ours.stake === theirs.stake &&
    ours.ggr === theirs.ggr
  );
}

/** What is known of a difference, for people. */
export function reasonOf({ window, ours, theirs }: Difference): string {
  const missing = theirs.count - ours.count;
  const span = window.end - window.start > DAY_MS ? 'the days' : 'the window';
  const where = `${span} from ${iso(window.start)}`;
  if (ours.rejects > 0n && missing === ours.rejects) {
    return `${where}: ${ours.rejects} refused records explain the number of bets that are missing`;
  }
  if (missing > 0n)
    return `${where}: the vendor counts ${missing} bets more: late, or moved into it`;
  if (missing < 0n) {
    return `${where}: the vendor counts ${-missing} bets fewer: withdrawn, or moved out of it`;
  }
  return `${where}: as many bets, other sums: changed since they were read`;
}
