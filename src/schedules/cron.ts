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

export const utcCron: Cron = (expression, fire) => {
  // A missed fire is no event here: what is due comes from the ledger.
  const task = createTask(expression, fire, { timezone: 'UTC', logger: SILENT });
  void task.start();
  return {
    next: () => task.getNextRun() ?? undefined,
    stop: () => void task.destroy(),
  };
};
