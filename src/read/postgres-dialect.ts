/** Postgres' dialect in a reader process: its catalogue is made when a statement first asks it. */
import type { Database } from '../load/database.ts';
import { sql } from '../load/sql.ts';
import { adaptTree, type Catalogue } from './postgres-tree.ts';
import type { ReaderEngine } from './reader-engine.ts';
import { readTree, writeTree } from './syntax-tree.ts';

/** In the order in which they are made. */
const FILES = [
  'relations',
  'few-rows',
  'empty-relations',
  'functions',
  'information-schema',
] as const;
const MADE = /^create (?:table|view|macro) memory\.(pg|pg_info)\.(\w+)/gm;

let text: string | undefined;
let names: Catalogue | undefined;
const ready = new WeakSet<ReaderEngine>();

/** The names of the catalogue, by its schemas. */
function catalogueNames(): { readonly statements: string; readonly names: Catalogue } {
  text ??= FILES.map((file) => sql(`postgres/${file}`)).join(';\n');
  if (!names) {
    const found = [...text.matchAll(MADE)];
    const of = (schema: string) =>
      new Set(found.flatMap(([, where, name = '']) => (where === schema ? name : [])));
    names = { system: of('pg'), information: of('pg_info') };
  }
  return { statements: text, names };
}

/**
 * Puts a tree of Postgres' dialect into DuckDB's words, and makes the catalogue (60 ms of CPU, once a process)
 * if it is asked for.
 */
export function adaptPostgres(db: Database, engine: ReaderEngine) {
  return async (written: string): Promise<string> => {
    const { statements, names: catalogue } = catalogueNames();
    const tree = readTree(written);
    // names without a schema are those of ggr, where there is one: as search_path says
    await db.run('use ggr').catch(() => {});
    const isAsked = adaptTree(tree, catalogue);
    if (isAsked && !ready.has(engine)) {
      await engine.add(statements);
      ready.add(engine);
      // what a transaction began with is all that it sees
      await db.run('commit; begin transaction read only');
    }
    return writeTree(tree);
  };
}
