/** A select whose result means in Parquet what it means here. */
import { UsageError } from '../contract/errors.ts';
import type { Database } from '../load/database.ts';
import { identifier, withoutSemicolons } from '../load/sql.ts';
import { describeColumns } from './result.ts';

/** Names and labels inside a type are quoted; they are passed over. */
const TYPE_WORDS =
  /"(?:[^"]|"")*"|'(?:[^']|'')*'|\bTIMESTAMP(?:_S|_MS|_NS)?\b(?! WITH)|\bU?HUGEINT\b/g;
const WRITTEN_AS: Readonly<Record<string, string>> = {
  // as they stand they are written as local times (isAdjustedToUTC = false)
  TIMESTAMP: 'TIMESTAMP WITH TIME ZONE',
  TIMESTAMP_S: 'TIMESTAMP WITH TIME ZONE',
  TIMESTAMP_MS: 'TIMESTAMP WITH TIME ZONE',
  // Parquet has no integer of 128 bits, and DuckDB makes a double of it
  HUGEINT: 'DECIMAL(38,0)',
  UHUGEINT: 'DECIMAL(38,0)',
};

/**
 * The statement with timestamps as instants and integers of 128 bits as decimals, also within lists and structs.
 * Throws UsageError for timestamps of nanoseconds, which would lose either their digits or their zone.
 */
export async function parquetSelect(db: Database, text: string): Promise<string> {
  const { names, types } = await describeColumns(db, text);
  const inner = names.map((_, i) => identifier(`c${i}`));
  const columns = names.map((name, i) => {
    const column = inner[i] ?? '';
    const type = writtenAs(name, types[i] ?? '');
    const value = type === types[i] ? column : `cast(${column} as ${type})`;
    return `${value} as ${identifier(name)}`;
  });
  return `select ${columns.join(', ')} from (${withoutSemicolons(text)}\n) as t(${inner.join(', ')})`;
}

function writtenAs(name: string, type: string): string {
  return type.replaceAll(TYPE_WORDS, (word) => {
    if (word === 'TIMESTAMP_NS') {
      throw new UsageError(`column ${name}: Parquet has no instants of nanoseconds here`, {
        hint: 'cast it to timestamp, which has microseconds, or to varchar',
      });
    }
    return WRITTEN_AS[word] ?? word;
  });
}
