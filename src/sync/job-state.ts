/** What becomes of one job: its sums, its failures, and what ends it. Shared by windows and walks. */
import { GgrError, VendorError, type VendorFault } from '../contract/errors.ts';
import { NO_COUNTS, type WindowCounts } from '../contract/ledger.ts';
import type { Window } from '../contract/window.ts';
import { netOf } from '../extract/traffic.ts';
import type { Difference } from './difference.ts';
import type { SyncContext, SyncJob } from './job.ts';

/** So many windows in a row without a usable answer, and the rest is left for the next run. */
const FAILURES_IN_A_ROW = 5;

const NO_USABLE_ANSWER: ReadonlySet<VendorFault> = new Set([
  'unreachable',
  'unavailable',
  'busy',
  'too-frequent',
  'garbled',
]);

export interface JobFailure {
  /** Without one, a walk could not go on. */
  readonly window: Window | undefined;
  readonly error: GgrError;
}

/** A window that is loaded without all its rows, because no question to the vendor brings them. */
export interface Truncation {
  readonly window: Window;
  readonly says: string;
}

/** Windows that need not be read, because the vendor's totals say what is in them. */
export interface Saving {
  /** Requests that reading them would have taken, less the calls for totals. */
  readonly requests: number;
  /** For people: what was not read. */
  readonly what: string;
}

export interface JobOutcome extends WindowCounts {
  readonly job: SyncJob;
  /** Windows, or pieces of a walk that brought something. */
  readonly loaded: number;
  readonly failures: readonly JobFailure[];
  readonly truncations: readonly Truncation[];
  /** Windows that differ from the vendor's totals, and days that contradict their own parts. */
  readonly differences: readonly Difference[];
  readonly savings: readonly Saving[];
  /** Windows left for the next run, because the vendor is down or the account is wrong. */
  readonly untried: number;
  /** What stopped the source altogether. */
  readonly stopped: GgrError | undefined;
  /** What must end the whole command: the store is full, or a bug. */
  readonly fatal: unknown;
}

/** Whether rows are other ones than before: then readers want a new snapshot. */
export const hasChanged = ({ inserted, updated, withdrawn }: JobOutcome): boolean =>
  inserted + updated + withdrawn > 0;

export class JobState {
  readonly job: SyncJob;
  /** The context of the command, with a signal that also ends when this job gives up. */
  readonly context: SyncContext;
  /** Ends what is in flight when the command, the source or the store gives up. */
  readonly #stop = new AbortController();
  readonly #failures: JobFailure[] = [];
  readonly #truncations: Truncation[] = [];
  readonly #differences: Difference[] = [];
  readonly #savings: Saving[] = [];
  readonly #sums = { ...NO_COUNTS };
  #loaded = 0;
  #failuresInARow = 0;
  #stopped: GgrError | undefined;
  #diagnosis: Promise<Error | undefined> | undefined;
  #fatal: unknown;

  constructor(job: SyncJob, context: SyncContext) {
    this.job = job;
    const net = netOf(context.net, job.stream.name);
    const signal = AbortSignal.any([context.signal, this.#stop.signal]);
    this.context = { ...context, net, signal };
  }

  get goesOn(): boolean {
    return !this.context.signal.aborted && this.#failuresInARow < FAILURES_IN_A_ROW;
  }

  /** Counts a window, or a piece of a walk. */
  loaded(window: Window | undefined, counts: WindowCounts): void {
    // the end of a walk is read again each time, and is no piece that brought something
    this.#loaded += window || !isAllUnchanged(counts) ? 1 : 0;
    this.#failuresInARow = 0;
    this.reread(counts);
    this.context.watch.loaded(this.job, window, counts);
  }

  /** Counts what a window brought that was read again: it is none of those that were due. */
  reread(counts: WindowCounts): void {
    for (const name of Object.keys(this.#sums) as (keyof WindowCounts)[]) {
      this.#sums[name] += counts[name];
    }
    const { account, stream } = this.job;
    const key = { account: account.name, stream: stream.name };
    this.context.net.traffic?.loaded(key, counts);
  }

  /** Counts windows that need not be asked for. */
  skipped(windows: number): void {
    this.#loaded += windows;
  }

  truncated(window: Window, says: string): void {
    this.#truncations.push({ window, says });
  }

  differs(difference: Difference): void {
    this.#differences.push(difference);
  }

  saved(saving: Saving): void {
    if (saving.requests > 0) this.#savings.push(saving);
  }

  /** Takes an error: it ends the command, stops the source, or is entered into the ledger by `enter`. */
  async fail(
    window: Window | undefined,
    error: unknown,
    enter: (error: GgrError) => Promise<void>,
  ): Promise<void> {
    if (!(error instanceof VendorError)) return this.#end(error);
    const verdict = await this.#diagnose(error);
    if (this.context.signal.aborted) return;
    if (verdict) {
      this.#stopped = verdict instanceof GgrError ? verdict : error;
      this.#stop.abort(verdict);
      return;
    }
    this.#failuresInARow = NO_USABLE_ANSWER.has(error.code) ? this.#failuresInARow + 1 : 0;
    try {
      await enter(error);
    } catch (storeError) {
      return this.#end(storeError);
    }
    this.#failures.push({ window, error });
    this.context.watch.failed(this.job, window, error);
  }

  outcome(): JobOutcome {
    const windows = this.job.windows?.length ?? 0;
    return {
      job: this.job,
      ...this.#sums,
      loaded: this.#loaded,
      failures: this.#failures,
      truncations: this.#truncations,
      differences: this.#differences,
      savings: this.#savings,
      untried: Math.max(0, windows - this.#loaded - this.#failures.length),
      stopped: this.#stopped,
      fatal: this.#fatal,
    };
  }

  /** The error that must stop the source, if that is what lies behind this one. */
  async #diagnose(error: VendorError): Promise<Error | undefined> {
    if (error.recovery === 'stop') return error;
    if (error.code !== 'parameters') return undefined;
    const { account, stream } = this.job;
    this.#diagnosis ??= Promise.resolve(
      stream.vendor.diagnose?.(account, this.context.net, this.context.signal),
    ).catch(() => undefined);
    return this.#diagnosis;
  }

  #end(error: unknown): void {
    this.#fatal ??= error;
    this.#stop.abort(error);
  }
}

function isAllUnchanged({ received, unchanged, withdrawn }: WindowCounts): boolean {
  return received === unchanged && withdrawn === 0;
}
