/** Which games and players a day's difference from the vendor's totals belongs to, by its totals of each. */
import type { WindowedStream } from '../contract/stream.ts';
import type { TotalsPart } from '../contract/totals-part.ts';
import type { Window } from '../contract/window.ts';
import { DAY_MS, sqlTimestamp } from '../transform/time.ts';
import { count, type Database } from './database.ts';
import { identifier, sql } from './sql.ts';

/** A game or a player, and what the vendor has more of it than the store. Money in currency units. */
export interface Narrowed {
  readonly stream: string;
  readonly what: TotalsPart['what'];
  /** The vendor's id. */
  readonly id: string;
  /** null where the vendor counts no bets. */
  readonly bets: number | null;
  readonly stake: string;
  readonly ggr: string;
}

/** More names than a person looks into. */
const MOST = 5;

interface Place {
  readonly account: string;
  readonly stream: WindowedStream;
  readonly window: Window;
}

/** Of the UTC day of a window; empty where the totals of that day were not pulled, or agree. */
export async function narrowDifference(
  db: Database,
  { account, stream, window }: Place,
): Promise<Narrowed[]> {
  const start = Math.floor(window.start / DAY_MS) * DAY_MS;
  if (window.end > start + DAY_MS) return [];
  const day = { start: sqlTimestamp(start), end: sqlTimestamp(start + DAY_MS) };
  const found: Narrowed[] = [];
  for (const part of stream.totals?.parts ?? []) {
    const params = { account, part: part.stream, ...day, most: BigInt(MOST) };
    const rows = await db.many(
      sql('queries/narrow-difference', placeholders(stream, part)),
      params,
    );
    for (const row of rows) {
      found.push({
        stream: part.stream,
        what: part.what,
        id: String(row.id),
        bets: row.bets === null ? null : count(row.bets),
        stake: String(row.stake),
        ggr: String(row.ggr),
      });
    }
  }
  return found;
}

function placeholders({ table, totals }: WindowedStream, part: TotalsPart): Record<string, string> {
  if (!totals) throw new Error('parts of totals without totals');
  return {
    bets: table,
    totals: part.table,
    id: identifier(part.id),
    count: identifier(part.count),
    day: identifier(part.day),
    stake: identifier(totals.stake),
    net: identifier(totals.net),
  };
}
