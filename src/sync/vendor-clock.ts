/**
 * Which clock a window is over by. A window that is over by our clock and not by the vendor's would be taken
 * for complete, and the bets to come would be lost.
 */
import { VendorError } from '../contract/errors.ts';
import type { Net } from '../contract/net.ts';
import type { Account } from '../contract/vendor.ts';
import type { EpochMs } from '../contract/window.ts';
import type { WindowTask } from './job.ts';

/** A Date header has whole seconds. */
const CLOCK_PRECISION_MS = 2000;
/** So far behind ours a vendor's clock may stand that does not tell the time. */
const UNKNOWN_CLOCK_MS = 5 * 60_000;

/**
 * Up to which instant a read is known to reach by the vendor's clock, epoch ms UTC: where that stands behind
 * ours, or is not known, a window that ended since is read once more.
 */
export function reachOf(net: Net, account: Account, fetchedAt: EpochMs): EpochMs {
  const aheadMs = net.clockAheadMs(account.name);
  if (aheadMs === undefined) return fetchedAt - UNKNOWN_CLOCK_MS;
  return fetchedAt + Math.min(0, aheadMs + CLOCK_PRECISION_MS);
}

/** Why the source must stop: by the vendor's clock the window is not over; undefined where it is, or may be. */
export function tooEarly(
  { job, window, context }: WindowTask,
  fetchedAt: EpochMs,
): VendorError | undefined {
  const { account } = job;
  const aheadMs = context.net.clockAheadMs(account.name);
  if (aheadMs === undefined || fetchedAt + aheadMs + CLOCK_PRECISION_MS >= window.end) {
    return undefined;
  }
  return new VendorError(
    'clock',
    `account ${account.name}: this machine's clock is ${Math.round(-aheadMs / 1000)} s ahead of the vendor's, ` +
      `more than the lag of ${account.lagSeconds} s: bets would be missed`,
    { hint: "set this machine's clock, or raise the lag" },
  );
}
