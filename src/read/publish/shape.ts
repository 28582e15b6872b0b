/** What a snapshot's tables and views are: found out once, as it changes only with ggr and its settings. */
import { createHash } from 'node:crypto';
import { VERSION } from '../../config/version.ts';
import type { Catalogue } from '../../contract/stream.ts';
import type { Database } from '../../load/database.ts';
import { gamingDayStatements } from '../../load/gaming-day.ts';
import { sql } from '../../load/sql.ts';
import { viewStatements } from './analytics.ts';
import { filedColumns, listPublished, type Table } from './tables.ts';

export interface Shape {
  readonly tables: readonly Table[];
  /** What makes the views. */
  readonly statements: string;
  /** Another one: nothing of the snapshot before can be shared. */
  readonly shape: string;
}

/** To list the columns costs as much as all else that a publish without changes does. */
const known = new WeakMap<Catalogue, { readonly key: string; readonly shape: Shape }>();

export async function shapeOf(db: Database, catalogue: Catalogue): Promise<Shape> {
  const { key } = (await db.one(sql('publish/read-shape'))) as { key: string };
  const made = known.get(catalogue);
  if (made?.key === key) return made.shape;
  const tables = await listPublished(db, catalogue);
  const statements = viewStatements(catalogue, await gamingDayStatements(db), tables);
  const text = JSON.stringify([tables, tables.map(filedColumns), statements, VERSION]);
  const shape = { tables, statements, shape: createHash('sha256').update(text).digest('hex') };
  known.set(catalogue, { key, shape });
  return shape;
}
