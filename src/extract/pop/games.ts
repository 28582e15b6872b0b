/** `pop.games`: game/list, the games as they are named now, looked at with every sync (NOTES.md). */
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import { popGameToRow } from '../../transform/pop/games.ts';
import { callPop } from './client.ts';
import { popGame, popGameList } from './schemas.ts';
import { pop } from './vendor.ts';

/**
 * One row per game, name, type and UTC day on which it was seen: a name that changed keeps its rows, and
 * a day's second look changes nothing.
 */
export const popGames = defineStream({
  name: 'pop.games',
  vendor: pop,
  table: 'pop.games',
  columns: {
    game_id: 'VARCHAR',
    name: 'VARCHAR',
    type: 'VARCHAR',
    platform: 'VARCHAR',
    icon_url: 'VARCHAR',
    seen_on: 'TIMESTAMP',
  },
  key: ['game_id', 'name', 'type', 'seen_on'],
  keyFields: ['ID', 'gameid'],
  eventTime: 'seen_on',
  mode: 'upsert',
  windows: { unitMs: 86_400_000, isInstant: true, pageSize: Number.POSITIVE_INFINITY },
  record: popGame,
  toRow: popGameToRow,
  read: readGames,
});

async function* readGames(context: ReadContext): AsyncGenerator<Page> {
  const games = await callPop({ ...context, path: 'games_path', data: {}, answer: popGameList });
  const seen_at = Math.floor(context.net.now() / 1000);
  yield {
    records: games.map((game) =>
      typeof game === 'object' && game !== null ? { ...game, seen_at } : game,
    ),
    total: undefined,
  };
}
