/** Timers of schedules. In UTC: node-cron skips and doubles fires around changes of summer time. */
import { createTask } from 'node-cron';

export interface Timer {
  /** When it fires next; undefined if it does not. */
  readonly next: () => Date | undefined;
  readonly stop: () => void;
}

/** Calls `fire` at each time that the expression names. */
export type Cron = (expression: string, fire: () => void) => Timer;

const SILENT = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };

/** How soon a step of the clock is noticed, and how far it must be: daylight saving is none in UTC. */
const LOOK_EVERY_MS = 30_000;
const STEP_MS = 2_000;

/**
 * A timer that was set for a wall clock sleeps on when that clock is set back, for as long as it was
 * wrong, and one set forward makes it late. So after a step it is set anew, and fires once at once.
 */
export const utcCron: Cron = (expression, fire) => {
  let task = begin(expression, fire);
  let offset = Date.now() - performance.now();
  const look = setInterval(() => {
    const before = offset;
    offset = Date.now() - performance.now();
    if (Math.abs(offset - before) < STEP_MS) return;
    void task.destroy();
    task = begin(expression, fire);
    fire();
  }, LOOK_EVERY_MS).unref();
  return {
    next: () => task.getNextRun() ?? undefined,
    stop: () => {
      clearInterval(look);
      void task.destroy();
    },
  };
};

function begin(expression: string, fire: () => void) {
  // A missed fire is no event here: what is due comes from the ledger.
  const task = createTask(expression, fire, { timezone: 'UTC', logger: SILENT });
  void task.start();
  return task;
}
