/**
 * Every window of a day with its own totals: a bet that moved inside its day, which no sum of the day shows, is
 * found, and so is a vendor whose hours and day contradict each other.
 */
import type { ControlTotals } from '../contract/stream.ts';
import type { Window } from '../contract/window.ts';
import { areSame, type Comparer, isEqual, spanOf } from './comparer.ts';
import type { Difference } from './difference.ts';

export interface EachHour {
  readonly verified: readonly Window[];
  readonly differing: readonly Difference[];
  /** The day, where its totals are not those of its parts. */
  readonly contradictions: readonly Difference[];
}

/**
 * Compares the windows of a day one by one, and the day as the vendor told it. Where the vendor's day is ours and
 * its own hours are not that day, the hours are at fault: no window is marked for them. Throws VendorError.
 */
export async function compareEachHour(
  comparer: Comparer,
  windows: readonly Window[],
  whole: ControlTotals,
): Promise<EachHour> {
  const hours: Difference[] = [];
  for (const window of windows) {
    hours.push({ window, ours: await comparer.sum(window), theirs: await comparer.askOne(window) });
  }
  const window = spanOf(windows);
  const ours = await comparer.sum(window);
  const parts = addUp(hours, window);
  const isWhole = isEqual(ours, whole);
  const areParts = areSame(parts, whole);
  const areAllEqual = hours.every((hour) => isEqual(hour.ours, hour.theirs));
  const found = await enterHours(comparer, hours, isWhole && !areParts);
  const day = { window, ours, theirs: whole };
  await comparer.enter(day, { verdict: isWhole ? 'equal' : 'differs', marks: undefined });
  if (areAllEqual && !isWhole) return { ...found, contradictions: [day] };
  if (isWhole && !areParts) return { ...found, contradictions: [{ ...day, theirs: parts }] };
  return { ...found, contradictions: [] };
}

async function enterHours(
  comparer: Comparer,
  hours: readonly Difference[],
  areAtFault: boolean,
): Promise<Pick<EachHour, 'verified' | 'differing'>> {
  const verified: Window[] = [];
  const differing: Difference[] = [];
  for (const hour of hours) {
    if (isEqual(hour.ours, hour.theirs)) {
      await comparer.enter(hour, { verdict: 'equal', marks: 'verified' });
      verified.push(hour.window);
      continue;
    }
    const explained = await comparer.narrow(hour);
    const marks = areAtFault ? undefined : 'mismatch';
    await comparer.enter(explained, { verdict: 'differs', marks });
    if (!areAtFault) differing.push(explained);
  }
  return { verified, differing };
}

function addUp(hours: readonly Difference[], window: Window): ControlTotals {
  const sum = (name: 'count' | 'stake' | 'ggr') =>
    hours.reduce((total, { theirs }) => total + theirs[name], 0n);
  return { ...window, count: sum('count'), stake: sum('stake'), ggr: sum('ggr') };
}
