/**
 * How the daemon asks an operator's own checks: over a snapshot that has what was committed before, in a reader process.
 * One that never ends costs the pulls a minute, once.
 */
import { resolve } from 'node:path';
import PQueue from 'p-queue';
import type { Config } from '../config/config.ts';
import type { UsageError } from '../contract/errors.ts';
import { AFTER_RUN_MS, type AskOwn, askOwn } from '../read/own-checks.ts';
import { QueryEnded } from '../read/query-ended.ts';
import type { HeldSnapshot } from './hold-snapshot.ts';

export interface OwnChecks {
  /** Over everything: `ggr check`, and the night. */
  readonly whole: AskOwn;
  /** After a pull, one pull at a time; a check that was ended there is asked again when its file has changed. */
  readonly touched: AskOwn;
}

/** A snapshot with everything that was committed before the call. */
export type HoldNow = (signal: AbortSignal) => Promise<HeldSnapshot>;

const noSnapshots: HoldNow = async () => {
  throw new Error('this daemon makes no snapshots');
};

export function makeOwnChecks(
  { publishDir, readerMemory: memory }: Pick<Config, 'publishDir' | 'readerMemory'>,
  hold: HoldNow = noSnapshots,
): OwnChecks {
  const ask = async (...[checks, signal, milliseconds]: [...Parameters<AskOwn>, number?]) => {
    const { folder: snapshot, release } = await hold(signal);
    const place = { source: { snapshot }, reach: [resolve(publishDir)], memory };
    const limited = { ...place, ...(milliseconds !== undefined && { milliseconds }) };
    return askOwn(checks, limited, signal).finally(release);
  };
  const queue = new PQueue({ concurrency: 1 });
  const ended = new Map<string, string>();
  const touched: AskOwn = (checks, signal) =>
    queue.add(async () => {
      signal.throwIfAborted();
      const asked = checks.filter(({ name, written }) => ended.get(name) !== written);
      if (asked.length === 0) return [];
      const answers = await ask(asked, signal, AFTER_RUN_MS);
      return answers.map((answer) => {
        const { check, found } = answer;
        if (!(found instanceof QueryEnded)) return answer;
        ended.set(check.name, check.written ?? check.text);
        return { check, found: notAgain(found) };
      });
    });
  return { whole: (checks, signal) => ask(checks, signal), touched };
}

function notAgain(error: QueryEnded): UsageError {
  return new QueryEnded(
    `${error.message}; it is not asked after pulls any more until its file changes`,
    { cause: error, hint: error.hint },
  );
}
