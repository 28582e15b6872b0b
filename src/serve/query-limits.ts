/** Other people's SQL in the daemon: few at a time, none for ever, so that loading goes on beside it. */
import PQueue from 'p-queue';
import { UsageError } from '../contract/errors.ts';
import type { Session } from './session.ts';

/** Each may take DuckDB's whole memory limit before it spills. */
const AT_A_TIME = 3;
/** A transaction that stays open keeps the write-ahead log from being emptied. */
const LONGEST_MS = 10 * 60_000;

export interface QueryLimits {
  readonly limited: <T>(session: Session, work: (session: Session) => Promise<T>) => Promise<T>;
  /** How many run now. */
  readonly running: () => number;
  /** Ends what runs and what waits; resolves when nothing does. */
  readonly stop: (reason: Error) => Promise<void>;
}

export function makeQueryLimits(longestMs = LONGEST_MS): QueryLimits {
  const queue = new PQueue({ concurrency: AT_A_TIME });
  const stopping = new AbortController();
  const limited = async <T>(session: Session, work: (mine: Session) => Promise<T>): Promise<T> => {
    const outer = AbortSignal.any([session.signal, stopping.signal]);
    // Who waits may leave at once. Who runs keeps the place until DuckDB has let go of the connection.
    const left = Promise.withResolvers<never>();
    const leave = () => left.reject(outer.reason);
    outer.throwIfAborted();
    outer.addEventListener('abort', leave, { once: true });
    const run = queue.add(async () => {
      outer.removeEventListener('abort', leave);
      outer.throwIfAborted();
      return timed({ ...session, signal: outer }, longestMs, work);
    });
    return Promise.race([run, left.promise]);
  };
  return {
    limited,
    running: () => queue.pending,
    stop: async (reason) => {
      stopping.abort(reason);
      await queue.onIdle();
    },
  };
}

async function timed<T>(
  session: Session,
  longestMs: number,
  work: (mine: Session) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    const minutes = Math.round(longestMs / 60_000);
    late.abort(
      new UsageError(`the query was ended: it ran longer than ${minutes} minutes`, {
        hint: 'ask for less at a time, or stop the daemon and query the file',
      }),
    );
  }, longestMs);
  try {
    return await work({ ...session, signal: AbortSignal.any([session.signal, late.signal]) });
  } finally {
    clearTimeout(timer);
  }
}
