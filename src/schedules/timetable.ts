/** When each stream is pulled: defaults by vendor, overridden by configuration; all in UTC. */
import { checkSchedule } from '../config/serve.ts';
import { ConfigError } from '../contract/errors.ts';
import type { AnyStream } from '../contract/stream.ts';
import type { Account } from '../contract/vendor.ts';

/** Where neither settings nor vendor say: what is due comes from the ledger, so a look costs little. */
const EVERY_MINUTE = '* * * * *';

export interface ScheduleEntry {
  readonly account: Account;
  readonly stream: AnyStream;
  /** A cron expression in UTC. */
  readonly expression: string;
}

/**
 * The entries for the streams given. A setting may name a stream, an account or a vendor, in this order
 * of precedence; "off" leaves it to other means. Throws ConfigError for an expression that is none.
 */
export function makeTimetable(
  selected: readonly { readonly account: Account; readonly stream: AnyStream }[],
  settings: Readonly<Record<string, string>>,
): ScheduleEntry[] {
  for (const [name, expression] of Object.entries(settings)) {
    const wrong = checkSchedule(expression);
    if (wrong) throw new ConfigError(`the schedule of ${name} ${wrong}: ${expression}`);
  }
  return selected
    .map(({ account, stream }) => ({
      account,
      stream,
      expression:
        settings[stream.name] ??
        settings[account.name] ??
        settings[account.vendor] ??
        stream.vendor.defaults.schedule ??
        EVERY_MINUTE,
    }))
    .filter(({ expression }) => expression !== 'off');
}
