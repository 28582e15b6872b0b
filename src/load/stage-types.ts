/** How values of rows go into the stage, by the type of their column. */
import {
  BIGINT,
  BOOLEAN,
  DECIMAL,
  DuckDBDecimalValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import type { ColumnType } from '../contract/row.ts';

export const STAGE_TYPES = {
  VARCHAR: { type: VARCHAR, toDuckDb: (value) => value as string },
  JSON: { type: VARCHAR, toDuckDb: (value) => value as string },
  BOOLEAN: { type: BOOLEAN, toDuckDb: (value) => value as boolean },
  INTEGER: { type: INTEGER, toDuckDb: (value) => value as number },
  BIGINT: { type: BIGINT, toDuckDb: (value) => value as bigint },
  'DECIMAL(18,4)': {
    type: DECIMAL(18, 4),
    toDuckDb: (value) => new DuckDBDecimalValue(value as bigint, 18, 4),
  },
  'DECIMAL(38,4)': {
    type: DECIMAL(38, 4),
    toDuckDb: (value) => new DuckDBDecimalValue(value as bigint, 38, 4),
  },
  TIMESTAMP: { type: TIMESTAMP, toDuckDb: (value) => new DuckDBTimestampValue(value as bigint) },
} as const satisfies Record<
  ColumnType,
  { type: DuckDBType; toDuckDb: (value: unknown) => DuckDBValue }
>;
