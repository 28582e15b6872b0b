/** A statement with its values, on its way: opened when its columns or rows are first asked for. */
import type { JsonValue } from '../values.ts';
import { WireError } from './errors.ts';
import type { Outbox } from './outbox.ts';
import { type Formats, type Source, writeRow } from './rows.ts';

/** Pieces of an answer (256 KB each) that wait for a client that fetches a few rows at a time. */
const MOST_WAITING = 32;
/** So long the rest of a larger result is kept for it. */
const IDLE_MS = 60_000;

/** Opens it; what it opened ends with the signal. */
export type Opening = (signal: AbortSignal) => Promise<Source>;

export interface Sent {
  readonly count: number;
  readonly isDone: boolean;
}

export class Portal {
  readonly formats: Formats;
  readonly #opening: Opening;
  readonly #without: AbortSignal;
  readonly #end = new AbortController();
  readonly #signal: AbortSignal;
  #source: Promise<Source> | undefined;
  #left: readonly JsonValue[][] = [];
  #isDone = false;
  #ahead: Promise<void> | undefined;
  /** Whether the client asks for more: nothing is taken ahead of it then. */
  #isWanted = false;
  #timer: NodeJS.Timeout | undefined;

  /** `signal` ends it from without: its client has left, or the daemon stops. */
  constructor(opening: Opening, formats: Formats, signal: AbortSignal) {
    this.#opening = opening;
    this.formats = formats;
    this.#without = signal;
    this.#signal = AbortSignal.any([signal, this.#end.signal]);
  }

  /** The same statement with the same values, not opened yet: what declares a cursor ends before it. */
  again(): Portal {
    return new Portal(this.#opening, [], this.#without);
  }

  get source(): Promise<Source> {
    this.#source ??= this.#open();
    return this.#source;
  }

  /** A client that reads nothing is not waited for longer than its statement may run. */
  async #open(): Promise<Source> {
    const source = await this.#opening(this.#signal);
    const { stopped } = source;
    const end = () => this.cancel(stopped?.reason);
    if (stopped?.aborted) end();
    else stopped?.addEventListener('abort', end, { once: true });
    return source;
  }

  /** Sends rows, `most` of them (0: all), in its own formats or those of a fetch. Rejects with the signal's reason. */
  async send(outbox: Outbox, most: number, formats = this.formats): Promise<Sent> {
    const { columns } = await this.source;
    const shape = { columns, formats };
    return this.each(most, (row) => {
      writeRow(outbox, row, shape);
      return outbox.settle(this.#signal);
    });
  }

  /** Takes rows, `most` of them (0: all), one after the other. */
  async each(
    most: number,
    take: (row: readonly JsonValue[]) => Promise<void> | undefined,
  ): Promise<Sent> {
    await this.#stopAhead();
    this.#signal.throwIfAborted();
    const { batches } = await this.source;
    for (let count = 0; ; ) {
      const end = most > 0 ? Math.min(this.#left.length, most - count) : this.#left.length;
      for (let i = 0; i < end; i += 1) {
        const full = take(this.#left[i] ?? []);
        if (full) await full;
      }
      count += end;
      this.#left = this.#left.slice(end);
      if (most > 0 && count >= most) {
        this.#goAhead();
        return { count, isDone: false };
      }
      if (this.#isDone) return { count, isDone: true };
      const next = await batches.next();
      if (next.done) this.#isDone = true;
      else this.#left = next.value;
    }
  }

  /**
   * Takes what follows before it is asked for, as far as it may wait here: a client that fetches a few rows and
   * thinks would keep a reader from everybody else. What is more than that ends if nobody fetches it in time.
   */
  #goAhead(): void {
    if (this.#isDone) return;
    this.#isWanted = false;
    this.#ahead = this.#takeAhead();
    // whoever asks for the next row is told
    this.#ahead.catch(() => {});
  }

  async #takeAhead(): Promise<void> {
    const { batches, close } = await this.source;
    for (let pieces = 0; pieces < MOST_WAITING && !this.#isWanted; pieces += 1) {
      const next = await batches.next();
      if (next.done) {
        this.#isDone = true;
        return close();
      }
      this.#left = [...this.#left, ...next.value];
    }
    if (!this.#isWanted) this.#timer = setTimeout(() => this.cancel(tooLate()), IDLE_MS).unref();
  }

  async #stopAhead(): Promise<void> {
    this.#isWanted = true;
    await this.#ahead;
    this.#ahead = undefined;
    clearTimeout(this.#timer);
  }

  cancel(reason: Error): void {
    this.#end.abort(reason);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#source?.then(
      ({ close }) => close(),
      () => {},
    );
  }
}

function tooLate(): WireError {
  return new WireError('57014', `the rest was not fetched within ${IDLE_MS / 1000} seconds`, {
    hint: 'ask again; a smaller result, or a larger fetch size, waits for nobody',
  });
}
