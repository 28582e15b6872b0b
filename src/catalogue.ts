/** Every vendor and every stream: read this first. A new report is one line here. */

import type { AnyStream, Catalogue } from './contract/stream.ts';
import type { Vendor } from './contract/vendor.ts';
import { popBets } from './extract/pop/bets.ts';
import { popGames } from './extract/pop/games.ts';
import { pvBets } from './extract/pv/bets.ts';
import { pvBonusSummary } from './extract/pv/bonus-summary.ts';
import { pvGameRounds } from './extract/pv/game-rounds.ts';
import { pvGameTotals } from './extract/pv/game-totals.ts';
import { pvGames } from './extract/pv/games.ts';
import { pvPlayerRounds } from './extract/pv/player-rounds.ts';
import { pvPlayerTotals } from './extract/pv/player-totals.ts';
import { pvSlotSpins } from './extract/pv/slot-spins.ts';
import { pvStageSummary } from './extract/pv/stage-summary.ts';
import { wmBalances } from './extract/wm/balances.ts';
import { wmBets, wmResettlements } from './extract/wm/bets.ts';
import { wmOpenBets } from './extract/wm/open-bets.ts';
import { wmTips } from './extract/wm/tips.ts';
import { wmTransfers } from './extract/wm/transfers.ts';

export const streams: readonly AnyStream[] = [
  pvBets,
  pvGames,
  pvStageSummary,
  pvBonusSummary,
  pvGameRounds,
  pvPlayerRounds,
  pvSlotSpins,
  pvGameTotals,
  pvPlayerTotals,
  wmBets,
  wmResettlements,
  wmTips,
  wmOpenBets,
  wmTransfers,
  wmBalances,
  popBets,
  popGames,
];

/** The catalogue of these streams; its vendors stand in the order of their first ones. */
export function catalogueOf(streams: readonly AnyStream[]): Catalogue {
  return { streams, vendors: [...new Set(streams.map(({ vendor }) => vendor))] };
}

export const catalogue: Catalogue = catalogueOf(streams);

export const vendors: readonly Vendor[] = catalogue.vendors;
