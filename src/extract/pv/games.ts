/** `pv.games`: All Games List, /api/all/list (pv.txt 1.1), each time we look. */
import * as z from 'zod';
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import { DAY_MS, microsFromSeconds } from '../../transform/time.ts';
import { ask, withFields } from './ask.ts';
import { int64, wholeNumber } from './values.ts';
import { pv } from './vendor.ts';

const game = z.object({
  game_id: wholeNumber,
  game_name: z.string(),
  game_type: z.string(),
  resource_url: z.string().nullish(),
  resource_with_name_url: z.string().nullish(),
  /** The day on which we looked, in seconds; the answer does not say. */
  seen_on: wholeNumber,
});

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
  windows: { unitMs: DAY_MS, isInstant: true, pageSize: Number.POSITIVE_INFINITY },
  record: game,
  toRow,
  read,
});

async function* read(context: ReadContext): AsyncGenerator<Page> {
  const games = await ask(context, {
    path: '/api/all/list',
    data: {},
    answer: z.array(z.unknown()),
  });
  const seen_on = (Math.floor(context.net.now() / DAY_MS) * DAY_MS) / 1000;
  yield { records: withFields(games, { seen_on }), total: undefined };
}

function toRow(record: z.infer<typeof game>) {
  return {
    game_id: int64(record.game_id, 'game_id'),
    seen_on: microsFromSeconds(record.seen_on, 'seen_on'),
    game_name: record.game_name,
    game_type: record.game_type,
    resource_url: record.resource_url ?? null,
    resource_with_name_url: record.resource_with_name_url ?? null,
  };
}
