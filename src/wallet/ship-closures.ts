/** Ships closures of rounds into wallet.closed_rounds, in the transaction of the entries before them. */
import { DuckDBTimestampValue } from '@duckdb/node-api';
import { appendTo } from '../load/appender.ts';
import type { Database } from '../load/database.ts';
import { sql } from '../load/sql.ts';
import type { Closure, Closures } from './closures.ts';
import { CHAIN_START, type ChainPoint } from './entries.ts';

const MOST_AT_ONCE = 2048;

/** The newest closure that the warehouse holds. */
export async function closuresEnd(db: Database): Promise<ChainPoint> {
  const row = await db.maybeOne(sql('queries/closures-end'));
  if (!row) return CHAIN_START;
  return { seq: row.closure as bigint, hash: Buffer.from(String(row.hash), 'hex') };
}

/**
 * Appends closures after the table's newest, but none whose round may have entries that are not there yet;
 * returns the newest that the table then holds.
 */
export async function shipClosures(
  db: Database,
  closures: Closures,
  shipped: bigint,
): Promise<ChainPoint> {
  const held = await closuresEnd(db);
  const next = closures.after(held.seq, MOST_AT_ONCE).filter(({ afterSeq }) => afterSeq <= shipped);
  if (next.length === 0) return held;
  await appendTo(db, { catalog: 'store', schema: 'wallet', table: 'closed_rounds' }, (appender) => {
    for (const closure of next) {
      appender.appendBigInt(closure.number);
      appender.appendVarchar(closure.currency);
      appender.appendUBigInt(closure.round);
      appender.appendVarchar(closure.playerId);
      appender.appendVarchar(closure.cause);
      for (const text of [closure.closedBy, closure.reason]) {
        if (text === null) appender.appendNull();
        else appender.appendVarchar(text);
      }
      appender.appendBigInt(closure.afterSeq);
      appender.appendTimestamp(new DuckDBTimestampValue(closure.closedAt));
      appender.appendVarchar(closure.hash.toString('hex'));
      appender.endRow();
    }
  });
  const { number, hash } = next.at(-1) as Closure;
  return { seq: number, hash };
}
