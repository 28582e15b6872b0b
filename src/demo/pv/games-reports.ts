import type { z } from 'zod';
import { gamesDetailOf } from './bet-detail.ts';
import type { PvBetRecord } from './bet-record.ts';
import type {
  gameHistoryParameters,
  gameSummaryParameters,
  userHistoryParameters,
  userSummaryParameters,
} from './parameters.ts';
import { all, both, newest, ofGame, ofPlayer, ofSection } from './selection.ts';
import { addBet, emptyTally, tallyBy } from './tally.ts';
import type { VendorState } from './vendor-state.ts';

/** Answer of 2.1: a player's bets in games other than slots, newest first. */
export function gamesUserHistory(
  state: VendorState,
  wanted: z.output<typeof userHistoryParameters>,
) {
  const bets = newest(state, wanted, both(ofSection(state, false), ofPlayer(wanted)));
  return bets.map((bet) => {
    const { user_id: _user, op_id: _op, ...shown } = bet;
    return { ...shown, ...gamesExtra(state, bet) };
  });
}

/** Answer of 2.2: a game's bets, newest first; of a slots game there are none here. */
export function gamesGameHistory(
  state: VendorState,
  wanted: z.output<typeof gameHistoryParameters>,
) {
  const bets = newest(state, wanted, both(ofSection(state, false), ofGame(wanted.game_id)));
  return bets.map((bet) => {
    const { credit_before_bet: _before, credit: _after, ...shown } = bet;
    return { ...shown, ...gamesExtra(state, bet) };
  });
}

/** Answer of 2.3: zeros where the player has no bets. */
export function gamesUserSummary(
  state: VendorState,
  wanted: z.output<typeof userSummaryParameters>,
) {
  const bets = all(state, wanted, both(ofSection(state, false), ofPlayer(wanted)));
  const tally = emptyTally();
  for (const bet of bets) addBet(tally, bet);
  return {
    bet_amount: tally.bet_amount,
    gain_amount: tally.gain_amount,
    credit_before_game: bets[0]?.credit_before_bet ?? 0,
    credit: bets.at(-1)?.credit ?? 0,
  };
}

/** Answer of 2.4. A player who comes out even counts neither as winning nor as losing. */
export function gamesGameSummary(
  state: VendorState,
  wanted: z.output<typeof gameSummaryParameters>,
) {
  const bets = all(state, wanted, both(ofSection(state, false), ofGame(wanted.game_id)));
  const tally = emptyTally();
  for (const bet of bets) addBet(tally, bet);
  const players = [...tallyBy(bets, (bet) => bet.user_id).values()];
  return {
    bet_amount: tally.bet_amount,
    gain_amount: tally.gain_amount,
    user_count: players.length,
    bet_count: tally.bet_count,
    win_user_count: players.filter((player) => player.gain_amount > 0n).length,
    lose_user_count: players.filter((player) => player.gain_amount < 0n).length,
  };
}

function gamesExtra(state: VendorState, bet: PvBetRecord) {
  const game = state.plan.games.find((candidate) => candidate.game_id === bet.game_id);
  return gamesDetailOf(state.plan.seed, bet, game);
}
