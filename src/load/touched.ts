/**
 * Marks of what changed, written in the transaction that changes it: the next snapshot writes the touched
 * hours anew and nothing else (docs/decisions/0020). A mark too many costs a little; one too few would hide
 * a change from every reader, so whoever writes a table of facts marks it here.
 */
import { randomUUID } from 'node:crypto';
import { type ChangeText, noteText } from './changes.ts';
import type { Database, Params } from './database.ts';
import type { Placeholders } from './merge-statements.ts';
import { quote, sql } from './sql.ts';

/** Numbers of rows. */
export interface Touched {
  /** Inserted or updated. */
  readonly changed: number;
  /** Versions that are in sync.revisions now. */
  readonly revised: number;
  /** Rows that passed to another window, unchanged. */
  readonly adopted: number;
}

/**
 * Part of the transaction of a merge, by whichever way its rows came, and the last part of it: what others must hear
 * of a change (snapshots, the cluster) stands here.
 */
export async function markTouched(
  db: Database,
  fill: Placeholders,
  { changed, revised, adopted }: Touched,
): Promise<void> {
  if (changed + revised + adopted === 0) return;
  await db.run(
    sql('queries/mark-touched', {
      ...fill,
      mark: quote(randomUUID()),
      came: String(changed > 0),
      revised: String(revised > 0),
      adopted: String(adopted > 0),
    }),
  );
  await noteText(db, mergeOf(fill, { changed, revised, adopted }));
}

/** As the cluster is told: rows of this run between the bounds, or all of them where some passed to another window. */
function mergeOf(fill: Placeholders, { changed, revised, adopted }: Touched): ChangeText {
  const { stream = '', account = '', first = '', last = '', run = '', now, fetched } = fill;
  return {
    ...{ relation: stream, account, run, stream: 'null', starts: first, ends: last },
    since: `least(${now}, ${fetched})`,
    whole: String(adopted > 0),
    rows: String(changed + revised + adopted),
  };
}

/** Part of the transaction that splits a window, before its rows are shifted. */
export async function markSplit(db: Database, fill: Placeholders, params: Params): Promise<void> {
  const relation = quote(fill.table ?? '');
  const text = sql('queries/mark-split', { ...fill, relation });
  await db.run(text, { ...params, mark: randomUUID() });
  const instant = (name: string) => `timestamp ${quote(String(params[name]))}`;
  await noteText(db, {
    ...{
      relation,
      account: quote(String(params.account)),
      stream: 'null',
      since: 'null',
      run: 'null',
    },
    ...{ starts: instant('old_start'), ends: instant('old_end'), whole: 'true', rows: '1000' },
  });
}
