/** Brings a store to this version: frozen numbered migrations, then the views and comments. */
import { createHash } from 'node:crypto';
import { StoreError } from '../contract/errors.ts';
import { count, type Database } from './database.ts';
import { sql, sqlFiles, sqlFolders } from './sql.ts';

const UNION = '\nunion all by name\n';
/** In order: a view that leans on another comes after it. */
const MARTS = [
  'gaming-day',
  'bets',
  'tips',
  'daily',
  'hourly',
  'games',
  'player-ids',
  'players',
  'open-bets',
  'daily-base',
  'freshness',
  'comments',
] as const;

/** Refuses DuckDB files of someone else or of a newer ggr. Returns false for an empty one. */
export async function checkOwnership(db: Database, path: string): Promise<boolean> {
  const tables = await db.many(
    `select schema_name || '.' || table_name as name from duckdb_tables() where database_name = current_database() and not temporary and not internal`,
  );
  if (tables.length === 0) return false;
  if (!tables.some((table) => table.name === 'sync.migrations')) {
    throw new StoreError('store-foreign', `${path} is a DuckDB database, but not a ggr warehouse`, {
      hint: 'point GGR_WAREHOUSE at another file; nothing was changed',
    });
  }
  const newest = await db.one('select max(number) as number from sync.migrations');
  if (count(newest.number) > Math.max(...sqlFiles('migrations').map(numberOf))) {
    throw new StoreError('store-foreign', `${path} was written by a newer ggr`, {
      hint: 'upgrade ggr; nothing was changed',
    });
  }
  return true;
}

/** The number in a migration's name. Numbers may have gaps, and a store may lack one below its newest. */
function numberOf(file: string): number {
  return Number(file.split('-')[0]);
}

/**
 * Makes what is missing, in one transaction. Tables and comments go from the log into the file at once:
 * DuckDB cannot replay a column's comment on a table with a check where the file is opened by itself
 * (1.5.5, "no default database set"), and so would a store that was killed be shut to other clients.
 */
export async function migrate(db: Database, now: string): Promise<void> {
  const hasChanged = await db.transaction(async () => {
    await db.run(sql('queries/bootstrap'));
    const rows = await db.many('select number from sync.migrations');
    const done = new Set(rows.map((row) => count(row.number)));
    const missing = sqlFiles('migrations').filter((file) => !done.has(numberOf(file)));
    for (const file of missing) {
      await db.run(sql(`migrations/${file}`));
      await db.run(
        'insert into sync.migrations values (cast($number as integer), $name, cast($now as timestamp))',
        { number: BigInt(numberOf(file)), name: file, now },
      );
    }
    return (await refreshMarts(db)) || missing.length > 0;
  });
  if (hasChanged) await db.run('checkpoint');
}

/** Views are made anew only when their text changed, each costs a few milliseconds; returns whether it did. */
async function refreshMarts(db: Database): Promise<boolean> {
  const text = martStatements();
  const digest = createHash('sha256').update(text).digest('hex');
  const made = await db.maybeOne('select digest from sync.marts');
  if (made?.digest === digest) return false;
  await db.run(text);
  await db.run('delete from sync.marts; insert into sync.marts values ($digest)', { digest });
  return true;
}

function martStatements(): string {
  const sources = sqlFolders('vendors').map((name) => ({
    folder: `vendors/${name}`,
    files: new Set(sqlFiles(`vendors/${name}`)),
  }));
  /** The same file of every source that has it. */
  const each = (file: string) =>
    sources.filter(({ files }) => files.has(file)).map(({ folder }) => sql(`${folder}/${file}`));
  const plain = each('bets').join(UNION);
  const enriched = sources
    .map(({ folder, files }) => {
      const text = sql(`${folder}/bets`);
      return files.has('enriched') ? sql(`${folder}/enriched`, { plain: text }) : text;
    })
    .join(UNION);
  // views of one vendor's tables; ggr.bets leans on some
  const own = each('views');
  const lists = each('games');
  const parts = {
    sources: enriched,
    plain,
    lists: lists.join(UNION),
    measures: sql('marts/parts/measures'),
    figures: sql('marts/parts/figures'),
  };
  const marts = MARTS.map((mart) => {
    const view = mart.replaceAll('-', '_');
    return sql(`marts/${mart}`, {
      ...parts,
      figure_comments: sql('marts/parts/figure-comments', { view }),
    });
  });
  return [...own, ...marts].join(';\n');
}
