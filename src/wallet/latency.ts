/** How long answers took, in buckets: a counter each, so that a hundred thousand a second cost nothing. */

/** Upper bounds in ms. */
const BOUNDS_MS = [
  0.5, 1, 2, 3, 5, 7.5, 10, 15, 25, 50, 75, 100, 250, 500, 1000, 2500, 5000,
] as const;

export interface LatencyCounts {
  /** Upper bounds in seconds, and how many answers were at most as late as each. */
  readonly bounds: readonly number[];
  readonly cumulative: readonly number[];
  readonly count: number;
  /** Seconds. */
  readonly sum: number;
}

export class Latency {
  /** The last one of those that were later than every bound. */
  readonly #counts = new Array<number>(BOUNDS_MS.length + 1).fill(0);
  #sumMs = 0;

  took(ms: number): void {
    let bucket = 0;
    while (bucket < BOUNDS_MS.length && ms > (BOUNDS_MS[bucket] as number)) bucket += 1;
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.#sumMs += ms;
  }

  counts(): LatencyCounts {
    let sum = 0;
    const all = this.#counts.map((n) => {
      sum += n;
      return sum;
    });
    return {
      bounds: BOUNDS_MS.map((ms) => ms / 1000),
      cumulative: all.slice(0, -1),
      count: sum,
      sum: Math.round(this.#sumMs) / 1000,
    };
  }
}
