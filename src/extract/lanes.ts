/** Lanes: the queues in which requests wait for a vendor's limits. */
import PQueue from 'p-queue';
import type { LaneLimits } from '../contract/net.ts';

interface Queued {
  readonly lane: string;
  readonly limits: LaneLimits;
  readonly signal: AbortSignal;
  /** Higher ones go first among those that wait. */
  readonly priority: number;
}

/** The lanes of one process, made on first use. */
export class Lanes {
  readonly #lanes = new Map<string, PQueue>();

  run<T>({ lane, limits, signal, priority }: Queued, task: () => Promise<T>): Promise<T> {
    let queue = this.#lanes.get(lane);
    if (!queue) {
      queue = new PQueue({ concurrency: limits.concurrency, ...slidingWindow(limits) });
      this.#lanes.set(lane, queue);
    }
    return queue.add(task, { signal, priority });
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
