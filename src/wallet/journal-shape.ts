/**
 * Whether the tables, the indexes and the header of a journal are those that ggr makes. A byte that rots
 * there can make SQLite plan another way, or hand out pages that are in use: a start looks at all of it,
 * because it stands in a page or two.
 */
import { DatabaseSync } from 'node:sqlite';
import { sql, sqlFiles } from '../load/sql.ts';

const SCHEMA = /^\d{6}-/;
const SHAPE =
  "select type, name, tbl_name, sql from sqlite_schema where type in ('table', 'index')";
const PLACES = 'select count(*) - count(distinct rootpage) from sqlite_schema where rootpage > 0';
const SETTINGS = { auto_vacuum: 0, page_size: 4096, encoding: 'UTF-8' } as const;

let expected: ReadonlySet<string> | undefined;

/** The files in sql/journal/ that make the tables, in order. */
export function schemaFiles(): string[] {
  return sqlFiles('journal').filter((name) => SCHEMA.test(name));
}

/** What differs, or nothing. For a journal of this version only. */
export function shapeFault(db: DatabaseSync): string | undefined {
  for (const [name, value] of Object.entries(SETTINGS)) {
    const found = first(db, `pragma ${name}`);
    if (found !== value) return `its ${name} is ${found} and must be ${value}`;
  }
  if (first(db, PLACES) !== 0) return 'two of its tables or indexes begin at one page';
  expected ??= makeExpected();
  const there = describe(db);
  const other = [...there].find((each) => !expected?.has(each));
  if (other === undefined && there.size === expected.size) return undefined;
  return 'its schema is not the one that ggr makes';
}

function makeExpected(): ReadonlySet<string> {
  const db = new DatabaseSync(':memory:');
  try {
    for (const file of schemaFiles()) db.exec(sql(`journal/${file}`));
    return describe(db);
  } finally {
    db.close();
  }
}

function describe(db: DatabaseSync): ReadonlySet<string> {
  const rows = db.prepare(SHAPE).all();
  return new Set(rows.map((row) => Object.values(row).join('|').replaceAll(/\s+/g, ' ')));
}

function first(db: DatabaseSync, query: string): unknown {
  return Object.values(db.prepare(query).get() ?? {})[0];
}
