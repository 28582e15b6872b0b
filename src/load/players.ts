/** The players an account has seen, for reports that must be asked for one by one. */
import type { EpochMs } from '../stream.ts';
import { sqlTimestamp } from '../transform/time.ts';
import type { Database } from './database.ts';
import { sql } from './sql.ts';

/** The vendor's ids of players who bet before an instant. */
export async function listPlayers(
  db: Database,
  account: string,
  before: EpochMs,
): Promise<string[]> {
  const rows = await db.many(sql('queries/list-players'), {
    account,
    before: sqlTimestamp(before),
  });
  return rows.map((row) => String(row.vendor_player_id));
}
