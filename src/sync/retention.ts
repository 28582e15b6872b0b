/** What a vendor has forgotten, by the days for which its document says that it keeps a report. Pure. */
import type { LedgerWindow } from '../contract/ledger.ts';
import type { WindowRules } from '../contract/stream.ts';
import type { EpochMs } from '../contract/window.ts';
import { DAY_MS, HOUR_MS } from '../transform/time.ts';

type Retention = Pick<WindowRules, 'retentionDays'>;

/** The instant before which the vendor keeps nothing; undefined where its document names no retention. */
export function keptFrom({ retentionDays }: Retention, now: EpochMs): EpochMs | undefined {
  if (retentionDays === undefined) return undefined;
  return Math.floor((now - retentionDays * DAY_MS) / HOUR_MS) * HOUR_MS;
}

/** When the vendor forgets what happened at an instant; undefined where its document names no retention. */
export function expiresAt({ retentionDays }: Retention, instant: EpochMs): EpochMs | undefined {
  return retentionDays === undefined ? undefined : instant + retentionDays * DAY_MS;
}

/** The moment of forgetting is known no better. */
const SLACK_MS = HOUR_MS;

/**
 * Whether a window that was read begins where the vendor keeps nothing any more: what it gives of it now is less than
 * what is held, and a complete read would withdraw the rest.
 */
export function isCutOff(
  { start, state, fetchedAt }: LedgerWindow,
  rules: Retention,
  now: EpochMs,
): boolean {
  const forgotten = expiresAt(rules, start);
  if (forgotten === undefined || fetchedAt === null || state === 'expired') return false;
  return forgotten < now + SLACK_MS;
}
