/**
 * PV has two families of games with reports of their own: slots (pv.txt 3) and all others (pv.txt 2).
 * pv.games tells them apart; a game that it does not know is asked for in both.
 */
import type { GameFilter, SeenIn } from '../../contract/stream.ts';
import { pvBets } from './bets.ts';

export const isSlots: GameFilter = (gameType) => gameType === undefined || gameType === 'Slots';

/** "Games type games": Multiplayer, Crypto, Table, Fish, and what may come. */
export const isOther: GameFilter = (gameType) => gameType !== 'Slots';

/** Players and games are asked for where pv.bets has seen them. */
export const seenInBets: SeenIn = {
  bets: pvBets,
  player: 'user_id',
  game: 'game_id',
  gameTypes: 'pv.game_names',
};
