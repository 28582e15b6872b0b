/** Lanes: the queues in which requests wait for a vendor's limits. */
import PQueue from 'p-queue';
import type { LaneLimits } from './net.ts';

/** The lanes of one process, made on first use. */
export class Lanes {
  readonly #lanes = new Map<string, PQueue>();

  run<T>(
    lane: string,
    limits: LaneLimits,
    signal: AbortSignal,
    task: () => Promise<T>,
  ): Promise<T> {
    let queue = this.#lanes.get(lane);
    if (!queue) {
      queue = new PQueue({ concurrency: limits.concurrency, ...slidingWindow(limits) });
      this.#lanes.set(lane, queue);
    }
    return queue.add(task, { signal });
  }
}

/** No second, wherever it begins, holds more starts than the rate: a burst at a border is a breach. */
function slidingWindow({ requestsPerSecond }: LaneLimits) {
  const whole = requestsPerSecond >= 1 && Number.isInteger(requestsPerSecond);
  return {
    strict: true,
    intervalCap: whole ? requestsPerSecond : 1,
    interval: whole ? 1000 : Math.ceil(1000 / requestsPerSecond),
  };
}
