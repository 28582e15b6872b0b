/** Where the store and the vendor's totals differ, and what is known of it, for people. */
import type { ControlTotals, Sums } from '../contract/stream.ts';
import type { Window } from '../contract/window.ts';
import type { HeldTotals } from '../load/checks.ts';
import type { Narrowed } from '../load/narrow.ts';
import { EXPLAINED } from '../load/waivers.ts';
import { formatAmount } from '../transform/money.ts';
import { DAY_MS, iso } from '../transform/time.ts';

export interface Difference {
  readonly window: Window;
  readonly ours: HeldTotals;
  readonly theirs: ControlTotals;
  /** What its refused records come to; undefined where one of them cannot be read. */
  readonly refused?: Sums | undefined;
  /** What of its day differs by the vendor's totals of games and players. */
  readonly narrowed?: readonly Narrowed[];
  /** Nothing of it was ever read. */
  readonly isUnread?: boolean;
}

/** Whether refused records are all that is missing, to the last digit. */
export function isExplained({ ours, theirs, refused }: Difference): boolean {
  if (ours.rejects === 0n || ours.count + ours.rejects !== theirs.count) return false;
  if (!refused) return true; // unreadable amounts: as many as the vendor counts more
  return ours.stake + refused.stake === theirs.stake && ours.ggr + refused.ggr === theirs.ggr;
}

/** Whether a person has accepted the refused records that are all that is missing. */
export function isAccepted(difference: Difference): boolean {
  return isExplained(difference) && difference.ours.openRejects === 0n;
}

/** What is known of a difference, for people. */
export function reasonOf(difference: Difference): string {
  const { window, ours, theirs, refused, isUnread = false } = difference;
  const missing = theirs.count - ours.count;
  const span = window.end - window.start > DAY_MS ? 'the days' : 'the window';
  const where = `${span} from ${iso(window.start)}`;
  if (isExplained(difference)) {
    const what = refused ? 'it to the last digit' : 'the number of bets that are missing';
    return `${where}: ${ours.rejects} ${EXPLAINED} ${what}`;
  }
  if (isUnread)
    return `${where}: never read, or its read failed: the vendor counts ${missing} bets`;
  if (missing > 0n)
    return `${where}: the vendor counts ${missing} bets more: late, or moved into it`;
  if (missing < 0n) {
    return `${where}: the vendor counts ${-missing} bets fewer: withdrawn, or moved out of it`;
  }
  return `${where}: as many bets, other sums: changed since they were read`;
}

/** The same with the games and players of its day: for the store and for whoever asked, not for logs. */
export function evidenceOf(difference: Difference): string {
  const { narrowed = [] } = difference;
  if (narrowed.length === 0) return reasonOf(difference);
  const names = narrowed.map(({ what, id, bets, stake, ggr }) => {
    const count = bets === null ? '' : `${bets} bets, `;
    return `${what} ${id} by ${count}stake ${stake} and GGR ${ggr}`;
  });
  const by = [...new Set(narrowed.map(({ stream }) => stream))].join(' and ');
  return `${reasonOf(difference)}; by ${by} of its day the vendor has more of ${names.join(', ')}`;
}

/** Both figures and what lies between them: counts, and currency units as text. */
export function figuresOf({ ours, theirs }: Difference) {
  return {
    ours_count: Number(ours.count),
    ours_stake: formatAmount(ours.stake),
    ours_ggr: formatAmount(ours.ggr),
    theirs_count: Number(theirs.count),
    theirs_stake: formatAmount(theirs.stake),
    theirs_ggr: formatAmount(theirs.ggr),
    difference_count: Number(theirs.count - ours.count),
    difference_stake: formatAmount(theirs.stake - ours.stake),
    difference_ggr: formatAmount(theirs.ggr - ours.ggr),
  };
}
