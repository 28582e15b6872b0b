/** A statement with its values, on its way: opened when its columns or rows are first asked for. */
import type { JsonValue } from '../values.ts';
import type { Outbox } from './outbox.ts';
import { type Formats, type Source, writeRow } from './rows.ts';

/** Opens it; what it opened ends with the signal. */
export type Opening = (signal: AbortSignal) => Promise<Source>;

export interface Sent {
  readonly count: number;
  readonly isDone: boolean;
}

export class Portal {
  readonly formats: Formats;
  readonly #opening: Opening;
  readonly #end = new AbortController();
  readonly #signal: AbortSignal;
  #source: Promise<Source> | undefined;
  #left: readonly JsonValue[][] = [];
  #isDone = false;

  /** `signal` ends it from without: its client has left, or the daemon stops. */
  constructor(opening: Opening, formats: Formats, signal: AbortSignal) {
    this.#opening = opening;
    this.formats = formats;
    this.#signal = AbortSignal.any([signal, this.#end.signal]);
  }

  get source(): Promise<Source> {
    this.#source ??= this.#opening(this.#signal);
    return this.#source;
  }

  /** Sends rows, `most` of them (0: all). Rejects with the signal's reason. */
  async send(outbox: Outbox, most: number): Promise<Sent> {
    const { columns } = await this.source;
    const shape = { columns, formats: this.formats };
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
    const { batches } = await this.source;
    for (let count = 0; ; ) {
      const end = most > 0 ? Math.min(this.#left.length, most - count) : this.#left.length;
      for (let i = 0; i < end; i += 1) {
        const full = take(this.#left[i] ?? []);
        if (full) await full;
      }
      count += end;
      this.#left = this.#left.slice(end);
      if (most > 0 && count >= most) return { count, isDone: false };
      if (this.#isDone) return { count, isDone: true };
      const next = await batches.next();
      if (next.done) this.#isDone = true;
      else this.#left = next.value;
    }
  }

  cancel(reason: Error): void {
    this.#end.abort(reason);
  }

  close(): void {
    this.#source?.then(
      ({ close }) => close(),
      () => {},
    );
  }
}
