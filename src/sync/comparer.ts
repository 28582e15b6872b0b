/** Asks a vendor for its own totals, adds up what is held of the same, and keeps what comes of it as evidence. */
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
import { addForgotten } from '../load/clickhouse/sum-forgotten.ts';
import { narrowDifference } from '../load/narrow.ts';
import { type Difference, evidenceOf, explained } from './difference.ts';
import type { SyncContext, WindowJob } from './job.ts';
import { sumRefused } from './refused.ts';

/** The stream of an account that is compared. */
export type Proving = Pick<WindowJob, 'account' | 'stream' | 'priority'>;

/** A comparison as it is kept. */
interface Kept {
  readonly window: Window;
  readonly ours?: HeldTotals;
  readonly theirs?: ControlTotals;
  readonly reason: string | null;
  readonly explained?: Explained | undefined;
  readonly verdict: Verdict;
  readonly marks: Marks;
}

export class Comparer {
  /** Calls for totals so far. */
  calls = 0;
  readonly #job: Proving;
  readonly #context: SyncContext;

  constructor(job: Proving, context: SyncContext) {
    this.#job = job;
    this.#context = context;
  }

  get longestMs(): number {
    return this.#job.stream.totals?.longestMs ?? 0;
  }

  /** The vendor's totals, an entry for each UTC day that the interval touches. Throws VendorError. */
  async ask(window: Window): Promise<readonly ControlTotals[]> {
    const { account, stream, priority } = this.#job;
    const { net, signal } = this.#context;
    this.calls += 1;
    return (await stream.totals?.read({ account, net, signal, priority, window })) ?? [];
  }

  /** The same of an interval within one day. */
  async askOne(window: Window): Promise<ControlTotals> {
    const [theirs, ...more] = await this.ask(window);
    if (!theirs || more.length > 0) throw new Error('one day has one entry');
    return theirs;
  }

  /** What came in the windows of an interval, what ClickHouse alone has of it among it. */
  async sum(window: Window): Promise<HeldTotals> {
    const part = { ...this.#key, window };
    const ours = await sumWindows(this.#context.warehouse.db, part);
    return addForgotten(this.#context, { ...part, by: 'window' }, ours);
  }

  /** What is held of an interval by the vendor's own clock. */
  async sumEvents(window: Window): Promise<HeldTotals> {
    const part = { ...this.#key, window };
    const ours = await sumEvents(this.#context.warehouse.db, part);
    return addForgotten(this.#context, { ...part, by: 'event' }, ours);
  }

  /** The same with the games and players of its day that differ, as far as their totals were pulled. */
  async narrow(difference: Difference): Promise<Difference> {
    const place = { ...this.#key, window: difference.window };
    const narrowed = await narrowDifference(this.#context.warehouse.db, place);
    return { ...(await this.explain(difference)), narrowed };
  }

  /** A difference with what its refused records come to. */
  async explain(difference: Difference): Promise<Difference> {
    const { window, ours } = difference;
    const { db } = this.#context.warehouse;
    return { ...difference, refused: await sumRefused(db, { ...this.#job, window, ours }) };
  }

  /** Keeps a comparison, and marks the windows that it covers. */
  enter(
    difference: Difference,
    { verdict, marks }: { readonly verdict: Verdict; readonly marks: Marks },
  ): Promise<void> {
    const reason = verdict === 'equal' ? null : evidenceOf(difference);
    return this.keep({ ...difference, reason, explained: explained(difference), verdict, marks });
  }

  keep({ window, ours, theirs, reason, explained, verdict, marks }: Kept): Promise<void> {
    const { warehouse, net, runId: run } = this.#context;
    const account = this.#job.account.name;
    const stream = this.#job.stream.name;
    const place = { account, stream, window, run, now: net.now() };
    const figures = { ours, theirs, reason, explained };
    return enterCheck(warehouse, { ...place, witness: 'totals', verdict, ...figures }, marks);
  }

  get #key() {
    return { account: this.#job.account.name, stream: this.#job.stream };
  }
}

/** From the first to the last of windows in their order. */
export function spanOf(windows: readonly Window[]): Window {
  return { start: windows[0]?.start ?? 0, end: windows.at(-1)?.end ?? 0 };
}

/** Equal with a refused record is a record too many. */
export function isEqual(ours: HeldTotals, theirs: ControlTotals): boolean {
  return ours.rejects === 0n && areSame(ours, theirs);
}

type Figures = Pick<ControlTotals, 'count' | 'stake' | 'ggr'>;

export function areSame(one: Figures, other: Figures): boolean {
  return one.count === other.count && one.stake === other.stake && one.ggr === other.ggr;
}
