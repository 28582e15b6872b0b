/** What the daemon does every night besides: every check over the whole store, and what it finds into the log. */

import { runChecks } from '../read/run-checks.ts';
import type { Cron } from '../schedules/cron.ts';
import { lendToRead } from './lend.ts';
import type { Log } from './log.ts';
import type { Host, Session } from './session.ts';

/** In UTC, an hour after the totals were compared. */
const NIGHTLY = '15 4 * * *';

interface Checks {
  readonly session: Pick<Session, 'config' | 'catalogue' | 'now' | 'user'>;
  readonly host: Host;
  readonly log: Log;
  readonly cron: Cron;
}

/** Starts the timer; the one night's checks that run when it is stopped are ended. */
export function startNightlyChecks({ session, host, log, cron }: Checks): {
  readonly stop: () => Promise<void>;
} {
  const controller = new AbortController();
  let running: Promise<void> | undefined;
  const timer = cron(NIGHTLY, () => {
    running ??= checkAll({ session, host, log }, controller.signal).finally(() => {
      running = undefined;
    });
  });
  return {
    stop: async () => {
      timer.stop();
      controller.abort();
      await running;
    },
  };
}

async function checkAll(
  { session, host, log }: Omit<Checks, 'cron'>,
  signal: AbortSignal,
): Promise<void> {
  try {
    const warehouse = await lendToRead(host, signal);
    const checking = { ...session, now: session.now(), signal };
    const checked = await runChecks(warehouse.db, checking).finally(() => warehouse.close());
    const offending = checked.filter((each) => each.offending > 0);
    for (const { name, finds, offending: rows, isWarning } of offending) {
      log[isWarning ? 'info' : 'warn']({ check: name, rows, finds }, 'rows that cannot be right');
    }
    log.info({ checks: checked.length, finding: offending.length }, 'checked the store');
  } catch (error) {
    if (signal.aborted) return;
    log.warn({ error: error instanceof Error ? error.message : String(error) }, 'not checked');
  }
}
