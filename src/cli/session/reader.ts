/**
 * Somebody's statement, in a process of its own that can be killed: over a snapshot as fresh as it is wanted where
 * a daemon has the store, over the store itself where nobody has it, and over the last snapshot where a command has it.
 */
import { resolve } from 'node:path';
import { DaemonError, type StoreError } from '../../contract/errors.ts';
import type { EpochMs } from '../../contract/window.ts';
import { takeLease } from '../../read/publish/leases.ts';
import { readManifest } from '../../read/publish/manifest.ts';
import type { Answer } from '../../read/reader-answers.ts';
import { type Question, ReaderPool } from '../../read/reader-pool.ts';
import { holdFresh } from '../../serve/hold-snapshot.ts';
import { askHolder } from '../../serve/holder.ts';
import type { Session } from '../../serve/session.ts';
import { iso } from '../../transform/time.ts';
import { isHeld, refusedBy } from './daemon-client.ts';
import { storeSource } from './store-source.ts';

export interface Asked extends Omit<Question, 'source'> {
  /** How old the data may be; without it everything that was committed before the question, as far as can be. */
  readonly maxAgeMs: number | undefined;
}

type Use = (answer: Answer) => Promise<void>;

/** Asks, and ends the process after `use`. Throws as the pool does, and DaemonError where nobody gives a snapshot. */
export async function withAnswer(
  session: Session,
  { maxAgeMs, ...question }: Asked,
  use: Use,
): Promise<void> {
  const { config, signal } = session;
  const { daemon, doubt } = await askHolder(config);
  if (daemon) {
    const held = await holdFresh(daemon, config, { maxAgeMs: maxAgeMs ?? 0, signal });
    return askSnapshot(session, { question, ...held }, use);
  }
  const { source, reach } = storeSource(config);
  try {
    await askAlone(session, { question: { ...question, source }, reach }, use);
  } catch (error) {
    if (!isHeld(error)) throw error;
    if (doubt) throw refusedBy(error, doubt);
    await askSnapshot(session, { question, ...holdLast(session, error, maxAgeMs) }, use);
  }
}

/**
 * The last snapshot, as a command that pulls has the store and publishes nothing before its end. Throws DaemonError
 * where there is none, or none as fresh as was asked for.
 */
function holdLast(session: Session, cause: StoreError, maxAgeMs: number | undefined) {
  const { config, terminal, now } = session;
  const lease = takeLease(config.publishDir);
  const manifest = lease && readManifest(lease.folder);
  if (!lease || !manifest) {
    throw new DaemonError('snapshot-missing', `${cause.message}, and there is no snapshot yet`, {
      hint: 'a pull leaves one at its end: ask again then; `ggr serve` keeps one fresh all the time',
      cause,
    });
  }
  const asOf = Date.parse(manifest.as_of);
  const age = now() - asOf;
  if (maxAgeMs !== undefined && age > maxAgeMs) {
    lease.release();
    throw new DaemonError(
      'snapshot-missing',
      `${cause.message}, and the last snapshot is ${ageOf(asOf, now())}`,
      { hint: 'ask with a larger --max-age, or without one for the last there is', cause },
    );
  }
  terminal.note(`${cause.message}: this is the last snapshot, ${ageOf(asOf, now())}`);
  return lease;
}

function ageOf(asOf: EpochMs, now: EpochMs): string {
  const minutes = Math.floor((now - asOf) / 60_000);
  const age = minutes < 1 ? 'less than a minute' : `${minutes} min`;
  return `as of ${iso(asOf)}, ${age} old`;
}

interface InSnapshot {
  readonly question: Omit<Question, 'source'>;
  readonly folder: string;
  readonly release: () => void;
}

async function askSnapshot(
  session: Session,
  { question, folder, release }: InSnapshot,
  use: Use,
): Promise<void> {
  const source = { snapshot: resolve(folder) };
  const reach = [resolve(session.config.publishDir)];
  await askAlone(session, { question: { ...question, source }, reach }, use).finally(release);
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
