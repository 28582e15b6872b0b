/** One bet: the eleven fields of `/api/all/history` (pv.txt 1.3), in the document's order. */
export interface PvBetRecord {
  /** A version 1 UUID, unique; its time is not the bet's. */
  event_id: string;
  draw_id: string;
  game_id: number;
  user_id: number | bigint;
  /** The operator's own id of the player, '' if he gave none. */
  op_id: string;
  /** li, like all amounts. */
  bet_amount: number | bigint;
  /** The player's net: credit_before_bet + gain_amount = credit. */
  gain_amount: number | bigint;
  credit_before_bet: number | bigint;
  credit: number | bigint;
  /** Epoch seconds, UTC. */
  start_at: number;
  end_at: number;
}

/** What a slots bet has beside the record (pv.txt 3.1). */
export interface SlotsDetail {
  currency: string;
  feature: number;
  extra_business: {
    award_type: number;
    base_amount: number;
    free_amount: number;
    bonus_amount: number;
    jackpot_amount: number;
    extra_spins: number;
  };
  is_buy: boolean;
}

/** What a bet in any other game has beside the record (pv.txt 2.1). */
export interface GamesDetail {
  bet_areas: number[];
  win_areas: number[];
  game_result: number;
  /** The multiplier of crash games, null elsewhere; a float in the document and no money. */
  award_odds: number | null;
}

/**
 * By which time of a bet the vendor's windows filter. pv.txt says "query_time" and not which one.
 */
export type PvClock = 'end_at' | 'start_at';

/** Order of the history: by the clock, then by event_id, so that pages are stable. */
export function compareBets(clock: PvClock): (a: PvBetRecord, b: PvBetRecord) => number {
  return (a, b) =>
    a[clock] - b[clock] || (a.event_id < b.event_id ? -1 : a.event_id > b.event_id ? 1 : 0);
}
