import type { PvBetRecord } from './bet-record.ts';
import { isSlots } from './games.ts';
import type { VendorState } from './vendor-state.ts';

// Which bets of many are within `limit` and in which order, pv.txt does not say: the newest, first.

/** Which bets a report is about. */
export type Filter = (bet: PvBetRecord) => boolean;

/** The newest visible bets of a range that pass the filter, at most `limit`, newest first. */
export function newest(
  state: VendorState,
  wanted: { time_start: number; time_end: number; limit: number },
  filter: Filter,
): PvBetRecord[] {
  const found: PvBetRecord[] = [];
  const most = Math.min(wanted.limit, state.misbehave.mostRows);
  for (const bet of state.store.newestFirst(wanted.time_start, wanted.time_end)) {
    if (filter(bet)) found.push(bet);
    if (found.length === most) break;
  }
  return found;
}

/** All visible bets of a range that pass the filter, oldest first. */
export function all(
  state: VendorState,
  wanted: { time_start: number; time_end: number },
  filter: Filter,
): PvBetRecord[] {
  return state.store.between(wanted.time_start, wanted.time_end).filter(filter);
}

/** Both filters. */
export function both(a: Filter, b: Filter): Filter {
  return (bet) => a(bet) && b(bet);
}

/** Bets of section 3 (slots) or of section 2 (the others) of pv.txt. */
export function ofSection(state: VendorState, slots: boolean): Filter {
  return (bet) => isSlots(state.plan.games, bet.game_id) === slots;
}

/** Bets of one game. */
export function ofGame(gameId: number): Filter {
  return (bet) => bet.game_id === gameId;
}

/** Bets of one player. Where both ids are given, both must fit. */
export function ofPlayer(wanted: {
  user_id?: number | undefined;
  op_id?: string | undefined;
}): Filter {
  const { user_id, op_id = '' } = wanted;
  return (bet) =>
    (user_id === undefined || Number(bet.user_id) === user_id) &&
    (op_id === '' || bet.op_id === op_id);
}
