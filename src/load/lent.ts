/** Connections that are out with somebody: as long as one is, DuckDB does not let go of the file. */
import type { Database } from './database.ts';

export class Lent {
  readonly #out = new Set<Database>();
  readonly #waiting: (() => void)[] = [];

  take(db: Database): Database {
    this.#out.add(db);
    return db;
  }

  giveBack(db: Database): void {
    this.#out.delete(db);
    if (this.#out.size === 0) for (const tell of this.#waiting.splice(0)) tell();
  }

  /** Ends what runs on them now. */
  interrupt(): void {
    for (const { connection } of this.#out) connection.interrupt();
  }

  /** Resolves when all are back. */
  allBack(): Promise<void> {
    if (this.#out.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
