/** Work that a timetable begins: one at a time, and none once the daemon ends. */
import type { Cron, Timer } from '../schedules/cron.ts';

export class TimedWork {
  readonly #stopping = new AbortController();
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;

  /** Aborted when the daemon ends. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Undefined before it was started. */
  get timer(): Timer | undefined {
    return this.#timer;
  }

  /** A fire that finds work under way is skipped. `work` never rejects. */
  start(timer: { readonly cron: Cron; readonly at: string }, work: () => Promise<void>): Timer {
    this.#timer = timer.cron(timer.at, () => {
      this.#running ??= work().finally(() => {
        this.#running = undefined;
      });
    });
    return this.#timer;
  }

  /** Ends what is under way, and waits for that. */
  async stop(): Promise<void> {
    this.#timer?.stop();
    this.#stopping.abort(new Error('the daemon ends'));
    await this.#running;
  }
}
