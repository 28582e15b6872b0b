/** Brings a store to this version: frozen numbered migrations, then the views and comments. */
import { createHash } from 'node:crypto';
import { StoreError } from '../errors.ts';
import { count, type Database } from './database.ts';
import { sql, sqlFiles } from './sql.ts';

const MARTS = ['bets', 'tips', 'daily', 'freshness', 'wallet', 'comments'] as const;

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
  if (count(newest.number) > sqlFiles('migrations').length) {
    throw new StoreError('store-foreign', `${path} was written by a newer ggr`, {
      hint: 'upgrade ggr; nothing was changed',
    });
  }
  return true;
}

export async function migrate(db: Database, now: string): Promise<void> {
  await db.transaction(async () => {
    await db.run(sql('queries/bootstrap'));
    const done = count(
      (await db.one('select coalesce(max(number), 0) as n from sync.migrations')).n,
    );
    for (const [i, file] of sqlFiles('migrations').entries()) {
      if (i + 1 <= done) continue;
      await db.run(sql(`migrations/${file}`));
      await db.run(
        'insert into sync.migrations values (cast($number as integer), $name, cast($now as timestamp))',
        { number: BigInt(i + 1), name: file, now },
      );
    }
    await refreshMarts(db);
  });
}

/** Views are made anew only when their text changed: each costs a few milliseconds. */
async function refreshMarts(db: Database): Promise<void> {
  const text = martStatements();
  const digest = createHash('sha256').update(text).digest('hex');
  const made = await db.maybeOne('select digest from sync.marts');
  if (made?.digest === digest) return;
  await db.run(text);
  await db.run('delete from sync.marts; insert into sync.marts values ($digest)', { digest });
}

function martStatements(): string {
  const sources = sqlFiles('marts/bets').map((file) => sql(`marts/bets/${file}`));
  return MARTS.map((mart) =>
    sql(`marts/${mart}`, { sources: sources.join('\nunion all by name\n') }),
  ).join(';\n');
}
