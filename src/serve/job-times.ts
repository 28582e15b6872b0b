/** When a job of the daemon ran and runs next, as `ggr schedule` shows it. */
import type { Timer } from '../schedules/cron.ts';
import type { Runner } from '../schedules/runner.ts';
import { iso } from '../transform/time.ts';

export interface JobTimes {
  /** Cron, in UTC. */
  readonly schedule: string;
  readonly running: boolean;
  readonly last_started_at: string | null;
  readonly last_ended_at: string | null;
  readonly last_error: string | null;
  readonly next_fire_at: string | null;
}

/** A job of the daemon: the pull or the night's totals of a stream, or one of the whole store. */
export interface ScheduledJob extends JobTimes {
  readonly job: 'pull' | 'reconcile' | 'check' | 'backup';
  readonly account: string | null;
  readonly stream: string | null;
}

export interface RunningPulls extends Runner {
  /** All jobs, pulls among them. */
  readonly jobs: () => ScheduledJob[];
}

/** Notes the times of one job since the daemon's start. */
export class JobClock {
  readonly #schedule: string;
  readonly #now: () => number;
  #startedAt: number | undefined;
  #endedAt: number | undefined;
  #error: string | undefined;
  #isRunning = false;

  constructor(schedule: string, now: () => number) {
    this.#schedule = schedule;
    this.#now = now;
  }

  begin(): void {
    this.#startedAt = this.#now();
    this.#isRunning = true;
  }

  end(error: string | undefined): void {
    this.#endedAt = this.#now();
    this.#error = error;
    this.#isRunning = false;
  }

  describe(timer: Timer | undefined): JobTimes {
    const instant = (at: number | undefined) => (at === undefined ? null : iso(at));
    return {
      schedule: this.#schedule,
      running: this.#isRunning,
      last_started_at: instant(this.#startedAt),
      last_ended_at: instant(this.#endedAt),
      last_error: this.#error ?? null,
      next_fire_at: instant(timer?.next()?.getTime()),
    };
  }
}
