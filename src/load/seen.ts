/** The players and games an account has seen, for reports that must be asked for one by one. */
import type { GameFilter, Seen, SeenIn, WindowedStream } from '../contract/stream.ts';
import type { Account } from '../contract/vendor.ts';
import type { Window } from '../contract/window.ts';
import { sqlTimestamp } from '../transform/time.ts';
import type { Database } from './database.ts';
import { identifier, sql } from './sql.ts';

/** One window of one stream. */
export interface SeenQuestion {
  readonly stream: WindowedStream;
  readonly account: Account;
  readonly window: Window;
}

/** Looks them up in the rows that are stored when it is asked. */
export function findSeen(db: Database, { stream, account, window }: SeenQuestion): Seen {
  const { seenIn: place } = stream;
  const params = {
    account: account.name,
    start: sqlTimestamp(window.start),
    end: sqlTimestamp(window.end),
  };
  if (!place) return { players: () => listPlayers(db, params), games: async () => [] };
  const list = async (id: string, isMeant: GameFilter = () => true) => {
    const rows = await db.many(sql('queries/list-seen', placeholders(place, id)), params);
    const meant = rows.filter((row) =>
      isMeant(row.game_type === null ? undefined : String(row.game_type)),
    );
    return [...new Set(meant.map((row) => String(row.id)))];
  };
  return {
    players: (isMeant) => list(place.player, isMeant),
    games: (isMeant) => list(place.game, isMeant),
  };
}

function placeholders({ bets, game, gameTypes }: SeenIn, id: string): Record<string, string> {
  return {
    bets: bets.table,
    event: identifier(bets.eventTime),
    id: identifier(id),
    game: identifier(game),
    types: gameTypes,
  };
}

/** Whoever bet before a window's end, at any vendor. */
async function listPlayers(
  db: Database,
  { account, end }: { account: string; end: string },
): Promise<string[]> {
  const rows = await db.many(sql('queries/list-players'), { account, before: end });
  return rows.map((row) => String(row.vendor_player_id));
}
