/** A month's rows went or came: what was made of them is made anew. */
import type { Database } from '../database.ts';
import { identifier, quote, sql } from '../sql.ts';
import { type Part, whereHere } from './digest.ts';

/** Part of a transaction; its rows are still or already here. */
export async function touchMonth(
  db: Database,
  table: string,
  { rows, revisions }: { readonly rows: Part; readonly revisions: Part },
): Promise<void> {
  await db.run(
    sql('queries/touch-month', {
      table,
      relation: quote(table),
      event: identifier(rows.clock),
      of_rows: whereHere(rows),
      of_revisions: whereHere(revisions),
    }),
  );
}
