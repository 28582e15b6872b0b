/** Runs one job a stream and account at its times. No job overlaps itself, and none waits for another's. */
import { Interrupted, withHint } from '../contract/errors.ts';
import { iso } from '../transform/time.ts';
import type { Cron, Timer } from './cron.ts';
import type { ScheduleEntry } from './timetable.ts';

export interface RunnerOptions {
  readonly entries: readonly ScheduleEntry[];
  readonly cron: Cron;
  readonly now: () => number;
  /** Waits for the first of its times. */
  readonly isLater?: boolean;
  /** Pulls what is due; returns what went wrong at the vendor, if anything; throws what went wrong here. */
  readonly pull: (entry: ScheduleEntry, signal: AbortSignal) => Promise<string | undefined>;
  /** Told of each job that ends worse or better than the time before. */
  readonly onChange: (entry: ScheduleEntry, error: string | undefined) => void;
  /** Told of each job that begins, and of each that ends otherwise than by `stop`. */
  readonly onBegin?: (entry: ScheduleEntry) => void;
  readonly onEnd?: (entry: ScheduleEntry, error: string | undefined) => void;
}

/** A job as `status` shows it. */
export interface JobStatus {
  readonly account: string;
  readonly stream: string;
  readonly schedule: string;
  readonly running: boolean;
  readonly last_started_at: string | null;
  readonly last_ended_at: string | null;
  readonly last_error: string | null;
  readonly failing_since: string | null;
  /** Fires that found the job still running. */
  readonly skipped_fires: number;
  readonly next_fire_at: string | null;
}

export interface Runner {
  readonly status: () => JobStatus[];
  /** No fire from here on; what runs ends at a window's border. Resolves when nothing runs. */
  readonly stop: () => Promise<void>;
}

/** Starts every job at once, for what has become due meanwhile (unless `isLater`), and then at its times. */
export function startRunner(options: RunnerOptions): Runner {
  const controller = new AbortController();
  const jobs = options.entries.map((entry) => new Job(entry, options, controller.signal));
  if (!options.isLater) for (const job of jobs) job.fire();
  return {
    status: () => jobs.map((job) => job.status()),
    stop: async () => {
      controller.abort(new Interrupted());
      await Promise.all(jobs.map((job) => job.stop()));
    },
  };
}

class Job {
  readonly #entry: ScheduleEntry;
  readonly #options: RunnerOptions;
  readonly #signal: AbortSignal;
  readonly #timer: Timer;
  #running: Promise<void> | undefined;
  #startedAt: number | undefined;
  #endedAt: number | undefined;
  #error: string | undefined;
  #failingSince: number | undefined;
  #skipped = 0;

  constructor(entry: ScheduleEntry, options: RunnerOptions, signal: AbortSignal) {
    this.#entry = entry;
    this.#options = options;
    this.#signal = signal;
    this.#timer = options.cron(entry.expression, () => this.fire());
  }

  fire(): void {
    if (this.#signal.aborted) return;
    if (this.#running) {
      this.#skipped += 1;
      return;
    }
    this.#startedAt = this.#options.now();
    this.#options.onBegin?.(this.#entry);
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  async stop(): Promise<void> {
    this.#timer.stop();
    await this.#running;
  }

  status(): JobStatus {
    const { account, stream, expression } = this.#entry;
    const instant = (at: number | undefined) => (at === undefined ? null : iso(at));
    return {
      account: account.name,
      stream: stream.name,
      schedule: expression,
      running: this.#running !== undefined,
      last_started_at: instant(this.#startedAt),
      last_ended_at: instant(this.#endedAt),
      last_error: this.#error ?? null,
      failing_since: instant(this.#failingSince),
      skipped_fires: this.#skipped,
      next_fire_at: instant(this.#signal.aborted ? undefined : this.#timer.next()?.getTime()),
    };
  }

  async #run(): Promise<void> {
    try {
      this.#end(await this.#options.pull(this.#entry, this.#signal));
    } catch (error) {
      if (!this.#signal.aborted)
        this.#end(error instanceof Error ? withHint(error) : String(error));
    }
  }

  #end(error: string | undefined): void {
    this.#endedAt = this.#options.now();
    if (error !== this.#error) this.#options.onChange(this.#entry, error);
    this.#options.onEnd?.(this.#entry, error);
    this.#error = error;
    this.#failingSince = error === undefined ? undefined : (this.#failingSince ?? this.#endedAt);
  }
}
