/** Types that a statement wants of its parameters: clients that bind in binary ask for them, and write values as those. */
import type { Database } from '../load/database.ts';
import { listParameters } from './postgres-lists.ts';
import { rebuild } from './rebuild.ts';
import { readTree } from './syntax-tree.ts';

type Adapt = (tree: string) => Promise<string>;

/** DuckDB's types in the order of $1, $2, …; empty where DuckDB takes any, or cannot tell. Nothing is run. */
export async function wantedTypes(
  db: Database,
  asked: string,
  adapt: Adapt = async (tree) => tree,
): Promise<string[]> {
  let lists: ReadonlySet<string> = new Set();
  const noting: Adapt = (tree) => {
    lists = listParameters(readTree(tree));
    return adapt(tree);
  };
  const { text } = await rebuild(db, asked, { adapt: noting, isOpen: true });
  const prepared = await db.connection.prepare(text);
  try {
    const types: string[] = [];
    for (let i = 1; i <= prepared.parameterCount; i += 1) {
      const name = prepared.parameterName(i);
      const type = typeAt(() => prepared.parameterType(i));
      types[Number(name) - 1] = type !== '' && lists.has(name) ? `${type}[]` : type;
    }
    return Array.from(types, (type) => type ?? '');
  } finally {
    prepared.destroySync();
  }
}

/** DuckDB's client throws for a parameter whose type is open. */
function typeAt(read: () => unknown): string {
  try {
    return String(read());
  } catch {
    return '';
  }
}
