/** One question to one reader: its limits watched over, its answer passed on, its end seen to. */

import { join } from 'node:path';
import { UsageError } from '../contract/errors.ts';
import { QueryEnded } from './query-ended.ts';
import type { Reader } from './reader.ts';
import {
  errorOf,
  type Facts,
  type FromReader,
  PARQUET_FILE,
  type Task,
} from './reader-protocol.ts';
import type { Rows } from './result.ts';
import { isBroken } from './sql-error.ts';
import type { JsonValue } from './values.ts';

export interface Answer extends Rows {
  readonly facts: Facts;
  /** Types of its parameters, where the columns alone were asked for. */
  readonly wanted?: readonly string[];
  /** Once; whoever leaves it before its end ends the query. */
  readonly batches: () => AsyncGenerator<JsonValue[][]>;
  /** The Parquet file, if one was asked for; it goes with `close`. */
  readonly file: string;
  /** Aborted when it is ended before its end: whoever waits to send more of it waits no longer. */
  readonly stopped: AbortSignal;
  /** Ends what is still under way; always called in the end, and harmless after it. */
  readonly close: () => void;
}

export interface Limits {
  readonly milliseconds: number;
  /** Bytes of resident memory. */
  readonly memory: number;
}

const LOOK_MS = 100;
/** So long DuckDB has to let go after an interrupt. */
const LET_GO_MS = 1000;

export class Conversation {
  /** Whether the process may be asked again, once this is over. */
  readonly over: Promise<boolean>;
  readonly #reader: Reader;
  readonly #limits: Limits;
  readonly #settle: (isGood: boolean) => void;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #stopped = new AbortController();
  #look: NodeJS.Timeout | undefined;
  #reason: Error | undefined;
  #isOver = false;
  #isFile = false;
  #receiving = 0;
  /** Whoever stopped it passes over the rest of it. */
  #draining: Promise<unknown> | undefined;
  #unlisten = () => {};

  constructor(reader: Reader, limits: Limits) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.over = promise;
    this.#settle = resolve;
    this.#reader = reader;
    this.#limits = limits;
  }

  /** Asks, and resolves with the head of the answer. Throws UsageError, and the signal's reason. */
  async ask(task: Task, signal: AbortSignal): Promise<Answer> {
    const leave = () => this.stop(asError(signal.reason));
    signal.addEventListener('abort', leave, { once: true });
    this.#unlisten = () => signal.removeEventListener('abort', leave);
    this.#isFile = task.as === 'parquet';
    this.#watch();
    this.#reader.ask(task);
    // listening before it may be stopped: who stops listens where nobody does
    const first = this.#next();
    if (signal.aborted) leave();
    const head = await first;
    if (!('columns' in head)) {
      this.#end(false);
      throw new Error('a reader answered without columns');
    }
    if (task.as === 'parquet') await this.#next();
    return {
      ...head.columns,
      batches: () => this.#batches(),
      file: join(this.#reader.folder, PARQUET_FILE),
      stopped: this.#stopped.signal,
      close: () => {
        this.stop(new UsageError('the answer was left before its end'));
        if (this.#isOver) this.#end(true);
      },
    };
  }

  /** Interrupts; kills where that ends nothing. Whoever waits for the answer gets `reason`. */
  stop(reason: Error): void {
    if (this.#isOver || this.#reason) return;
    this.#reason = reason;
    this.#stopped.abort(reason);
    this.#reader.interrupt();
    this.#timers.push(setTimeout(() => this.#reader.kill(reason), LET_GO_MS));
    // nobody may be listening any more, and the process waits until it is listened to
    if (this.#receiving === 0) this.#draining = this.#next().catch(() => {});
  }

  async *#batches(): AsyncGenerator<JsonValue[][]> {
    try {
      for (;;) {
        const message = await this.#next();
        if ('end' in message) return;
        if ('rows' in message) yield message.rows;
      }
    } finally {
      this.stop(new UsageError('the answer was left before its end'));
    }
  }

  /** The next message; what comes after a stop is passed over until the process has let go. */
  async #next(): Promise<Exclude<FromReader, { readonly error: unknown }>> {
    // two who listen would take the first message of the next question
    if (this.#draining) {
      await this.#draining;
      throw this.#reason ?? new Error('the answer is over');
    }
    this.#receiving += 1;
    try {
      for (;;) {
        if (this.#isOver) throw this.#reason ?? new Error('the answer is over');
        const message = await this.#reader.receive();
        if (message === undefined) {
          const why = this.#reason ?? (await this.#reader.whyGone());
          this.#end(false);
          throw why;
        }
        if ('error' in message) {
          const { name, kind } = message.error;
          this.#end(name !== 'Error' && !isBroken(kind));
          throw this.#reason ?? errorOf(message.error);
        }
        // a file stays until it is closed: the next question would write over it
        if ('end' in message) this.#end(this.#isFile ? undefined : true);
        if (!this.#reason) return message;
      }
    } finally {
      this.#receiving -= 1;
    }
  }

  #watch(): void {
    const { milliseconds, memory } = this.#limits;
    // a client that has ended is not kept for it
    this.#timers.push(setTimeout(() => this.#late(late(milliseconds)), milliseconds).unref());
    this.#look = setInterval(() => {
      if (this.#reader.resident <= memory) return;
      // what was allocated stays with the process, interrupted or not
      this.#reader.kill(large(memory));
      this.#stopped.abort(large(memory));
    }, LOOK_MS);
  }

  /** A file that is whole has its time, too: whoever does not take it would keep the process for ever. */
  #late(reason: Error): void {
    if (this.#isOver) this.#stopped.abort(reason);
    else this.stop(reason);
  }

  /** Settles it, too, where `isGood` is known: a file has its time until it is closed. */
  #end(isGood: boolean | undefined): void {
    this.#isOver = true;
    clearInterval(this.#look);
    this.#unlisten();
    if (isGood === undefined) return;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#settle(isGood);
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function late(milliseconds: number): QueryEnded {
  const seconds = milliseconds / 1000;
  const long = seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
  return new QueryEnded(`the query was ended: it ran longer than ${long}`, {
    hint: 'ask for less at a time',
  });
}

function large(memory: number): QueryEnded {
  const mib = Math.round(memory / 1024 / 1024);
  return new QueryEnded(`the query was ended: it took more than ${mib} MiB (GGR_READER_MEMORY)`, {
    hint: 'ask for less at a time, or raise GGR_READER_MEMORY',
  });
}
