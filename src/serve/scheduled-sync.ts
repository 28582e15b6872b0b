/** What a schedule's fire does: pulls what is due of one stream of one account. */

import { planSync } from '../cli/commands/sync.ts';
import { alone, type Session } from '../cli/session/session.ts';
import { counted, type Terminal } from '../cli/session/terminal.ts';
import { GgrError } from '../contract/errors.ts';
import type { AccountStream } from '../contract/stream.ts';
import type { JobOutcome } from '../sync/job-state.ts';
import { pull } from '../sync/pull.ts';
import type { Log } from './log.ts';

const MOST_NOTES_KEPT = 1000;

/** Pulls the stream up to now; returns what went wrong at the vendor, or nothing. */
export async function pullDue(each: AccountStream, session: Session): Promise<string | undefined> {
  return alone(session, 'sync', [each], async (warehouse, net) => {
    const job = await planSync(each, warehouse, session);
    if (job.windows?.length === 0) return undefined;
    const name = `${each.account.name} ${each.stream.name}, scheduled`;
    const report = await pull(
      [job],
      { name: 'sync', arguments: name },
      { ...session, warehouse, net },
    );
    return report.outcomes.map(faultOf).find((fault) => fault !== undefined);
  });
}

function faultOf({ stopped, failures, untried }: JobOutcome): string | undefined {
  const error = stopped ?? failures.at(-1)?.error;
  if (error === undefined) return undefined;
  const left = failures.length + untried;
  const text =
    error instanceof GgrError && error.hint ? `${error.message}; ${error.hint}` : error.message;
  return stopped ? text : `${counted(left, 'window')} failed and due again; last: ${text}`;
}

/** Where scheduled jobs write: the log, and what they say at every fire only once. */
export function logTerminal(log: Log): Terminal {
  const said = new Set<string>();
  return {
    out: () => {},
    note: (text) => {
      if (said.has(text)) return;
      if (said.size >= MOST_NOTES_KEPT) said.clear();
      said.add(text);
      log.info(text);
    },
    isWatched: false,
  };
}
