/** Ships the operator's acts into wallet.acts, in the transaction of the entries after them. */
import { DuckDBTimestampValue } from '@duckdb/node-api';
import { appendTo } from '../load/appender.ts';
import type { Database } from '../load/database.ts';
import { sql } from '../load/sql.ts';
import type { Act, Acts } from './acts.ts';
import { CHAIN_START, type ChainPoint } from './entries.ts';

const MOST_AT_ONCE = 10_000;

/** The newest act that the warehouse holds. */
export async function actsEnd(db: Database): Promise<ChainPoint> {
  const row = await db.maybeOne(sql('queries/acts-end'));
  if (!row) return CHAIN_START;
  return { seq: row.act as bigint, hash: Buffer.from(String(row.hash), 'hex') };
}

/** Appends the acts after the table's newest; returns the newest that it then holds. */
export async function shipActs(db: Database, acts: Acts): Promise<ChainPoint> {
  const held = await actsEnd(db);
  const next = acts.after(held.seq, MOST_AT_ONCE);
  if (next.length === 0) return held;
  await appendTo(db, { catalog: 'store', schema: 'wallet', table: 'acts' }, (appender) => {
    for (const act of next) {
      appender.appendBigInt(act.number);
      for (const text of [act.kind, act.playerId, act.code, act.currency]) {
        if (text === null) appender.appendNull();
        else appender.appendVarchar(text);
      }
      if (act.expiresAt === null) appender.appendNull();
      else appender.appendTimestamp(new DuckDBTimestampValue(act.expiresAt));
      appender.appendTimestamp(new DuckDBTimestampValue(act.actedAt));
      appender.appendVarchar(act.hash.toString('hex'));
      appender.endRow();
    }
  });
  const { number, hash } = next.at(-1) as Act;
  return { seq: number, hash };
}
