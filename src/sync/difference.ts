/** Where the store and the vendor's totals differ, and what is known of it, for people. */
import type { ControlTotals, Sums } from '../contract/stream.ts';
import type { Window } from '../contract/window.ts';
import type { Explained, HeldTotals } from '../load/checks.ts';
import type { Narrowed } from '../load/narrow.ts';
import { formatAmount } from '../transform/money.ts';
import { counted } from '../transform/text.ts';
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

/** How far refused records are what is missing; a number alone proves nothing of money. */
export function explained({ ours, theirs, refused }: Difference): Explained | undefined {
  if (ours.rejects === 0n || ours.count + ours.rejects !== theirs.count) return undefined;
  if (!refused) return 'possibly';
  const { stake, ggr } = refused;
  const isExact = ours.stake + stake === theirs.stake && ours.ggr + ggr === theirs.ggr;
  return isExact ? 'exactly' : undefined;
}

/** Whether refused records are all that is missing, to the last digit. */
export function isExplained(difference: Difference): boolean {
  return explained(difference) === 'exactly';
}

/** Whether a person has accepted the refused records that are all that is missing. */
export function isAccepted(difference: Difference): boolean {
  return isExplained(difference) && difference.ours.openRejects === 0n;
}

/** What is known of a difference, for people. */
export function reasonOf(difference: Difference): string {
  const { window, ours, theirs, isUnread = false } = difference;
  const missing = theirs.count - ours.count;
  const span = window.end - window.start > DAY_MS ? 'the days' : 'the window';
  const where = `${span} from ${iso(window.start)}`;
  const how = explained(difference);
  if (how === 'exactly')
    return `${where}: ${ours.rejects} refused records explain it to the last digit`;
  if (how === 'possibly') {
    return `${where}: ${ours.rejects} refused records could explain it: as many are missing, but an amount of them cannot be read`;
  }
  if (isUnread)
    return `${where}: never read, or its read failed: the vendor counts ${missing} bets`;
  if (missing > 0n)
    return `${where}: the vendor counts ${missing} bets more: late, or moved into it`;
  if (missing < 0n) {
    return `${where}: the vendor counts ${-missing} bets fewer: withdrawn, or moved out of it`;
  }
  if (ours.outdated)
    return `${where}: as many bets, other sums: ${counted(Number(ours.outdated), 'record')} refused, of which an earlier state is held`;
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
