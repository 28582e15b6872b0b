/**
 * Somebody's statement, in a process of its own that can be killed: over a snapshot as fresh as it is wanted where
 * a daemon has the store, and over the store itself where nobody has it.
 */
import { resolve } from 'node:path';
import type { Answer } from '../../read/reader-answers.ts';
import { type Question, ReaderPool } from '../../read/reader-pool.ts';
import { holdFresh } from '../../serve/hold-snapshot.ts';
import { askHolder } from '../../serve/holder.ts';
import type { Session } from '../../serve/session.ts';
import { isHeld, refusedBy } from './daemon-client.ts';

export interface Asked extends Omit<Question, 'source'> {
  /** How old the data of a snapshot may be; 0: everything that was committed before the question. */
  readonly maxAgeMs: number;
}

type Use = (answer: Answer) => Promise<void>;

/** Asks, and ends the process after `use`. Throws as the pool does, and DaemonError where a daemon gives no snapshot. */
export async function withAnswer(
  session: Session,
  { maxAgeMs, ...question }: Asked,
  use: Use,
): Promise<void> {
  const { config, signal } = session;
  const { daemon, doubt } = await askHolder(config);
  if (daemon) {
    const { folder, release } = await holdFresh(daemon, config, { maxAgeMs, signal });
    const source = { snapshot: resolve(folder) };
    const reach = [resolve(config.publishDir)];
    return askAlone(session, { question: { ...question, source }, reach }, use).finally(release);
  }
  // the process works in another folder
  const store = resolve(config.warehouse);
  const reach = [store, `${store}.wal`, `${store}.lock`];
  try {
    await askAlone(session, { question: { ...question, source: { store } }, reach }, use);
  } catch (error) {
    throw doubt && isHeld(error) ? refusedBy(error, doubt) : error;
  }
}

interface Alone {
  readonly question: Question;
  readonly reach: readonly string[];
}

async function askAlone(
  { config, signal }: Session,
  { question, reach }: Alone,
  use: Use,
): Promise<void> {
  const pool = new ReaderPool({ spares: 0, atOnce: 1, memory: config.readerMemory, reach });
  try {
    const answer = await pool.ask(question, signal);
    await use(answer);
    answer.close();
  } finally {
    await pool.close();
  }
}
