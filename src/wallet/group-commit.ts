/**
 * Group commit: what arrives together is judged in order, written in one transaction, and answered only
 * when journal and mark are on disk. Nobody waits for company: alone, a request commits at once. While every
 * turn of the event loop brings more, a few turns (microseconds each) are waited for: with 64 connections batches
 * are of 64 and no longer of 32, a fifth more requests a second at the same p99 (docs/performance.md).
 */
import type { Journal } from './journal.ts';
import { JournalDamage } from './journal-file.ts';
import type { Mark } from './mark.ts';

/** A turn that brings nothing ends the wait; requests that never cease end it here. */
const MOST_TURNS = 4;

interface Job {
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export class GroupCommit {
  readonly #journal: Journal;
  readonly #mark: Mark;
  readonly #onDamage: (damage: JournalDamage) => void;
  #waiting: Job[] = [];
  #unanswered = 0;
  #idle: (() => void)[] = [];

  /** `onDamage` hears it before those whose work met the damage do. */
  constructor(journal: Journal, mark: Mark, onDamage: (damage: JournalDamage) => void) {
    this.#journal = journal;
    this.#mark = mark;
    this.#onDamage = onDamage;
  }

  /**
   * Runs `work` in the next transaction; resolves with its result once that is durable. What it throws
   * undoes it alone and rejects.
   */
  submit<T>(work: () => T): Promise<T> {
    this.#unanswered += 1;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as Job['resolve'], reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#gather(0, 0));
    }).finally(() => {
      this.#unanswered -= 1;
      if (this.#unanswered === 0) for (const done of this.#idle.splice(0)) done();
    });
  }

  /** Resolves when everything submitted so far is answered. */
  async settled(): Promise<void> {
    if (this.#unanswered > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Commits as soon as a turn of the event loop has brought nothing new. */
  #gather(before: number, turns: number): void {
    const now = this.#waiting.length;
    if (now > before && turns < MOST_TURNS) setImmediate(() => this.#gather(now, turns + 1));
    else this.#commit();
  }

  #commit(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      this.#commitTogether(batch);
    } catch (error) {
      // One of them broke the transaction: each for itself, so that only that one fails.
      if (error instanceof JournalDamage) this.#rejectAll(batch, error);
      else if (batch.length === 1) batch[0]?.reject(error);
      else for (const job of batch) this.#commitAlone(job);
    }
  }

  #commitAlone(job: Job): void {
    try {
      this.#commitTogether([job]);
    } catch (error) {
      if (error instanceof JournalDamage) this.#rejectAll([job], error);
      else job.reject(error);
    }
  }

  /** Nothing of them was committed, and nothing more may be. */
  #rejectAll(batch: readonly Job[], damage: JournalDamage): void {
    this.#onDamage(damage);
    for (const { reject } of batch) reject(damage);
  }

  #commitTogether(batch: readonly Job[]): void {
    const results = this.#journal.atomically(() => batch.map(({ work }) => work()));
    this.#mark.advance(this.#journal.end);
    for (const [i, { resolve }] of batch.entries()) resolve(results[i]);
  }
}
