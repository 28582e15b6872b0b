/** How a day's control totals are told apart by game and by player. */

/** A report with the vendor's own sums of each day by game or by player, which narrows a difference. */
export interface TotalsPart {
  readonly what: 'game' | 'player';
  readonly stream: string;
  readonly table: string;
  /** Columns: the id, which the bets have too, the number of bets and the day; stake and net are called as there. */
  readonly id: string;
  readonly count: string;
  readonly day: string;
}
