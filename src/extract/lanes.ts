/**
 * Lanes: the queues in which requests wait for a vendor's limits. p-queue keeps concurrency and priority; its own
 * rate limit goes by the wall clock, and a clock that is set back by an hour would hold a lane up for an hour.
 */
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
  readonly #lanes = new Map<string, Lane>();

  run<T>(queued: Queued, task: () => Promise<T>): Promise<T> {
    let lane = this.#lanes.get(queued.lane);
    if (!lane) {
      lane = new Lane(queued.limits);
      this.#lanes.set(queued.lane, lane);
    }
    return lane.run(queued, task);
  }
}

/** No second, wherever it begins, holds more starts than the rate: a burst at a border is a breach. */
class Lane {
  readonly #queue: PQueue;
  readonly #cap: number;
  readonly #intervalMs: number;
  /** When the last of them began, so many as an interval may hold; by a clock that nobody sets. */
  readonly #starts: number[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: LaneLimits) {
    const { requestsPerSecond } = limits;
    const isWhole = requestsPerSecond >= 1 && Number.isInteger(requestsPerSecond);
    this.#cap = isWhole ? requestsPerSecond : 1;
    this.#intervalMs = isWhole ? 1000 : Math.ceil(1000 / requestsPerSecond);
    this.#queue = new PQueue({ concurrency: limits.concurrency });
  }

  async run<T>({ signal, priority }: Queued, task: () => Promise<T>): Promise<T> {
    this.#timer?.ref();
    try {
      return await this.#queue.add(() => this.#start(task), { signal, priority });
    } finally {
      // nobody waits for it: it must not keep the process
      if (this.#queue.size === 0) this.#timer?.unref();
    }
  }

  /** p-queue calls it before it takes the next task, which a pause then holds back. */
  #start<T>(task: () => Promise<T>): Promise<T> {
    this.#starts.push(performance.now());
    if (this.#starts.length > this.#cap) this.#starts.shift();
    this.#holdBack();
    return task();
  }

  #holdBack(): void {
    const waitMs = this.#waitMs();
    if (waitMs <= 0) {
      this.#timer = undefined;
      this.#queue.start();
      return;
    }
    this.#queue.pause();
    // a timer may fire a moment early, and looks again
    this.#timer = setTimeout(() => this.#holdBack(), Math.ceil(waitMs));
    if (this.#queue.size === 0) this.#timer.unref();
  }

  /** Until the next one may begin. */
  #waitMs(): number {
    const [oldest] = this.#starts;
    if (oldest === undefined || this.#starts.length < this.#cap) return 0;
    return oldest + this.#intervalMs - performance.now();
  }
}
