/**
 * Follows the older part of the chain while the wallet serves, a little at a time: a start looks at the
 * newest entries only, so that it is over in a second however long the journal is.
 */
import { CHAIN_START, type ChainPoint } from './entries.ts';
import { followSome, type IntegrityFault } from './integrity.ts';
import { Journal } from './journal.ts';

/** About 4 ms of work every 100 ms: 10 M entries in half an hour, and nobody waits for it. */
const ENTRIES = 500;
const EVERY_MS = 100;

export class Patrol {
  readonly #journal: Journal;
  readonly #until: bigint;
  readonly #onFault: (fault: IntegrityFault) => void;
  #point: ChainPoint = CHAIN_START;
  #timer: NodeJS.Timeout | undefined;

  /** Goes once from the first entry to the newest of now; `onFault` hears of the first that is wrong. */
  constructor(journalPath: string, onFault: (fault: IntegrityFault) => void) {
    this.#journal = Journal.openReadOnly(journalPath);
    this.#until = this.#journal.end.seq;
    this.#onFault = onFault;
    this.#timer = setTimeout(() => this.#step(), EVERY_MS);
  }

  stop(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#journal.close();
  }

  #step(): void {
    const next = followSome(this.#journal, this.#point, ENTRIES);
    const isFault = 'code' in next;
    if (!isFault && next.seq < this.#until) {
      this.#point = next;
      this.#timer = setTimeout(() => this.#step(), EVERY_MS);
      return;
    }
    this.stop();
    if (isFault) this.#onFault(next);
  }
}
