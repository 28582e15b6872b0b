/** A statement where no daemon runs: in a process of its own, which opens the store to read and nothing else. */
import { resolve } from 'node:path';
import type { Answer } from '../../read/reader-answers.ts';
import { type Question, ReaderPool } from '../../read/reader-pool.ts';
import type { Session } from '../../serve/session.ts';

/** Asks, and ends the process after `use`. Throws as the pool does. */
export async function withAnswer(
  { config, signal }: Session,
  question: Omit<Question, 'source'>,
  use: (answer: Answer) => Promise<void>,
): Promise<void> {
  // the process works in another folder
  const store = resolve(config.warehouse);
  const reach = [store, `${store}.wal`, `${store}.lock`];
  const pool = new ReaderPool({ spares: 0, atOnce: 1, memory: config.readerMemory, reach });
  try {
    const source = { store };
    const answer = await pool.ask({ ...question, source }, signal);
    await use(answer);
    answer.close();
  } finally {
    await pool.close();
  }
}
