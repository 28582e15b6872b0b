/** What the daemon does every night besides: every check over the whole store, and what it finds into the log. */

import { runChecks, runOwnChecks } from '../read/run-checks.ts';
import type { Cron } from '../schedules/cron.ts';
import { JobClock, type JobTimes } from './job-times.ts';
import { lendToRead } from './lend.ts';
import type { Log } from './log.ts';
import type { Pings } from './pings.ts';
import type { Host, Session } from './session.ts';

/** In UTC, an hour after the totals were compared. */
export const CHECKED_AT = '15 4 * * *';

interface Checks {
  readonly session: Pick<Session, 'config' | 'catalogue' | 'now' | 'user'>;
  readonly host: Host;
  readonly log: Log;
  readonly cron: Cron;
  readonly pings: Pings;
}

export interface NightlyChecks {
  readonly times: () => JobTimes;
  readonly stop: () => Promise<void>;
}

/** Starts the timer; the one night's checks that run when it is stopped are ended. */
export function startNightlyChecks({ session, host, log, cron, pings }: Checks): NightlyChecks {
  const controller = new AbortController();
  const times = new JobClock(CHECKED_AT, session.now);
  let running: Promise<void> | undefined;
  const check = async () => {
    times.begin();
    pings.begin('check');
    const error = await checkAll({ session, host, log }, controller.signal);
    if (controller.signal.aborted) return;
    times.end(error);
    pings.end('check', 'the store', error);
  };
  const timer = cron(CHECKED_AT, () => {
    running ??= check().finally(() => {
      running = undefined;
    });
  });
  return {
    times: () => times.describe(timer),
    stop: async () => {
      timer.stop();
      controller.abort();
      await running;
    },
  };
}

async function checkAll(
  { session, host, log }: Pick<Checks, 'session' | 'host' | 'log'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  // of the night alone: listeners would pile up on one that lives as long as the daemon
  const night = new AbortController();
  const end = () => night.abort(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  try {
    const warehouse = await lendToRead(host, night.signal);
    const askOwn = host.ownChecks.whole;
    const checking = { ...session, now: session.now(), signal, askOwn };
    const house = await runChecks(warehouse.db, checking).finally(() => warehouse.close());
    const own = await runOwnChecks(checking);
    const checked = [...house, ...own.checked];
    const offending = checked.filter((each) => each.offending > 0);
    for (const { name, finds, offending: rows, isWarning } of offending) {
      log[isWarning ? 'info' : 'warn']({ check: name, rows, finds }, 'rows that cannot be right');
    }
    for (const { message } of own.faults) log.warn({ error: message }, 'not checked');
    log.info({ checks: checked.length, finding: offending.length }, 'checked the store');
    const wrong = offending.filter(({ isWarning }) => !isWarning).map(({ name }) => name);
    const says = wrong.length === 0 ? [] : [`rows that cannot be right: ${wrong.join(', ')}`];
    const troubles = [...says, ...own.faults.map(({ message }) => message)];
    return troubles.length === 0 ? undefined : troubles.join('; ');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (!signal.aborted) log.warn({ error: reason }, 'not checked');
    return reason;
  } finally {
    signal.removeEventListener('abort', end);
  }
}
