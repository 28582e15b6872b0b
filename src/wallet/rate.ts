/** How many a second, over the last minute: a counter for each second of it. */

const SECONDS = 60;

export class Rate {
  readonly #counts = new Array<number>(SECONDS).fill(0);
  /** The second that each counter belongs to. */
  readonly #of = new Array<number>(SECONDS).fill(-1);
  #first: number | undefined;

  /** `seconds` by a clock that nobody sets. */
  add(seconds: number): void {
    const second = Math.floor(seconds);
    this.#first ??= second;
    const place = second % SECONDS;
    if (this.#of[place] !== second) [this.#of[place], this.#counts[place]] = [second, 0];
    this.#counts[place] = (this.#counts[place] as number) + 1;
  }

  perSecond(seconds: number): number {
    const now = Math.floor(seconds);
    if (this.#first === undefined) return 0;
    const sum = this.#counts.reduce(
      (total, n, i) => ((this.#of[i] as number) > now - SECONDS ? total + n : total),
      0,
    );
    const span = Math.min(SECONDS, Math.max(1, now - this.#first + 1));
    return Math.round((sum / span) * 10) / 10;
  }
}
