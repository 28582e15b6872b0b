/**
 * Runs one stream of one account: each window is read whole, normalised, staged and committed. Knows
 * no vendor; what is due comes from plan.ts, and what became of each window goes into the ledger.
 */
import PQueue from 'p-queue';
import { GgrError, VendorError, type VendorFault } from './errors.ts';
import type { SyncContext, SyncJob } from './job.ts';
import { failWindow, type WindowCounts } from './load/windows.ts';
import { loadWindow } from './load-window.ts';
import type { Window } from './stream.ts';

/** Each window in flight holds pages in memory and a stage on disk. */
const MOST_WINDOWS_IN_FLIGHT = 3;
/** So many windows in a row without a usable answer, and the rest is left for the next run. */
const FAILURES_IN_A_ROW = 5;

const NO_USABLE_ANSWER: ReadonlySet<VendorFault> = new Set([
  'unreachable',
  'unavailable',
  'busy',
  'garbled',
]);

export interface WindowFailure {
  readonly window: Window;
  readonly error: GgrError;
}

/** A window that is loaded without all its rows, because no question to the vendor brings them. */
export interface Truncation {
  readonly window: Window;
  readonly says: string;
}

export interface JobOutcome extends WindowCounts {
  readonly job: SyncJob;
  readonly loaded: number;
  readonly failures: readonly WindowFailure[];
  readonly truncations: readonly Truncation[];
  /** Windows left for the next run, because the vendor is down or the account is wrong. */
  readonly untried: number;
  /** What stopped the source altogether. */
  readonly stopped: GgrError | undefined;
  /** What must end the whole command: the store is full, or a bug. */
  readonly fatal: unknown;
}

/** Pulls the job's windows, several at a time. Never throws: what must end the command is `fatal`. */
export async function runJob(job: SyncJob, context: SyncContext): Promise<JobOutcome> {
  const progress = new JobProgress(job, context);
  const inFlight = Math.min(job.account.concurrency, MOST_WINDOWS_IN_FLIGHT);
  const queue = new PQueue({ concurrency: inFlight });
  await Promise.all(
    job.windows.map((window) =>
      queue.add(() => (progress.goesOn ? progress.pull(window) : undefined)),
    ),
  );
  return progress.outcome();
}

class JobProgress {
  readonly #job: SyncJob;
  readonly #context: SyncContext;
  /** Ends what is in flight when the command, the source or the store gives up. */
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #failures: WindowFailure[] = [];
  readonly #truncations: Truncation[] = [];
  readonly #sums = {
    received: 0,
    inserted: 0,
    updated: 0,
    unchanged: 0,
    quarantined: 0,
    withdrawn: 0,
  };
  #loaded = 0;
  #failuresInARow = 0;
  #stopped: GgrError | undefined;
  #diagnosis: Promise<Error | undefined> | undefined;
  #fatal: unknown;

  constructor(job: SyncJob, context: SyncContext) {
    this.#job = job;
    this.#context = context;
    this.#signal = AbortSignal.any([context.signal, this.#stop.signal]);
  }

  get goesOn(): boolean {
    return !this.#signal.aborted && this.#failuresInARow < FAILURES_IN_A_ROW;
  }

  async pull(window: Window): Promise<void> {
    try {
      const { counts, truncated } = await loadWindow(this.#job, window, {
        ...this.#context,
        signal: this.#signal,
      });
      this.#loaded += 1;
      if (truncated) this.#truncations.push({ window, says: truncated });
      this.#failuresInARow = 0;
      for (const name of Object.keys(this.#sums) as (keyof WindowCounts)[]) {
        this.#sums[name] += counts[name];
      }
      this.#context.watch.loaded(this.#job, window, counts);
    } catch (error) {
      if (this.#signal.aborted) return;
      const halves = this.#halve(window, error);
      if (!halves) return this.#fail(window, error);
      for (const half of halves) if (this.goesOn) await this.pull(half);
    }
  }

  outcome(): JobOutcome {
    return {
      job: this.#job,
      ...this.#sums,
      loaded: this.#loaded,
      failures: this.#failures,
      truncations: this.#truncations,
      untried: Math.max(0, this.#job.windows.length - this.#loaded - this.#failures.length),
      stopped: this.#stopped,
      fatal: this.#fatal,
    };
  }

  /** A vendor that answers small questions but not this one: its windows are halved (911, time-outs). */
  #halve({ start, end }: Window, error: unknown): [Window, Window] | undefined {
    const { leastMs } = this.#job.stream.windows;
    const isTooMuch = error instanceof VendorError && error.code === 'busy';
    if (!isTooMuch || leastMs === undefined || end - start < 2 * leastMs) return undefined;
    const middle = start + Math.floor((end - start) / 2000) * 1000;
    return [
      { start, end: middle },
      { start: middle, end },
    ];
  }

  async #fail(window: Window, error: unknown): Promise<void> {
    if (!(error instanceof VendorError)) return this.#end(error);
    const verdict = await this.#diagnose(error);
    if (this.#signal.aborted) return;
    if (verdict) {
      this.#stopped = verdict instanceof GgrError ? verdict : error;
      this.#stop.abort(verdict);
      return;
    }
    this.#failuresInARow = NO_USABLE_ANSWER.has(error.code) ? this.#failuresInARow + 1 : 0;
    const { account, stream } = this.#job;
    try {
      await failWindow(this.#context.warehouse, {
        account: account.name,
        stream: stream.name,
        window,
        error: error.message,
        run: this.#context.runId,
      });
    } catch (storeError) {
      return this.#end(storeError);
    }
    this.#failures.push({ window, error });
    this.#context.watch.failed(this.#job, window, error);
  }

  /** The error that must stop the source, if that is what lies behind this one. */
  async #diagnose(error: VendorError): Promise<Error | undefined> {
    if (error.recovery === 'stop') return error;
    if (error.code !== 'parameters') return undefined;
    const { account, stream } = this.#job;
    this.#diagnosis ??= Promise.resolve(
      stream.vendor.diagnose?.(account, this.#context.net, this.#signal),
    ).catch(() => undefined);
    return this.#diagnosis;
  }

  #end(error: unknown): void {
    this.#fatal ??= error;
    this.#stop.abort(error);
  }
}
