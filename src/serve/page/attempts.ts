/** Slows down whoever guesses tokens: after some wrong ones an address waits, each time twice as long. */

const FREE_TRIES = 3;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** After so long without a try an address begins anew. */
const FORGOTTEN_MS = 15 * 60_000;
const MOST_ADDRESSES = 10_000;

interface Tries {
  readonly wrong: number;
  readonly at: number;
}

export class Attempts {
  readonly #now: () => number;
  readonly #tries = new Map<string, Tries>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** How long the address must wait before its next try; 0 where it need not. */
  waitMs(address: string): number {
    const tries = this.#of(address);
    if (!tries || tries.wrong < FREE_TRIES) return 0;
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries.wrong - FREE_TRIES));
    return Math.max(0, tries.at + wait - this.#now());
  }

  wrong(address: string): void {
    const wrong = (this.#of(address)?.wrong ?? 0) + 1;
    this.#tries.delete(address);
    this.#tries.set(address, { wrong, at: this.#now() });
    if (this.#tries.size > MOST_ADDRESSES) {
      this.#tries.delete(this.#tries.keys().next().value as string);
    }
  }

  right(address: string): void {
    this.#tries.delete(address);
  }

  #of(address: string): Tries | undefined {
    const tries = this.#tries.get(address);
    if (tries && this.#now() - tries.at > FORGOTTEN_MS) this.#tries.delete(address);
    return this.#tries.get(address);
  }
}
