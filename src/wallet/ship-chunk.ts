/** Entries of the journal as a data chunk of wallet.ledger: a column each, amounts exact. */
import {
  BIGINT,
  DECIMAL,
  DuckDBDataChunk,
  DuckDBDecimalValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  TIMESTAMP,
  UBIGINT,
  VARCHAR,
} from '@duckdb/node-api';
import type { Cents, Entry } from './entries.ts';

const COLUMNS: readonly (readonly [DuckDBType, (entry: Entry) => DuckDBValue])[] = [
  [BIGINT, ({ seq }) => seq],
  [VARCHAR, ({ currency }) => currency],
  [UBIGINT, ({ id }) => id],
  [VARCHAR, ({ kind }) => kind],
  [VARCHAR, ({ playerId }) => playerId],
  [VARCHAR, ({ code }) => code],
  [UBIGINT, ({ game }) => game],
  [UBIGINT, ({ roundId }) => roundId],
  [DECIMAL(18, 4), ({ amount }) => decimalOf(amount)],
  [DECIMAL(18, 4), ({ balanceAfter }) => decimalOf(balanceAfter)],
  [VARCHAR, ({ flags }) => (flags.length > 0 ? flags.join(',') : null)],
  [TIMESTAMP, ({ receivedAt }) => new DuckDBTimestampValue(receivedAt)],
  [VARCHAR, ({ key }) => key],
  [UBIGINT, ({ round }) => round],
  [VARCHAR, ({ hash }) => hash.toString('hex')],
];

/** At most as many entries as a data chunk holds: 2,048. */
export function chunkOf(entries: readonly Entry[]): DuckDBDataChunk {
  const types = COLUMNS.map(([type]) => type);
  const chunk = DuckDBDataChunk.create(types, entries.length);
  for (const [c, [, pick]] of COLUMNS.entries()) {
    const vector = chunk.getColumnVector(c);
    for (const [i, entry] of entries.entries()) vector.setItem(i, pick(entry));
    vector.flush();
  }
  return chunk;
}

/** Cents as ten-thousandths of the currency unit. */
function decimalOf(cents: Cents): DuckDBDecimalValue {
  return new DuckDBDecimalValue(cents * 100n, 18, 4);
}
