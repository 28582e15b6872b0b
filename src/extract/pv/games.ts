/** `pv.games`: All Games List, /api/all/list (pv.txt 1.1), each time we look. */
import * as z from 'zod';
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import { pvGameToRow } from '../../transform/pv/sums.ts';
import { ask, withFields } from './ask.ts';
import { pvGame } from './schemas.ts';
import { pv } from './vendor.ts';

const DAY_SECONDS = 86_400;

/**
 * One row a game and day: a name that changes on another day stands beside the old one, and within a
 * day the old one goes to sync.revisions. The view pv.game_versions shows both.
 */
export const pvGames = defineStream({
  name: 'pv.games',
  vendor: pv,
  table: 'pv.games',
  columns: {
    game_id: 'BIGINT',
    seen_on: 'TIMESTAMP',
    game_name: 'VARCHAR',
    game_type: 'VARCHAR',
    resource_url: 'VARCHAR',
    resource_with_name_url: 'VARCHAR',
  },
  key: ['game_id', 'seen_on'],
  eventTime: 'seen_on',
  mode: 'upsert',
  windows: { unitMs: DAY_SECONDS * 1000, isInstant: true, pageSize: Number.POSITIVE_INFINITY },
  record: pvGame,
  toRow: pvGameToRow,
  read: readGames,
});

async function* readGames(context: ReadContext): AsyncGenerator<Page> {
  const games = await ask(context, {
    path: '/api/all/list',
    data: {},
    answer: z.array(z.unknown()),
  });
  const now = Math.floor(context.net.now() / 1000);
  const seen_on = now - (now % DAY_SECONDS);
  yield { records: withFields(games, { seen_on }), total: undefined };
}
