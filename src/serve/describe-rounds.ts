/** What /status.json tells of the wallet's rounds. */
import type { WalletSettings } from '../config/wallet.ts';
import { isoOfMicros, SECOND_MS } from '../transform/time.ts';
import type { WaitingRounds } from '../wallet/overdue.ts';

/** Listed one by one; the others are counted. */
const MOST_LISTED = 20;

/** Open rounds for which half of the time has passed (1,000 means so many or more), and closures so far. */
export function describeRounds(
  { waiting, closed }: WaitingRounds,
  { roundTimeoutMs }: Pick<WalletSettings, 'roundTimeoutMs'>,
): object {
  return {
    timeout_seconds: roundTimeoutMs / SECOND_MS,
    open_past_half: waiting.length,
    oldest: waiting.slice(0, MOST_LISTED).map(({ currency, round, since }) => ({
      currency,
      round: String(round),
      since: isoOfMicros(since) ?? null,
    })),
    timed_out: closed['timed-out'],
    closed_by_hand: closed['closed-by-hand'],
  };
}
