/** `pop.games`: game/list, the games as they are named now, looked at with every sync (NOTES.md). */
import * as z from 'zod';
import { Refusal } from '../../contract/errors.ts';
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import { DAY_MS, microsFromSeconds } from '../../transform/time.ts';
import { callPop } from './client.ts';
import { opaque } from './values.ts';
import { pop } from './vendor.ts';

const DAY_MICROS = BigInt(DAY_MS) * 1000n;

/** A game in either of its two shapes: game/list's own, and the example of pop.txt §5. */
const game = z.object({
  ID: opaque.nullish(),
  gameid: opaque.nullish(),
  Name: z.string().nullish(),
  name: z.string().nullish(),
  Type: opaque.nullish(),
  platform: opaque.nullish(),
  IconUrl: z.string().nullish(),
  /** When we asked, in seconds; the answer does not say. */
  seen_at: z.int(),
});

const list = z.array(z.unknown());
/** Without a game, the list may be null. */
const gameList = z.union([
  list,
  z.object({ List: list.nullable() }).transform(({ List }) => List ?? []),
  z.object({ glist: list.nullable() }).transform(({ glist }) => glist ?? []),
]);

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
  mayLack: Object.keys(game.shape),
  eventTime: 'seen_on',
  mode: 'upsert',
  windows: { unitMs: DAY_MS, isInstant: true, pageSize: Number.POSITIVE_INFINITY },
  record: game,
  toRow,
  read,
});

async function* read(context: ReadContext): AsyncGenerator<Page> {
  const games = await callPop({ ...context, path: 'games_path', data: {}, answer: gameList });
  const seen_at = Math.floor(context.net.now() / 1000);
  yield {
    records: games.map((entry) =>
      typeof entry === 'object' && entry !== null ? { ...entry, seen_at } : entry,
    ),
    total: undefined,
  };
}

/** Absent names and types are empty, since they are keys. */
function toRow(record: z.infer<typeof game>) {
  const id = record.ID || record.gameid;
  if (!id) throw new Refusal('ID', 'missing');
  const seen = microsFromSeconds(record.seen_at, 'seen_at');
  return {
    game_id: id,
    name: record.Name ?? record.name ?? '',
    type: record.Type ?? '',
    platform: record.platform ?? null,
    icon_url: record.IconUrl ?? null,
    seen_on: seen - (seen % DAY_MICROS),
  };
}
