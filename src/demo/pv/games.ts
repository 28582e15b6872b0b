/** A game as `/api/all/list` names it. */
export interface PvGame {
  game_id: number;
  game_name: string;
  /** The types of pv.txt 1.1. */
  game_type: 'Slots' | 'Multiplayer' | 'Crypto' | 'Table' | 'Fish';
}

/** The bundled vendor's games: every type of pv.txt 1.1 is there. */
export const PV_GAMES: readonly PvGame[] = [
  { game_id: 1006, game_name: 'Elves', game_type: 'Slots' },
  { game_id: 1007, game_name: '777-fruit', game_type: 'Slots' },
  { game_id: 1019, game_name: 'Lantern Night', game_type: 'Slots' },
  { game_id: 1041, game_name: "Pharaoh's Cat", game_type: 'Slots' },
  { game_id: 1056, game_name: 'Koi Pond', game_type: 'Slots' },
  { game_id: 1062, game_name: '金龙 Gold', game_type: 'Slots' },
  { game_id: 2000, game_name: 'Zoo', game_type: 'Multiplayer' },
  { game_id: 2011, game_name: 'Roulette', game_type: 'Multiplayer' },
  { game_id: 3011, game_name: 'Crash II', game_type: 'Crypto' },
  { game_id: 3015, game_name: 'Mines', game_type: 'Crypto' },
  { game_id: 4002, game_name: 'Andar Bahar', game_type: 'Table' },
  { game_id: 5001, game_name: 'Ocean Hunter', game_type: 'Fish' },
];

/**
 * Whether a game belongs to section 3 (Slots) of pv.txt; every other one belongs to section 2
 * ("Games type games"). Unknown games are told by their number: in all samples of the document
 * those of section 3 are below 2000 and the others are not.
 */
export function isSlots(games: readonly PvGame[], gameId: number): boolean {
  const game = games.find((candidate) => candidate.game_id === gameId);
  return game === undefined ? gameId < 2000 : game.game_type === 'Slots';
}
