/** A game of POP in either shape as one row; absent names and types are empty, since they are keys. */
import { Refusal } from '../../contract/errors.ts';
import type { PopGame } from '../../extract/pop/schemas.ts';
import { microsFromSeconds } from '../time.ts';

const DAY_MICROS = 86_400_000_000n;

export function popGameToRow(game: PopGame) {
  const id = game.ID || game.gameid;
  if (!id) throw new Refusal('ID', 'missing');
  const seen = microsFromSeconds(game.seen_at, 'seen_at');
  return {
    game_id: id,
    name: game.Name ?? game.name ?? '',
    type: game.Type ?? '',
    platform: game.platform ?? null,
    icon_url: game.IconUrl ?? null,
    seen_on: seen - (seen % DAY_MICROS),
  };
}
