/** Has overdue rounds closed while the wallet serves, a step at a time: nobody waits for it. */
import type { Micros } from './entries.ts';
import type { OperatorDesk } from './operations.ts';

/** A round is closed at most this much after it was due. */
const EVERY_MS = 250;
/** Between the steps of a backlog, such as the first start after an upgrade: about 8,000 entries a second. */
const BETWEEN_STEPS_MS = 25;

export class RoundClock {
  readonly #wallet: OperatorDesk;
  readonly #timeout: Micros;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(wallet: OperatorDesk, timeout: Micros, onError: (error: unknown) => void) {
    this.#wallet = wallet;
    this.#timeout = timeout;
    this.#onError = onError;
    this.#schedule(EVERY_MS);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #schedule(afterMs: number): void {
    if (!this.#isStopped) this.#timer = setTimeout(() => void this.#step(), afterMs);
  }

  async #step(): Promise<void> {
    try {
      const { ok } = await this.#wallet.call('closeOverdue', this.#timeout);
      this.#schedule(ok.isBehind ? BETWEEN_STEPS_MS : EVERY_MS);
    } catch (error) {
      this.#onError(error); // a full disk, as of requests
      this.#schedule(EVERY_MS);
    }
  }
}
