/** Rows as they are stored. */

/** Column types of fact tables, and what a row holds for each in TypeScript. */
interface ValueOf {
  VARCHAR: string;
  JSON: string;
  BOOLEAN: boolean;
  INTEGER: number;
  BIGINT: bigint;
  /** An amount: a bigint of ten-thousandths of the currency unit. Never a number. */
  'DECIMAL(18,4)': bigint;
  /** A sum of amounts, which 18 digits need not hold; likewise. */
  'DECIMAL(38,4)': bigint;
  /** Microseconds since the epoch, UTC. */
  TIMESTAMP: bigint;
}
export type ColumnType = keyof ValueOf;
export type Columns = Readonly<Record<string, ColumnType>>;
export type Row<C extends Columns = Columns> = { [K in keyof C]: ValueOf[C[K]] | null };
