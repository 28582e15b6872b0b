/**
 * Reader processes for whoever asks: a spare one waits, each takes one statement at a time, and one whose
 * statement ended well may take the next one of the same source. Nothing of a statement outlives it but that.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { DaemonError, Interrupted } from '../contract/errors.ts';
import type { Parameter } from './parameters.ts';
import { Reader } from './reader.ts';
import { type Answer, Conversation } from './reader-answers.ts';
import type { Source, Task } from './reader-protocol.ts';

export interface PoolOptions {
  /** Files and folders that hold the sources: nothing else of the machine can be read where there is a jail. */
  readonly reach: readonly string[];
  /** A folder that is the pool's alone, where its processes spill; the system's temporary one without it. */
  readonly home?: string;
  /** How many wait for a question. */
  readonly spares: number;
  /** How many stay with their source open when they have answered; as many as `spares` without it. */
  readonly kept?: number;
  /** How many answer at a time; who comes later waits. */
  readonly atOnce: number;
  /** Bytes of memory that each may hold. */
  readonly memory: number;
  /** Bytes that each may spill. */
  readonly spill: number;
}

const DEFAULTS: Omit<PoolOptions, 'reach'> = {
  spares: 1,
  atOnce: 3,
  memory: 1_000_000_000,
  spill: 16_000_000_000,
};

/** Each that waits holds a snapshot, and files of two processes. */
const MOST_WAITING = 300;
/** A process that holds more than this share of what it may hold is not asked again. */
const KEPT_SHARE = 0.5;
/** Past these an answer is no report any more; a question may set its own. */
export const QUESTION_LIMITS = { milliseconds: 600_000, rows: 100_000_000, bytes: 16_000_000_000 };

export interface Question {
  readonly text: string;
  readonly parameters?: readonly Parameter[];
  readonly source: Source;
  readonly as?: Task['as'];
  readonly dialect?: Task['dialect'];
  readonly limits?: Partial<typeof QUESTION_LIMITS>;
  /** Called when it has its place, and is asked. */
  readonly onBegin?: () => void;
}

export class ReaderPool {
  readonly #options: PoolOptions;
  readonly #home: string;
  /** Those that have nothing open yet, started or starting. */
  readonly #spares: Promise<Reader>[] = [];
  /** Those that have a source open and nothing to do. */
  readonly #warm: Reader[] = [];
  readonly #busy = new Map<Conversation, Reader>();
  /** Every process that was started and has not ended: one that is being killed still holds its source's lock. */
  readonly #living = new Set<Reader>();
  readonly #starting = new Set<Promise<Reader>>();
  readonly #waiting: (() => void)[] = [];
  #taken = 0;
  #isClosed = false;

