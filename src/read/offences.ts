/** What is asked of a check, whoever wrote it: its first rows, and how many there are. */
import { sql, withoutSemicolons } from '../load/sql.ts';

/** Nobody reads more of them; the number of all is told. */
const MOST_ROWS = 20;
/** The column of the query that tells it, in each row. */
export const HOW_MANY = 'all_offending_rows';

export function offencesSql(check: string): string {
  return sql('queries/find-offences', {
    check: withoutSemicolons(check),
    most: String(MOST_ROWS),
  });
}
