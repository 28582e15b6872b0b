/**
 * Follows a whole journal in a thread of its own. Ten million entries take minutes, and the process that
 * asks may be the daemon, which answers others meanwhile.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { EarlierWitnesses, IntegrityFault } from './integrity.ts';
import { JournalFault } from './journal-file.ts';

export interface FollowRequest extends Pick<EarlierWitnesses, 'mark' | 'warehouse' | 'shipped'> {
  readonly path: string;
}

export interface Followed {
  /** The newest entry of the journal. */
  readonly seq: bigint;
  readonly faults: readonly IntegrityFault[];
  /** "EUR 3 1200": currency, entries and their sum in cents, up to the newest that the warehouse has. */
  readonly sums: readonly string[];
}

export interface Watch {
  readonly signal: AbortSignal;
  /** Told now and then what share of the work is done, from 0 to 1. */
  readonly seen: (share: number) => void;
}

export type FromFollower = Followed | { readonly unusable: string } | { readonly share: number };

/**
 * Compares every entry and balance with the witnesses, which must have been read before. Throws a
 * JournalFault where the journal cannot be read, and the signal's reason where it is aborted.
 */
export async function followJournal(
  request: FollowRequest,
  { signal, seen }: Watch,
): Promise<Followed> {
  signal.throwIfAborted();
  const file = `./follow-thread${extname(import.meta.url)}`;
  const worker = new Worker(new URL(file, import.meta.url), { workerData: request });
  const { promise, resolve, reject } =
    Promise.withResolvers<Exclude<FromFollower, { share: number }>>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  worker.on('message', (message: FromFollower) => {
    if ('share' in message) seen(message.share);
    else resolve(message);
  });
  worker.on('error', reject);
  worker.on('exit', () => reject(new Error('the thread that follows the journal ended early')));
  try {
    const answer = await promise;
    if ('unusable' in answer) throw new JournalFault(answer.unusable);
    return answer;
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.terminate();
  }
}