  constructor(options: Partial<PoolOptions> & Pick<PoolOptions, 'reach'>) {
    this.#options = { ...DEFAULTS, ...options };
    this.#home = this.#options.home ?? tmpdir();
    if (this.#options.home !== undefined) {
      // what a killed daemon left behind
      rmSync(this.#home, { recursive: true, force: true });
      mkdirSync(this.#home, { recursive: true, mode: 0o700 });
    }
    this.#refill();
  }

  /**
   * Runs one statement in a process of its own. Resolves when it is known to succeed but for limits, with
   * its columns; its rows come as they are taken. Throws UsageError (SqlError with the position where
   * DuckDB gives one), StoreError where the source cannot be opened, and the reason of the signal.
   */
  async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    const leavePlace = await this.#place(signal);
    const reader = await this.#take(question.source).catch((error: unknown) => {
      leavePlace();
      throw error;
    });
    if (this.#isClosed) {
      leavePlace();
      throw new Interrupted();
    }
    const { text, source, parameters = [], as = 'rows', dialect } = question;
    const { milliseconds, rows, bytes } = { ...QUESTION_LIMITS, ...question.limits };
    const { memory } = this.#options;
    const conversation = new Conversation(reader, { milliseconds, memory });
    this.#busy.set(conversation, reader);
    void conversation.over.then((isGood) => {
      this.#busy.delete(conversation);
      if (isGood) this.#keep(reader);
      else reader.kill();
      leavePlace();
    });
    question.onBegin?.();
    return conversation.ask({ text, source, parameters, as, dialect, rows, bytes }, signal);
  }

  /** How many statements run, and how many wait for a place. */
  get load(): { readonly busy: number; readonly waiting: number } {
    return { busy: this.#busy.size, waiting: this.#waiting.length };
  }

  /** The processes that have been asked and live. */
  get pids(): readonly number[] {
    return [...this.#warm, ...this.#busy.values()].flatMap(({ pid }) => pid ?? []);
  }

  /** Folders of snapshots that a process has open: they must not be removed. */
  get inUse(): readonly string[] {
    const readers = [...this.#warm, ...this.#busy.values()];
    return readers.flatMap(({ source }) => (source && 'snapshot' in source ? source.snapshot : []));
  }

  /** Resolves when the spare ones wait for a question; rejects where none can be started. */
  async ready(): Promise<void> {
    await Promise.all(this.#spares);
  }

  /** Ends all that runs and waits; resolves when every process is gone. */
  async close(reason: Error = new Error('the readers have ended')): Promise<void> {
    this.#isClosed = true;
    for (const go of this.#waiting.splice(0)) go();
    const readers = [...this.#warm, ...this.#busy.values()];
    for (const reader of readers) reader.kill(reason);
    const started = await Promise.allSettled([...this.#spares, ...this.#starting]);
    for (const each of started) if (each.status === 'fulfilled') each.value.kill();
    await Promise.all([...this.#living].map(({ gone }) => gone));
    if (this.#options.home !== undefined) rmSync(this.#home, { recursive: true, force: true });
  }

  /** Waits for a place among those that answer; returns what gives it back. Who waits may leave at once. */
  async #place(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#isClosed) throw new Interrupted();
    if (this.#taken < this.#options.atOnce) this.#taken += 1;
    else await this.#wait(signal);
    if (this.#isClosed) throw new Interrupted();
    return () => {
      const next = this.#waiting.shift();
      // handed over: who came in between would take it besides
      if (next) next();
      else this.#taken -= 1;
    };
  }

  #wait(signal: AbortSignal): Promise<void> {
    if (this.#waiting.length >= MOST_WAITING) {
      throw new DaemonError(
        'daemon-refuses',
        `${MOST_WAITING} questions wait for a reader already`,
        {
          hint: 'ask again when some of them are answered',
        },
      );
    }
    return new Promise((resolve, reject) => {
      const go = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        reject(signal.reason);
      };
      this.#waiting.push(go);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** One that has the source open, or a spare one; those of an older snapshot have had their time. */
  async #take(source: Source): Promise<Reader> {
    const isSame = (reader: Reader) => JSON.stringify(reader.source) === JSON.stringify(source);
    const warm = this.#warm.splice(0).filter(({ isGone }) => !isGone);
    const reader = warm.find(isSame);
    for (const other of warm) {
      if (other === reader) continue;
      if (isSame(other)) this.#warm.push(other);
      else other.kill();
    }
    if (reader) return reader;
    const spare = this.#spares.shift() ?? this.#start();
    this.#refill();
    const taken = await spare;
    return taken.isGone ? this.#start() : taken;
  }

  #keep(reader: Reader): void {
    const { spares, kept = spares, memory } = this.#options;
    const isFat = reader.resident > memory * KEPT_SHARE;
    if (this.#isClosed || isFat || this.#warm.length >= kept) reader.kill();
    else this.#warm.push(reader);
  }

  #refill(): void {
    while (!this.#isClosed && this.#spares.length < this.#options.spares) {
      const spare = this.#start();
      // whoever takes it hears of it
      spare.catch(() => {});
      this.#spares.push(spare);
    }
  }

  #start(): Promise<Reader> {
    const starting = this.#launch();
    this.#starting.add(starting);
    const forget = () => this.#starting.delete(starting);
    starting.then(forget, forget);
    return starting;
  }

  async #launch(): Promise<Reader> {
    const { memory, spill, reach } = this.#options;
    const threads = Math.max(1, availableParallelism());
    const reader = await Reader.start(this.#home, { memory, spill, threads, reach });
    this.#living.add(reader);
    void reader.gone.then(() => this.#living.delete(reader));
    return reader;
  }
}
