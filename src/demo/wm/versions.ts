import type { WmBet, WmSettlement } from './bet.ts';
import type { TimeRange } from './bet-store.ts';
import { betRow, type WmRow } from './rows.ts';
import type { WmState } from './vendor-state.ts';

/** What a bet report is narrowed to. */
export interface BetFilter {
  readonly byUpdate: boolean;
  readonly user: string | undefined;
  readonly event: string | undefined;
  readonly eventChild: string | undefined;
}

/** The bet rows of GetDateTimeReport: the newest version of each bet, unless told to misbehave. */
export function betRows(state: WmState, range: TimeRange, filter: BetFilter): unknown[] {
  const { store, style } = state;
  const bets = (filter.byUpdate ? store.betsByUpdate(range) : store.betsByTime(range))
    .filter((bet) => matches(bet, filter))
    .map((bet) => ({ bet, versions: store.versionsOf(bet) }));
  const pick = pickerOf(
    state,
    filter,
    bets.some(({ versions }) => versions.length > 1),
  );
  return bets.flatMap(({ bet, versions }) =>
    pick(versions).map((version) => {
      const row = betRow(style, bet, version);
      return malform(state, bet.betId, row);
    }),
  );
}

type Picker = (versions: readonly WmSettlement[]) => readonly WmSettlement[];

function pickerOf({ misbehave }: WmState, filter: BetFilter, anyResettled: boolean): Picker {
  if (filter.byUpdate && misbehave.outOfOrder > 0 && anyResettled) {
    misbehave.outOfOrder -= 1;
    return (versions) => versions.slice(-2).slice(0, 1);
  }
  if (misbehave.duplicateVersions === 'old-first') return (versions) => versions.slice(-2);
  if (misbehave.duplicateVersions === 'new-first') {
    return (versions) => versions.slice(-2).reverse();
  }
  return (versions) => versions.slice(-1);
}

function matches(bet: WmBet, filter: BetFilter): boolean {
  const { user, event, eventChild } = filter;
  return (
    (user === undefined || bet.user === user) &&
    (event === undefined || bet.event === event) &&
    (eventChild === undefined || bet.eventChild === eventChild)
  );
}

/** The row as it is sent: spoilt, if the vendor was told so. */
export function malform({ misbehave }: WmState, betId: string, row: WmRow): unknown {
  const change = misbehave.malformed.get(betId);
  return change === undefined ? row : change(row);
}
