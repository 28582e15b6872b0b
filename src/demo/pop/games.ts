/** A game of `game/list`, in the words of the fuller of its two answers. */
export interface PopGame {
  readonly ID: string;
  readonly Name: string;
  readonly Type: number;
  readonly IconUrl: string;
}

const game = (ID: string, Name: string, Type = 0): PopGame => ({
  ID,
  Name,
  Type,
  IconUrl: `https://img.example/pop/${ID}.png`,
});

/** The bundled vendor's games. */
export const POP_GAMES: readonly PopGame[] = [
  game('pg_1', 'Honey Tiger'),
  game('pg_39', 'Small Fortune'),
  game('pg_65', 'Mahjong Lanes'),
  game('pg_98', '金鼠 Gold'),
  game('jili_2', 'Crazy "Sevens"'),
  game('pp_vs20moon', "Wolf's Moon"),
  game('spribe_crash', 'Rocket', 3),
  // The only example of pop.txt 5.
  game('9', 'mine', 1),
];

/** How `game/list` answers: as the platform's page says, or as the example in pop.txt 5. */
export type PopGameListShape = 'List' | 'glist';

/** The `data` of `game/list`. */
export function gameListOf(games: readonly PopGame[], shape: PopGameListShape): object {
  if (shape === 'List') return { List: games };
  return {
    glist: games.map(({ ID, Name, Type }) => ({ gameid: ID, name: Name, platform: String(Type) })),
  };
}
